#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "jobs/batch_items.h"
#include "jobs/batch_report.h"
#include "base/clock.h"
#include "jobs/document_task.h"
#include "files/stream.h"
#include "cli/verb.h"
#include "cli/work_options.h"
#include "files/file_carry.h"
#include "files/lock_file.h"

enum {
  STOP_GRACE_MS = 6000,      /* what is in work may end in this time */
  PROGRESS_MS = 250,         /* of the line on a terminal */
  PROGRESS_LINE_MS = 60000,  /* of the lines in a log */
  FULL_DISK_START_MS = 2000, /* between attempts to begin on a full disk */
  POOL_FDS_MAX = 256,
  BAR_CELLS = 24,
};

struct batch_options {
  struct work_options work; /* first: WORK_OPTION_ROWS counts on it */
  char *summary;
  bool force, each_file;
  int64_t expiring; /* days */
};

static const struct option_row batch_rows[] = {
    WORK_OPTION_ROWS,
    {"summary", 0, OPTION_TEXT, offsetof(struct batch_options, summary), "FILE.csv", 0, 0,
     "table over all documents, for Excel"},
    {"force", 0, OPTION_FLAG, offsetof(struct batch_options, force), NULL, 0, 0,
     "do again what is done"},
    {"each-file", 0, OPTION_FLAG, offsetof(struct batch_options, each_file), NULL, 0, 0,
     "a folder of pictures page-1, page-2 … is not one document"},
    {"expiring", 0, OPTION_INTEGER, offsetof(struct batch_options, expiring), "DAYS", 0, 36500,
     "report licences that expire within so many days (90)"},
    {0}};

static const struct verb_usage batch_usage = {
    .name = "batch",
    .synopsis = "DIR... -o OUT [-j N] [--summary FILE.csv]",
    .text =
        "Reads every picture and PDF below the DIRs that is not done yet; originals stay where\n"
        "they are. A folder of pictures page-1, page-2, ... is one document. At the end it\n"
        "tells what needs a person. Stopped or killed, the next run goes on.",
    .rows = batch_rows,
};

/* One run of the verb. */
struct batch {
  struct common_options common;
  struct batch_options own;
  struct work work;
  struct lock_file *lock;
  struct batch_list list;
  struct batch_items items;
  struct document_queue *queue;
  int signals;
  bool stopping;
  int64_t begun, stop_deadline, next_progress, next_activity;
  char *place; /* the folders, for `status` */
  size_t folders_failed;
};

static void batch_log(struct batch *batch, enum log_level level, const char *event,
                      const char *message)
{
  report(&batch->work.reporter, &(struct log_entry){.level = level, .event = event}, "%s", message);
}

/* ---- beginning ---- */

static void task_finished(void *context, const struct document_task *task,
                          const struct task_outcome *outcome)
{
  batch_items_finished(&((struct batch *)context)->items, task, outcome);
}

static enum status batch_lock(struct batch *batch, struct error *error)
{
  autofree char *folder = memory_format("%s/.zhaolu", batch->work.out);
  autofree char *path = memory_format("%s/batch.lock", folder);
  autofree char *place = memory_format("the output folder %s", batch->work.out);
  enum status status = folder_make_all(folder, error);
  return status ? status : lock_file_take(path, place, &batch->lock, error);
}

static enum status parts_open(struct batch *batch, struct error *error)
{
  enum status status = batch->lock ? STATUS_OK : batch_lock(batch, error);
  return status ? status : work_open_ledger(&batch->work, LEDGER_BATCH, error);
}

static enum status parts_open_when_there_is_room(struct batch *batch, struct error *error)
{
  struct pollfd fd = {.fd = batch->signals, .events = POLLIN};
  bool told = false;
  for (;;) {
    enum status status = parts_open(batch, error);
    if (status != STATUS_NO_SPACE)
      return status;
    if (!told)
      batch_log(batch, LOG_LEVEL_WARNING, "disk_full", error->message);
    told = true;
    if (poll(&fd, 1, FULL_DISK_START_MS) > 0)
      return status;
  }
}

static void folders_walk(struct batch *batch, const struct arguments *folders)
{
  const struct batch_walk_options options = {.out = batch->work.out,
                                             .each_file_alone = batch->own.each_file};
  struct strbuf place = {0};
  for (size_t i = 0; i < folders->count; i++) {
    batch_walk(folders->items[i], &options, &batch->list);
    strbuf_appendf(&place, "%s%s", i ? " " : "", folders->items[i]);
  }
  batch->place = strbuf_take(&place);
  for (size_t i = 0; i < batch->list.trouble_count; i++)
    batch_log(batch, LOG_LEVEL_ERROR, "unreadable", batch->list.troubles[i]);
  batch->folders_failed = batch->list.trouble_count;
}

