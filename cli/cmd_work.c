#include "base/memory.h"
#include "cli/console.h"
#include "cli/verb.h"
#include "cli/work_options.h"
#include "jobs/far_worker.h"

struct work_verb {
  int log_format; /* enum log_format */
};

static const struct option_row work_rows[] = {{"log-format", 0, OPTION_CHOICE,
                                               offsetof(struct work_verb, log_format), "text|json",
                                               0, 0, "form of the lines on standard error (text)"},
                                              {0}};

static const char *const work_shared[] = {
    "lang",       "tessdata",  "jobs",     "page-timeout",  "document-timeout",
    "max-pixels", "max-pages", "max-file", "worker-memory", "recycle-pages",
    "config",     "quiet",     "verbose",  "help",          NULL};

const struct verb_usage work_usage = {
    .name = "work",
    .synopsis = "--queue nats://HOST [--store DIR] [-j N]",
    .text =
        "Reads documents for a watch or batch on another machine, which has the same --queue,\n"
        "until it is stopped. Any number of machines may; they need the same zhaolu and model.\n"
        "Nothing is kept here: results, ledger and settings are those of the watch or batch.\n"
        "A worker that dies loses nothing: another one gets its documents.",
    .rows = work_rows,
    .shared = work_shared,
    .has_queue = true,
};

static int work_main(struct common_options *common, const struct work_verb *own)
{
  struct console console = console_make(common->quiet, common->verbose);
  const struct event_log log = console_event_log(&console, (enum log_format)own->log_format);
  const struct far_worker_options options = {
      .place = queue_place_of(&common->queue),
      .store = common->queue.store,
      .pipeline = common_pipeline_options(common),
      .pool = common_pool_options(common),
      .limits = common_source_limits(common),
      .log = &log,
  };
  struct far_worker *worker = NULL;
  struct error error = {0};
  enum status status = far_worker_open(&options, &worker, &error);
  if (status) {
    console_error(&console, "%s", error.message);
    return exit_code_without_run(status);
  }
  enum run_end end = far_worker_run(worker);
  far_worker_close(&worker);
  return exit_code_of_run(end);
}

int cmd_work(int argc, char **argv)
{
  struct work_verb own = {0};
  struct common_options common;
  struct arguments arguments = {0};
  int exit_code;
  common_options_init(&common);
  if (!options_read(&work_usage, argc, argv, &own, &common, &arguments, &exit_code))
    return exit_code;
  if (arguments.count || !queue_is_named(&common.queue)) {
    console_error(NULL, arguments.count ? "work takes no files; see zhaolu work --help"
                                        : "name the server with --queue nats://HOST");
    exit_code = EXIT_BAD_USAGE;
  } else {
    exit_code = work_main(&common, &own);
  }
  arguments_clear(&arguments);
  common_options_clear(&common);
  return exit_code;
}
