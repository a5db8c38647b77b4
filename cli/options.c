#include "cli/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/config_file.h"
#include "cli/console.h"
#include "cli/option_value.h"

#define ROW(field) offsetof(struct common_options, field)

const struct option_row common_option_rows[] = {
    {"lang", 'l', OPTION_TEXT, ROW(language), "NAME", 0, 0,
     "recognition model; several joined by + (zhaolu)"},
    {"tessdata", 0, OPTION_TEXT, ROW(tessdata_dir), "DIR", 0, 0, "folder of the models"},
    {"profile", 0, OPTION_TEXT, ROW(profile), "NAME|FILE", 0, 0,
     "take all for this type; a file adds a type (told from the text)"},
    {"lexicon", 0, OPTION_TEXT, ROW(lexicon), "FILE", 0, 0,
     "values that were confirmed before, as zhaolu learn writes them"},
    {"no-correct", 0, OPTION_FLAG, ROW(no_correct), NULL, 0, 0,
     "give the raw reading, correct nothing"},
    {"punctuation", 0, OPTION_CHOICE, ROW(punctuation), "fullwidth|keep", 0, 0,
     "form of , : ; ( ) between Chinese (fullwidth)"},
    {"pdf-text", 0, OPTION_CHOICE, ROW(pdf_text), "auto|never", 0, 0,
     "take a PDF's own text where its page shows it (auto)"},
    {"extractor", 0, OPTION_TEXT, ROW(extractor), "CMD", 0, 0,
     "program that makes the record: document JSON in, record JSON out"},
    {"extractor-timeout", 0, OPTION_INTEGER, ROW(extractor_timeout), "SECONDS", 1, 86400,
     "how long it may take (60)"},
    {"jobs", 'j', OPTION_INTEGER, ROW(jobs), "N", 0, 256, "worker processes (as many as cores)"},
    {"page-timeout", 0, OPTION_INTEGER, ROW(page_timeout), "SECONDS", 0, 86400,
     "how long a page may take, 0 for ever (60)"},
    {"document-timeout", 0, OPTION_INTEGER, ROW(document_timeout), "SECONDS", 0, 8640000,
     "how long a document's pages may take in all (page timeout x (1 + pages / 4))"},
    {"max-pixels", 0, OPTION_INTEGER, ROW(max_pixels), "N", 1, INT64_C(10000000000),
     "largest page picture (200000000)"},
    {"max-pages", 0, OPTION_INTEGER, ROW(max_pages), "N", 1, 1000000,
     "most pages of a document (2000)"},
    {"max-file", 0, OPTION_INTEGER, ROW(max_file_mb), "MB", 1, 1048576, "largest file (1024)"},
    {"worker-memory", 0, OPTION_INTEGER, ROW(worker_memory_mb), "MB", 0, 1048576,
     "memory a worker may take, 0 for any (1500)"},
    {"recycle-pages", 0, OPTION_INTEGER, ROW(recycle_pages), "N", 0, 1000000,
     "replace a worker after so many pages, 0 for never (500)"},
    {"config", 0, OPTION_TEXT, ROW(config), "FILE", 0, 0,
     "configuration to read instead of the usual ones"},
    {"quiet", 'q', OPTION_FLAG, ROW(quiet), NULL, 0, 0, "say only what went wrong"},
    {"verbose", 'v', OPTION_FLAG, ROW(verbose), NULL, 0, 0, "say more"},
    {"help", 'h', OPTION_FLAG, ROW(help), NULL, 0, 0, "show this help"},
    {0}};

void common_options_init(struct common_options *options)
{
  *options = (struct common_options){
      .language = memory_copy_string(ENGINE_OWN_LANGUAGE),
      .extractor_timeout = 60,
      .page_timeout = reading_pool_options_default.page_timeout,
      .max_pixels = (int64_t)source_limits_default.max_pixels,
      .max_pages = source_limits_default.max_pages,
      .max_file_mb = (int64_t)(source_limits_default.max_file_bytes >> 20),
      .worker_memory_mb = (int64_t)(reading_pool_options_default.worker_memory >> 20),
      .recycle_pages = reading_pool_options_default.recycle_pages,
  };
  queue_options_init(&options->queue);
}

void options_clear(const struct option_row *rows, void *own)
{
  for (; rows && rows->name; rows++)
    if (rows->kind == OPTION_TEXT) {
      char **text = (char **)((char *)own + rows->offset);
      free(*text);
      *text = NULL;
    }
}

