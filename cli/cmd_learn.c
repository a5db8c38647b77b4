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

static const char *const learn_shared[] = {"lang",         "tessdata",  "config",   "max-pixels",
                                           "page-timeout", "max-pages", "max-file", "worker-memory",
                                           "help",         NULL};

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

/* One run of the verb. */
struct learning_verb {
  struct common_options common;
  struct learn_verb own;
  struct pipeline *pipeline; /* knows the models, which the workers open */
};

static enum status learnt_tell(const struct learnt *learnt, const char *to, struct error *error)
{
  autofree char *told = memory_format(
      "%zu fields were reviewed; the machine had %zu of them right\n%s/lexicon.txt: %zu entries\n"
      "%s/lines: %zu lines with their text%s\n%s/report.csv\n",
      learnt->fields, learnt->right, to, learnt->words, to, learnt->lines,
      learnt->lines_without_scan ? "; of some the scan is not where it was (--files)" : "", to);
  return stream_write_out(told, strlen(told), error);
}

static enum status learning_run(struct learning_verb *run, const struct arguments *arguments,
                                struct error *error)
{
  struct reading_pool_options pool = common_pool_options(&run->common);
  const struct pipeline_options pipeline = common_pipeline_options(&run->common);
  struct learnt learnt = {0};
  if (arguments->count != 1)
    return error_set(error, STATUS_USAGE, "give one folder of results; see zhaolu learn --help");
  enum status status = pipeline_open(&pipeline, &run->pipeline, error);
  if (status)
    return status;
  pipeline_engine_complete(run->pipeline, &pool.engine);
  autofree char *to = run->own.output ? memory_copy_string(run->own.output)
                                      : memory_format("%s/learnt", arguments->items[0]);
  const struct learn_options options = {
      .out = arguments->items[0],
      .to = to,
      .files = run->own.files,
      .desk = {.engine = pool.engine,
               .limits = common_source_limits(&run->common),
               .timeout = pool.page_timeout,
               .worker_memory = pool.worker_memory},
  };
  status = learn(&options, &learnt, error);
  return status ? status : learnt_tell(&learnt, to, error);
}

int cmd_learn(int argc, char **argv)
{
  struct learning_verb run = {0};
  struct arguments arguments = {0};
  struct error error = {0};
  int exit_code;
  common_options_init(&run.common);
  if (!options_read(&learn_usage, argc, argv, &run.own, &run.common, &arguments, &exit_code))
    return exit_code;
  enum status status = learning_run(&run, &arguments, &error);
  if (status)
    console_error(NULL, "%s", error.message);
  pipeline_close(&run.pipeline);
  arguments_clear(&arguments);
  options_clear(learn_rows, &run.own);
  common_options_clear(&run.common);
  return exit_code_for(status);
}