/* A table that could not be written in the morning is found out in the evening. */
static enum status summary_check(const struct batch *batch, struct error *error)
{
  if (!batch->own.summary)
    return STATUS_OK;
  autofree char *folder = path_folder(batch->own.summary);
  return folder_prepare(folder, error);
}

static enum status batch_open(struct batch *batch, const struct arguments *folders,
                              struct error *error)
{
  if (!folders->count)
    return error_set(error, STATUS_USAGE, "no folder is given; see zhaolu batch --help");
  batch->signals = stop_signals_open();
  enum status status = work_open(&batch->work, &batch->common, &batch->own.work, error);
  if (!status)
    status = summary_check(batch, error);
  if (!status)
    status = parts_open_when_there_is_room(batch, error);
  if (status)
    return status;
  batch->begun = clock_now();
  struct document_queue_options queue = work_queue_options(&batch->work);
  queue.finished = task_finished;
  queue.context = batch;
  batch->queue = document_queue_open(&queue);
  batch->items = (struct batch_items){.work = &batch->work,
                                      .list = &batch->list,
                                      .queue = batch->queue,
                                      .force = batch->own.force,
                                      .started = ledger_now()};
  folders_walk(batch, folders);
  return STATUS_OK;
}

/* ---- progress ---- */

static void time_left_text(const struct batch *batch, double minutes, char *ret_text, size_t size)
{
  const struct batch_items *items = &batch->items;
  size_t left = batch->list.count - items->ended;
  size_t worked = items->done + items->failed;
  snprintf(ret_text, size, "unknown time left");
  if (!left)
    snprintf(ret_text, size, "nothing left");
  else if (worked) {
    double minutes_left = minutes * (double)left / (double)worked;
    if (minutes_left >= 90)
      snprintf(ret_text, size, "%.1f h left", minutes_left / 60);
    else
      snprintf(ret_text, size, "%.0f min left", minutes_left < 1 ? 1.0 : minutes_left);
  }
}

static void progress_tell(struct batch *batch)
{
  int64_t now = clock_now();
  if (now < batch->next_progress)
    return;
  const struct batch_items *items = &batch->items;
  bool terminal = console_has_progress(&batch->work.reporter.console);
  double minutes = (double)(now - batch->begun) / 60000;
  double pace = minutes > 0 ? (double)items->pages / minutes : 0;
  char left[40];
  time_left_text(batch, minutes, left, sizeof left);
  size_t total = batch->list.count ? batch->list.count : 1;
  int filled = (int)(items->ended * BAR_CELLS / total);
  autofree char *text =
      memory_format("%zu of %zu documents, %lld pages, %.0f pages a minute, %zu failed, %s%s",
                    items->ended, batch->list.count, (long long)items->pages, pace, items->failed,
                    left, document_queue_is_paused(batch->queue) ? "; the disk is full" : "");
  if (terminal)
    console_progress(&batch->work.reporter.console, "[%.*s%.*s] %s", filled,
                     "########################", BAR_CELLS - filled, "........................",
                     text);
  else if (batch->next_progress)
    batch_log(batch, LOG_LEVEL_INFO, "progress", text);
  batch->next_progress = now + (terminal ? PROGRESS_MS : PROGRESS_LINE_MS);
}

static void activity_tell(struct batch *batch)
{
  if (clock_now() < batch->next_activity)
    return;
  struct error error = {0};
  bool paused = document_queue_is_paused(batch->queue);
  if (ledger_set_activity(batch->work.ledger, LEDGER_BATCH, batch->place,
                          paused ? "the disk is full; waiting for room" : "", &error))
    batch_log(batch, LOG_LEVEL_DEBUG, "ledger", error.message);
  batch->next_activity = clock_now() + PROGRESS_LINE_MS / 2;
}

/* ---- the loop ---- */

static int wait_ms(const struct batch *batch, int pool_ms, bool waits_for_ledger)
{
  enum { AGAIN_MS = 1000 };
  int64_t now = clock_now(), until = batch->next_progress;
  if (batch->stopping && batch->stop_deadline < until)
    until = batch->stop_deadline;
  if (waits_for_ledger && now + AGAIN_MS < until)
    until = now + AGAIN_MS;
  int wait = until <= now ? 0 : (int)(until - now);
  int queue_ms = document_queue_wait_ms(batch->queue);
  if (queue_ms >= 0 && queue_ms < wait)
    wait = queue_ms;
  return pool_ms >= 0 && pool_ms < wait ? pool_ms : wait;
}

