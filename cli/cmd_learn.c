#include <string.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/options.h"
#include "cli/verb.h"
#include "files/stream.h"
#include "review/learn.h"

struct learn_verb {
  char *output, *files;
};

static const struct option_row learn_rows[] = {
    {"output", 'o', OPTION_TEXT, offsetof(struct learn_verb, output), "DIR", 0, 0,
     "where it is written (OUT/learnt)"},
    {"files", 0, OPTION_TEXT, offsetof(struct learn_verb, files), "DIR", 0, 0,
     "where the scans lie, if not where they were read"},
    {0}};

static const char *const learn_shared[] = {"config",   "max-pixels",    "page-timeout", "max-pages",
                                           "max-file", "worker-memory", "help",         NULL};

const struct verb_usage learn_usage = {
    .name = "learn",
    .synopsis = "OUT [-o DIR]",
    .text =
        "Makes of what people said in a review: the names, brands and addresses that they "
        "confirmed\n"
        "(lexicon.txt), pictures of lines with their text for scripts/train-model (lines/), and a\n"
        "report of what was read right and wrong (report.csv).",
    .rows = learn_rows,
    .shared = learn_shared,
};

static enum status learning_run(const struct common_options *common, const struct learn_verb *own,
                                const struct arguments *arguments, struct error *error)
{
  const struct reading_pool_options pool = common_pool_options(common);
  struct learnt learnt = {0};
  if (arguments->count != 1)
    return error_set(error, STATUS_USAGE, "give one folder of results; see zhaolu learn --help");
  autofree char *to = own->output ? memory_copy_string(own->output)
                                  : memory_format("%s/learnt", arguments->items[0]);
  const struct learn_options options = {
      .out = arguments->items[0],
      .to = to,
      .files = own->files,
      .desk = {.limits = common_source_limits(common),
               .timeout = pool.page_timeout,
               .worker_memory = pool.worker_memory},
  };
  enum status status = learn(&options, &learnt, error);
  if (status)
    return status;
  autofree char *told = memory_format(
      "%zu fields were reviewed; the machine had %zu of them right\n%s/lexicon.txt: %zu entries\n"
      "%s/lines: %zu lines with their text%s\n%s/report.csv\n",
      learnt.fields, learnt.right, to, learnt.words, to, learnt.lines,
      learnt.lines_without_scan ? "; of some the scan is not where it was (--files)" : "", to);
  return stream_write_out(told, strlen(told), error);
}

int cmd_learn(int argc, char **argv)
{
  struct learn_verb own = {0};
  struct common_options common;
  struct arguments arguments = {0};
  struct error error = {0};
  int exit_code;
  common_options_init(&common);
  if (!options_read(&learn_usage, argc, argv, &own, &common, &arguments, &exit_code))
    return exit_code;
  enum status status = learning_run(&common, &own, &arguments, &error);
  if (status)
    console_error(NULL, "%s", error.message);
  arguments_clear(&arguments);
  options_clear(learn_rows, &own);
  common_options_clear(&common);
  return exit_code_for(status);
}
