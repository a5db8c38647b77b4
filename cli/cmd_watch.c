#include "base/memory.h"
#include "cli/console.h"
#include "cli/verb.h"
#include "cli/work_options.h"
#include "jobs/watch.h"

struct watch_verb {
  struct work_options work; /* first: WORK_OPTION_ROWS counts on it */
  char *done, *failed;
  bool once, no_inotify;
  int64_t settle, rescan, patience; /* seconds */
};

static const struct option_row watch_rows[] = {
    WORK_OPTION_ROWS,
    {"done", 0, OPTION_TEXT, offsetof(struct watch_verb, done), "DIR", 0, 0,
     "where originals go that are done (OUT/done)"},
    {"failed", 0, OPTION_TEXT, offsetof(struct watch_verb, failed), "DIR", 0, 0,
     "where originals go that failed, each with its reason (OUT/failed)"},
    {"once", 0, OPTION_FLAG, offsetof(struct watch_verb, once), NULL, 0, 0,
     "end when the inbox is empty"},
    {"settle", 0, OPTION_INTEGER, offsetof(struct watch_verb, settle), "SECONDS", 0, 86400,
     "a file is taken when it has not changed for so long (2)"},
    {"patience", 0, OPTION_INTEGER, offsetof(struct watch_verb, patience), "SECONDS", 0, 86400 * 7,
     "a file whose end is missing is given up after so long (60)"},
    {"rescan", 0, OPTION_INTEGER, offsetof(struct watch_verb, rescan), "SECONDS", 1, 86400,
     "look through the inbox at least so often (10)"},
    {"no-inotify", 0, OPTION_FLAG, offsetof(struct watch_verb, no_inotify), NULL, 0, 0,
     "find files only by looking, as on a network folder"},
    {0}};

const struct verb_usage watch_usage = {
    .name = "watch",
    .synopsis = "INBOX -o OUT [--done DIR] [--failed DIR] [--once]",
    .text = "Reads what people and scanners drop into INBOX, until it is stopped. Results come to\n"
            "OUT, originals move to done or failed, subfolders keep their structure. A file is\n"
            "never lost and never done twice, whatever happens to the machine. A file NAME is\n"
            "taken at once when NAME.ready appears beside it. A folder of pictures named page-1,\n"
            "page-2, ..., or any folder of pictures with NAME.ready beside it, is one document.",
    .rows = watch_rows,
    .has_queue = true,
};

static int watch_main(struct common_options *common, const struct watch_verb *own,
                      const struct arguments *arguments)
{
  struct console console = console_make(common->quiet, common->verbose);
  const struct event_log log = console_event_log(&console, (enum log_format)own->work.log_format);
  const struct work_settings settings = work_settings_of(common, &own->work, &log);
  const struct watch_options options = {
      .inbox = arguments->count ? arguments->items[0] : NULL,
      .done = own->done,
      .failed = own->failed,
      .once = own->once,
      .uses_events = !own->no_inotify,
      .settle_ms = own->settle * 1000,
      .rescan_ms = own->rescan * 1000,
      .patience_ms = own->patience * 1000,
  };
  struct watch *watch = NULL;
  struct error error = {0};
  enum status status =
      arguments->count == 1
          ? watch_open(&options, &settings, &watch, &error)
          : error_set(&error, STATUS_USAGE, "name one folder to watch; see zhaolu watch --help");
  if (status) {
    console_error(&console, "%s", error.message);
    return exit_code_without_run(status);
  }
  watch_run(watch);
  enum run_end end = watch_end(watch);
  watch_close(&watch);
  return exit_code_of_run(end);
}

int cmd_watch(int argc, char **argv)
{
  struct watch_verb own = {.settle = 2, .rescan = 10, .patience = 60};
  struct common_options common;
  struct arguments arguments = {0};
  int exit_code;
  common_options_init(&common);
  work_options_init(&own.work);
  if (!options_read(&watch_usage, argc, argv, &own, &common, &arguments, &exit_code))
    return exit_code;
  exit_code = watch_main(&common, &own, &arguments);
  options_clear(watch_rows, &own);
  common_options_clear(&common);
  arguments_clear(&arguments);
  return exit_code;
}