static void batch_wait(struct batch *batch, bool waits_for_ledger)
{
  struct pollfd fds[POOL_FDS_MAX + 1] = {{.fd = batch->signals, .events = POLLIN}};
  int pool_ms = -1;
  size_t count = worker_pool_fds(batch->work.pool, fds + 1, POOL_FDS_MAX, &pool_ms);
  /* An interrupted poll is a wait that was short. */
  (void)poll(fds, count + 1, wait_ms(batch, pool_ms, waits_for_ledger));
}

static void signals_take(struct batch *batch)
{
  int count = stop_signals_read(batch->signals);
  if (!count)
    return;
  if (!batch->stopping)
    batch_log(batch, LOG_LEVEL_INFO, "stopping",
              "what is in work may end; once more to stop at once");
  batch->stop_deadline = batch->stopping || count > 1 ? clock_now() : clock_now() + STOP_GRACE_MS;
  batch->stopping = true;
  document_queue_finish_up(batch->queue);
}

static bool is_over(struct batch *batch, bool all_begun)
{
  if (document_queue_fatal(batch->queue))
    return true;
  if (batch->stopping)
    return document_queue_in_work(batch->queue) == 0 || clock_now() >= batch->stop_deadline;
  return all_begun && document_queue_count(batch->queue) == 0 &&
         batch_items_settle_copies(&batch->items) == 0;
}

static void batch_run(struct batch *batch)
{
  bool all_begun = false;
  for (;;) {
    signals_take(batch);
    if (!batch->stopping)
      all_begun = batch_items_begin(&batch->items);
    document_queue_step(batch->queue);
    progress_tell(batch);
    activity_tell(batch);
    if (is_over(batch, all_begun))
      break;
    /* Something to begin, a place for it, and yet it was not: ledger or disk refused. */
    batch_wait(batch, !all_begun && document_queue_has_place(batch->queue));
  }
  console_progress_end(&batch->work.reporter.console);
}

static int batch_end(struct batch *batch)
{
  const struct error *fatal = document_queue_fatal(batch->queue);
  struct error error = {0};
  bool failed = batch->items.failed + batch->items.partial + batch->folders_failed > 0;
  document_queue_stop(batch->queue);
  const struct batch_report_options options = {.summary_path = batch->own.summary,
                                               .expiring_days = batch->own.expiring,
                                               .interrupted = batch->stopping || fatal};
  if (batch_report_write(&batch->items, &options, &error)) {
    batch_log(batch, LOG_LEVEL_ERROR, "report", error.message);
    failed = true;
  }
  if (ledger_end_activity(batch->work.ledger, LEDGER_BATCH, &error))
    batch_log(batch, LOG_LEVEL_DEBUG, "ledger", error.message);
  if (fatal) {
    batch_log(batch, LOG_LEVEL_ERROR, "unusable", fatal->message);
    return EXIT_UNUSABLE;
  }
  return failed || batch->stopping ? EXIT_DOCUMENT_FAILED : EXIT_DONE;
}

static void batch_close(struct batch *batch)
{
  document_queue_close(&batch->queue);
  lock_file_release(&batch->lock);
  batch_list_clear(&batch->list);
  work_close(&batch->work);
  if (batch->signals >= 0)
    close(batch->signals);
  free(batch->place);
  options_clear(batch_rows, &batch->own);
  common_options_clear(&batch->common);
}

int cmd_batch(int argc, char **argv)
{
  struct batch batch = {.own = {.expiring = 90}, .signals = -1};
  struct arguments folders = {0};
  struct error error = {0};
  int exit_code;
  common_options_init(&batch.common);
  work_options_init(&batch.own.work);
  if (!options_read(&batch_usage, argc, argv, &batch.own, &batch.common, &folders, &exit_code))
    return exit_code;
  enum status status = batch_open(&batch, &folders, &error);
  if (!status) {
    batch_run(&batch);
    exit_code = batch_end(&batch);
  } else {
    console_error(&batch.work.reporter.console, "%s", error.message);
    exit_code = status == STATUS_BUSY ? EXIT_UNUSABLE : exit_code_for(status);
  }
  batch_close(&batch);
  arguments_clear(&folders);
  return exit_code;
}