void common_options_clear(struct common_options *options)
{
  options_clear(common_option_rows, options);
  options_clear(queue_option_rows, &options->queue);
}

void arguments_clear(struct arguments *arguments)
{
  free(arguments->items);
  *arguments = (struct arguments){0};
}

static struct engine_options common_engine_options(const struct common_options *options)
{
  return (struct engine_options){.language = options->language,
                                 .tessdata_dir = options->tessdata_dir};
}

struct reading_pool_options common_pool_options(const struct common_options *options)
{
  struct reading_pool_options pool = reading_pool_options_default;
  pool.workers = (int)options->jobs;
  pool.page_timeout = (int)options->page_timeout;
  pool.document_timeout = (int)options->document_timeout;
  pool.worker_memory = (uint64_t)options->worker_memory_mb << 20;
  pool.recycle_pages = (int)options->recycle_pages;
  pool.verbose = options->verbose;
  pool.engine = common_engine_options(options);
  return pool;
}

struct pipeline_options common_pipeline_options(const struct common_options *options)
{
  return (struct pipeline_options){
      .engine = common_engine_options(options),
      .correct = {.enabled = !options->no_correct,
                  .punctuation = (enum punctuation_mode)options->punctuation},
      .profile = options->profile,
      .lexicon = options->lexicon,
      .extractor_command = options->extractor,
      .extractor_timeout = (int)options->extractor_timeout,
  };
}

struct source_limits common_source_limits(const struct common_options *options)
{
  return (struct source_limits){
      .max_pixels = (uint64_t)options->max_pixels,
      .max_file_bytes = (uint64_t)options->max_file_mb << 20,
      .max_pages = (int)options->max_pages,
  };
}

/* ---- the command line ---- */

struct command_line {
  const struct option_group *groups;
  int argc, at; /* `at`: the word being read */
  char **argv;
  struct error *error;
};

/* The option of that name (`length` bytes) or, with name NULL, of that letter. */
static const struct option_row *row_find(const struct option_group *groups, const char *name,
                                         size_t length, char letter,
                                         const struct option_group **ret_group)
{
  for (const struct option_group *group = groups; group->target; group++)
    for (const struct option_row *row = group->rows; row && row->name; row++)
      if (name ? strlen(row->name) == length && memcmp(row->name, name, length) == 0
               : letter && row->letter == letter) {
        *ret_group = group;
        return row;
      }
  return NULL;
}

/* The value of an option that needs one: what stands behind it, or the next word. */
static enum status value_take(struct command_line *line, const char *option, const char *attached,
                              const char **ret_value)
{
  if (!attached && line->at + 1 >= line->argc)
    return error_set(line->error, STATUS_USAGE, "%s needs a value", option);
  *ret_value = attached ? attached : line->argv[++line->at];
  return STATUS_OK;
}

static enum status long_option_read(struct command_line *line, const char *word)
{
  const char *equals = strchr(word, '=');
  size_t length = equals ? (size_t)(equals - word) : strlen(word);
  const struct option_group *group;
  const struct option_row *row = row_find(line->groups, word + 2, length - 2, 0, &group);
  if (!row)
    return error_set(line->error, STATUS_USAGE, "there is no option %.*s", (int)length, word);
  const char *value = equals ? equals + 1 : "yes";
  autofree char *option = memory_copy_bytes(word, length);
  if (row->kind != OPTION_FLAG) {
    enum status status = value_take(line, option, equals ? equals + 1 : NULL, &value);
    if (status != STATUS_OK)
      return status;
  }
  return option_value_set(row, group->target, option, value, line->error);
}

/* One word of letters: flags in a row, the last may take a value ("-qj2"). */
static enum status short_options_read(struct command_line *line, const char *word)
{
  for (const char *letter = word + 1; *letter; letter++) {
    const char option[] = {'-', *letter, '\0'};
    const struct option_group *group;
    const struct option_row *row = row_find(line->groups, NULL, 0, *letter, &group);
    if (!row)
      return error_set(line->error, STATUS_USAGE, "there is no option %s", option);
    if (row->kind == OPTION_FLAG) {
      enum status status = option_value_set(row, group->target, option, "yes", line->error);
      if (status != STATUS_OK)
        return status;
      continue;
    }
    const char *value = NULL;
    enum status status = value_take(line, option, letter[1] ? letter + 1 : NULL, &value);
    if (status != STATUS_OK)
      return status;
    return option_value_set(row, group->target, option, value, line->error);
  }
  return STATUS_OK;
}

