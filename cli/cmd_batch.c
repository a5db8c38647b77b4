#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/verb.h"
#include "cli/work_options.h"
#include "jobs/batch.h"

enum {
  PROGRESS_MS = 250,        /* of the line on a terminal */
  PROGRESS_LINE_MS = 60000, /* of the lines in a log */
  BAR_CELLS = 24,
};

struct batch_verb {
  struct work_options work; /* first: WORK_OPTION_ROWS counts on it */
  char *summary;
  bool force, outdated, each_file, acknowledge;
  int64_t expiring; /* days */
};

static const struct option_row batch_rows[] = {
    WORK_OPTION_ROWS,
    {"summary", 0, OPTION_TEXT, offsetof(struct batch_verb, summary), "FILE", 0, 0,
     "table over all documents, for Excel: FILE.csv or FILE.xlsx"},
    {"force", 0, OPTION_FLAG, offsetof(struct batch_verb, force), NULL, 0, 0,
     "do again what is done, and replace results that were changed by hand"},
    {"outdated", 0, OPTION_FLAG, offsetof(struct batch_verb, outdated), NULL, 0, 0,
     "do again what was done with other rules, profiles or another model"},
    {"each-file", 0, OPTION_FLAG, offsetof(struct batch_verb, each_file), NULL, 0, 0,
     "a folder of pictures page-1, page-2 … is not one document"},
    {"expiring", 0, OPTION_INTEGER, offsetof(struct batch_verb, expiring), "DAYS", 0, 36500,
     "report licences that expire within so many days (90)"},
    {"acknowledge", 0, OPTION_FLAG, offsetof(struct batch_verb, acknowledge), NULL, 0, 0,
     "what this report lists is known; later ones leave it out until it changes"},
    {0}};

const struct verb_usage batch_usage = {
    .name = "batch",
    .synopsis = "DIR... -o OUT [-j N] [--summary FILE]",
    .text =
        "Reads every picture and PDF below the DIRs that is not done yet; originals stay where\n"
        "they are. A folder of pictures page-1, page-2, ... is one document. At the end it\n"
        "tells what needs a person. Stopped or killed, the next run goes on.",
    .rows = batch_rows,
    .has_queue = true,
};

/* ---- progress ---- */

struct progress_teller {
  struct console *console;
  const struct event_log *log;
  bool told; /* a log has no use for the first line, in which nothing is done */
};

static void time_left_text(const struct batch_progress *progress, char *ret_text, size_t size)
{
  size_t left = progress->total - progress->ended;
  snprintf(ret_text, size, "unknown time left");
  if (!left)
    snprintf(ret_text, size, "nothing left");
  else if (progress->worked) {
    double minutes_left = progress->minutes * (double)left / (double)progress->worked;
    if (minutes_left >= 90)
      snprintf(ret_text, size, "%.1f h left", minutes_left / 60);
    else
      snprintf(ret_text, size, "%.0f min left", minutes_left < 1 ? 1.0 : minutes_left);
  }
}

static void progress_tell(void *context, const struct batch_progress *progress)
{
  struct progress_teller *teller = context;
  double pace = progress->minutes > 0 ? (double)progress->pages / progress->minutes : 0;
  char left[40];
  time_left_text(progress, left, sizeof left);
  size_t total = progress->total ? progress->total : 1;
  int filled = (int)(progress->ended * BAR_CELLS / total);
  autofree char *text =
      memory_format("%zu of %zu documents, %lld pages, %.0f pages a minute, %zu failed, %s%s",
                    progress->ended, progress->total, (long long)progress->pages, pace,
                    progress->failed, left, progress->disk_is_full ? "; the disk is full" : "");
  if (console_has_progress(teller->console))
    console_progress(teller->console, "[%.*s%.*s] %s", filled, "########################",
                     BAR_CELLS - filled, "........................", text);
  else if (teller->told)
    event_log_write(teller->log, &(struct log_entry){.level = LOG_LEVEL_INFO, .event = "progress"},
                    "%s", text);
  teller->told = true;
}

/* ---- the verb ---- */

/* A folder that is not there is a mistake of the command line's: nothing is counted. */
static enum status folders_check(const struct arguments *folders, struct error *error)
{
  if (!folders->count)
    return error_set(error, STATUS_USAGE, "no folder is given; see zhaolu batch --help");
  for (size_t i = 0; i < folders->count; i++)
    if (access(folders->items[i], F_OK) != 0 && errno == ENOENT)
      return error_set(error, STATUS_USAGE, "%s: no such file or folder", folders->items[i]);
  return STATUS_OK;
}

static int batch_main(struct common_options *common, const struct batch_verb *own,
                      const struct arguments *folders)
{
  struct console console = console_make(common->quiet, common->verbose);
  const struct event_log log = console_event_log(&console, (enum log_format)own->work.log_format);
  const struct work_settings settings = work_settings_of(common, &own->work, &log);
  struct progress_teller teller = {.console = &console, .log = &log};
  const struct batch_options options = {
      .folders = folders->items,
      .folder_count = folders->count,
      .summary = own->summary,
      .force = own->force,
      .redo_outdated = own->outdated,
      .each_file_alone = own->each_file,
      .expiring_days = own->expiring,
      .acknowledge = own->acknowledge,
      .quiet = common->quiet,
      .progress = progress_tell,
      .context = &teller,
      .progress_ms = console_has_progress(&console) ? PROGRESS_MS : PROGRESS_LINE_MS,
  };
  struct batch *batch = NULL;
  struct error error = {0};
  enum status status = folders_check(folders, &error);
  if (!status)
    status = batch_open(&options, &settings, &batch, &error);
  if (status) {
    console_error(&console, "%s", error.message);
    return exit_code_without_run(status);
  }
  batch_run(batch);
  console_progress_end(&console);
  enum run_end end = batch_end(batch);
  batch_close(&batch);
  return exit_code_of_run(end);
}

int cmd_batch(int argc, char **argv)
{
  struct batch_verb own = {.expiring = 90};
  struct common_options common;
  struct arguments folders = {0};
  int exit_code;
  common_options_init(&common);
  work_options_init(&own.work);
  if (!options_read(&batch_usage, argc, argv, &own, &common, &folders, &exit_code))
    return exit_code;
  exit_code = batch_main(&common, &own, &folders);
  options_clear(batch_rows, &own);
  common_options_clear(&common);
  arguments_clear(&folders);
  return exit_code;
}