static enum status command_line_read(const struct option_group *groups, int argc, char **argv,
                                     struct arguments *ret_arguments, struct error *error)
{
  struct command_line line = {groups, argc, 1, argv, error};
  bool options_over = false;
  ret_arguments->items = memory_resize(ret_arguments->items, (size_t)argc, sizeof(char *));
  ret_arguments->count = 0;
  for (; line.at < argc; line.at++) {
    char *word = argv[line.at];
    enum status status = STATUS_OK;
    if (options_over || word[0] != '-' || word[1] == '\0')
      ret_arguments->items[ret_arguments->count++] = word;
    else if (strcmp(word, "--") == 0)
      options_over = true;
    else if (word[1] == '-')
      status = long_option_read(&line, word);
    else
      status = short_options_read(&line, word);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

/* ---- help ---- */

enum { HELP_COLUMN = 28 };

static bool row_is_among(const struct option_row *row, const char *const *names)
{
  while (names && *names && strcmp(*names, row->name) != 0)
    names++;
  return !names || *names;
}

/* Those of the names, or all where `names` is NULL. */
static void rows_print(const struct option_row *rows, const char *const *names)
{
  for (; rows && rows->name; rows++) {
    if (!row_is_among(rows, names))
      continue;
    char letter[5] = "    ";
    if (rows->letter)
      snprintf(letter, sizeof letter, "-%c, ", rows->letter);
    int width = printf("  %s--%s%s%s", letter, rows->name, rows->value ? " " : "",
                       rows->value ? rows->value : "");
    if (width > HELP_COLUMN - 2) {
      putchar('\n');
      width = 0;
    }
    printf("%*s%s\n", HELP_COLUMN - width, "", rows->help);
  }
}

static void usage_print(const struct verb_usage *usage)
{
  printf("Usage: zhaolu %s %s\n\n%s\n", usage->name, usage->synopsis, usage->text);
  if (usage->rows) {
    printf("\nOptions:\n");
    rows_print(usage->rows, NULL);
  }
  if (usage->has_queue) {
    printf("\nOptions for several machines:\n");
    rows_print(queue_option_rows, NULL);
  }
  printf("\nOptions that verbs share:\n");
  rows_print(common_option_rows, usage->shared);
  printf("\nOptions can stand in /etc/zhaolu/config.yaml or ~/.config/zhaolu/config.yaml.\n");
}

/* ---- all together ---- */

/* The command line is read twice: for --config and --help, and again over the files' values. */
static enum status everything_read(const struct option_group *groups, int argc, char **argv,
                                   struct common_options *common, struct arguments *ret_arguments,
                                   struct error *error)
{
  enum status status = command_line_read(groups, argc, argv, ret_arguments, error);
  if (status != STATUS_OK || common->help)
    return status;
  status = config_files_read(groups, common->config, error);
  if (status != STATUS_OK)
    return status;
  return command_line_read(groups, argc, argv, ret_arguments, error);
}

void option_groups_make(const struct verb_usage *usage, void *own, struct common_options *common,
                        struct option_group ret_groups[OPTION_GROUPS])
{
  size_t count = 0;
  ret_groups[count++] = (struct option_group){.rows = common_option_rows, .target = common};
  if (usage->rows)
    ret_groups[count++] =
        (struct option_group){.rows = usage->rows, .target = own, .section = usage->name};
  if (usage->has_queue)
    ret_groups[count++] = (struct option_group){
        .rows = queue_option_rows, .target = &common->queue, .section = QUEUE_SECTION};
  while (count < OPTION_GROUPS)
    ret_groups[count++] = (struct option_group){0};
}

bool options_read(const struct verb_usage *usage, int argc, char **argv, void *own,
                  struct common_options *common, struct arguments *ret_arguments,
                  int *ret_exit_code)
{
  struct option_group groups[OPTION_GROUPS];
  option_groups_make(usage, own, common, groups);
  struct error error = {0};
  enum status status = everything_read(groups, argc, argv, common, ret_arguments, &error);
  if (status == STATUS_OK && !common->help)
    return true;
  if (status == STATUS_OK)
    usage_print(usage);
  else
    console_error(NULL, "%s; see zhaolu %s --help", error.message, usage->name);
  arguments_clear(ret_arguments);
  options_clear(usage->rows, own);
  common_options_clear(common);
  *ret_exit_code = exit_code_for(status);
  return false;
}
