#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/clock.h"
#include "jobs/document_task.h"
#include "cli/verb.h"
#include "jobs/watch_files.h"
#include "cli/work_options.h"
#include "files/file_carry.h"
#include "spool/inbox_events.h"

enum {
  STOP_GRACE_MS = 6000,      /* what is in work may end in this time; then it is put back */
  EVENT_GATHER_MS = 200,     /* files come in crowds: one scan for all of them */
  ACTIVITY_MS = 30000,       /* how often `status` is told that we live */
  FULL_DISK_START_MS = 2000, /* between attempts to begin on a full disk */
  POOL_FDS_MAX = 256,
  WAITING_MAX = 32, /* files out of the inbox that are not with a worker: more would only pile up */
};

struct watch_options {
  struct work_options work; /* first: WORK_OPTION_ROWS counts on it */
  char *done, *failed;
  bool once, no_inotify;
  int64_t settle, rescan, patience; /* seconds */
};

static const struct option_row watch_rows[] = {
    WORK_OPTION_ROWS,
    {"done", 0, OPTION_TEXT, offsetof(struct watch_options, done), "DIR", 0, 0,
     "where originals go that are done (OUT/done)"},
    {"failed", 0, OPTION_TEXT, offsetof(struct watch_options, failed), "DIR", 0, 0,
     "where originals go that failed, each with its reason (OUT/failed)"},
    {"once", 0, OPTION_FLAG, offsetof(struct watch_options, once), NULL, 0, 0,
     "end when the inbox is empty"},
    {"settle", 0, OPTION_INTEGER, offsetof(struct watch_options, settle), "SECONDS", 0, 86400,
     "a file is taken when it has not changed for so long (2)"},
    {"patience", 0, OPTION_INTEGER, offsetof(struct watch_options, patience), "SECONDS", 0,
     86400 * 7, "a file whose end is missing is given up after so long (60)"},
    {"rescan", 0, OPTION_INTEGER, offsetof(struct watch_options, rescan), "SECONDS", 1, 86400,
     "look through the inbox at least so often (10)"},
    {"no-inotify", 0, OPTION_FLAG, offsetof(struct watch_options, no_inotify), NULL, 0, 0,
     "find files only by looking, as on a network folder"},
    {0}};

static const struct verb_usage watch_usage = {
    .name = "watch",
    .synopsis = "INBOX -o OUT [--done DIR] [--failed DIR] [--once]",
    .text = "Reads what people and scanners drop into INBOX, until it is stopped. Results come to\n"
            "OUT, originals move to done or failed, subfolders keep their structure. A file is\n"
            "never lost and never done twice, whatever happens to the machine. A file NAME is\n"
            "taken at once when NAME.ready appears beside it.",
    .rows = watch_rows,
};

/* One run of the verb. */
struct watch {
  struct common_options common;
  struct watch_options own;
  struct work work;
  char *inbox_path; /* absolute */
  struct spool *spool;
  struct inbox *inbox;
  struct inbox_events *events; /* NULL: none to be had */
  struct document_queue *queue;
  struct watch_files *files;
  int signals;
  bool stopping, scanned, inbox_lost;
  int64_t stop_deadline, next_scan, last_scan, next_activity;
  size_t stuck;        /* files that cannot be taken, as of the last scan */
  char *stuck_message; /* said already */
  bool told_paused;
};

static void watch_log(struct watch *watch, enum log_level level, const char *event,
                      const char *message)
{
  report(&watch->work.reporter, &(struct log_entry){.level = level, .event = event}, "%s", message);
}

/* ---- beginning ---- */

static void task_finished(void *context, const struct document_task *task,
                          const struct task_outcome *outcome)
{
  watch_files_finished(((struct watch *)context)->files, task, outcome);
}

static enum status folders_remember(struct watch *watch, struct error *error)
{
  const struct {
    const char *name, *path;
  } folders[] = {{"inbox", watch->inbox_path},
                 {"done", spool_done_folder(watch->spool)},
                 {"failed", spool_failed_folder(watch->spool)}};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    autofree char *path = realpath(folders[i].path, NULL);
    enum status status =
        ledger_set_value(watch->work.ledger, folders[i].name, path ? path : folders[i].path, error);
    if (status)
      return status;
  }
  return STATUS_OK;
}

static enum status inbox_begin(struct watch *watch, struct error *error)
{
  const char *excluded[] = {watch->work.out, spool_done_folder(watch->spool),
                            spool_failed_folder(watch->spool)};
  const struct inbox_options options = {
      .path = watch->inbox_path,
      .settle_ms = watch->own.settle * 1000,
      .patience_ms = watch->own.patience * 1000,
      .excluded = excluded,
      .excluded_count = sizeof excluded / sizeof *excluded,
  };
  struct error why = {0};
  if (!watch->own.no_inotify && inbox_events_open(&watch->events, &why))
    watch_log(watch, LOG_LEVEL_WARNING, "no_events", why.message);
  return inbox_open(&options, &watch->inbox, error);
}

struct orphan_search {
  struct watch *watch;
  const struct spool_ticket *tickets;
  size_t count;
  enum status status;
  struct error *error;
};

/* A queued document whose file is not in work: it was put back, or somebody took it away. */
static bool orphan_let_go(const struct ledger_document *document, void *context)
{
  struct orphan_search *search = context;
  if (document->keeper != LEDGER_WATCH)
    return true;
  for (size_t i = 0; document->ticket && i < search->count; i++)
    if (strcmp(search->tickets[i].id, document->ticket) == 0)
      return true;
  autofree char *path = memory_format("%s/%s", search->watch->inbox_path, document->source);
  struct ledger *ledger = search->watch->work.ledger;
  search->status = file_exists(path) ? ledger_let_go(ledger, document->id, search->error)
                                     : ledger_forget(ledger, document->id, search->error);
  return !search->status;
}

/* What the last run left in work is taken up before anything new. */
static enum status left_over_take_up(struct watch *watch, struct error *error)
{
  struct spool_ticket *tickets = NULL;
  size_t count = 0;
  enum status status = spool_left_in_work(watch->spool, &tickets, &count, error);
  if (status)
    return status;
  struct orphan_search search = {watch, tickets, count, STATUS_OK, error};
  status = ledger_list(watch->work.ledger, 1u << LEDGER_QUEUED, 0, orphan_let_go, &search, error);
  if (!status)
    status = search.status;
  for (size_t i = 0; i < count; i++)
    if (!status)
      watch_files_add(watch->files, &tickets[i], INBOX_READY);
    else
      spool_ticket_clear(&tickets[i]);
  free(tickets);
  return status;
}

static void parts_close(struct watch *watch)
{
  watch_files_close(&watch->files);
  document_queue_close(&watch->queue);
  inbox_close(&watch->inbox);
  inbox_events_close(&watch->events);
  spool_close(&watch->spool);
}

/* All that touches the disk; may be tried again from the start when there was no room. */
static enum status parts_open(struct watch *watch, struct error *error)
{
  const struct spool_folders folders = {.inbox = watch->inbox_path,
                                        .out = watch->work.out,
                                        .done = watch->own.done,
                                        .failed = watch->own.failed};
  enum status status = spool_open(&folders, &watch->spool, error);
  if (!status)
    status = work_open_ledger(&watch->work, LEDGER_WATCH, error);
  if (!status)
    status = folders_remember(watch, error);
  if (!status)
    status = inbox_begin(watch, error);
  if (status)
    return status;
  struct document_queue_options queue = work_queue_options(&watch->work);
  queue.finished = task_finished;
  queue.context = watch;
  watch->queue = document_queue_open(&queue);
  const struct watch_files_options files = {
      .spool = watch->spool,
      .ledger = watch->work.ledger,
      .queue = watch->queue,
      .reporter = &watch->work.reporter,
      .inbox = watch->inbox_path,
      .out = watch->work.out,
      .version = watch->work.version,
      .format_names = watch->work.format_names,
      .patience_ms = watch->own.patience * 1000,
  };
  watch->files = watch_files_open(&files);
  return left_over_take_up(watch, error);
}

/* True when a stop signal came in that time. */
static bool sleep_until_signal(struct watch *watch, int timeout_ms)
{
  struct pollfd fd = {.fd = watch->signals, .events = POLLIN};
  return poll(&fd, 1, timeout_ms) > 0;
}

static enum status parts_open_when_there_is_room(struct watch *watch, struct error *error)
{
  bool told = false;
  for (;;) {
    enum status status = parts_open(watch, error);
    if (status != STATUS_NO_SPACE)
      return status;
    parts_close(watch);
    if (!told)
      watch_log(watch, LOG_LEVEL_WARNING, "disk_full", error->message);
    told = true;
    if (sleep_until_signal(watch, FULL_DISK_START_MS))
      return status;
  }
}

static enum status watch_open(struct watch *watch, const struct arguments *arguments,
                              struct error *error)
{
  if (arguments->count != 1)
    return error_set(error, STATUS_USAGE, "name one folder to watch; see zhaolu watch --help");
  watch->inbox_path = realpath(arguments->items[0], NULL);
  if (!watch->inbox_path)
    return error_set(error, STATUS_INSTALL, "%s: the folder to watch cannot be found: %s",
                     arguments->items[0], strerror(errno));
  watch->signals = stop_signals_open();
  enum status status = work_open(&watch->work, &watch->common, &watch->own.work, error);
  return status ? status : parts_open_when_there_is_room(watch, error);
}

/* ---- taking files ---- */

static void stuck_tell(struct watch *watch, const char *message)
{
  watch->stuck++;
  if (watch->stuck_message && strcmp(watch->stuck_message, message) == 0)
    return;
  free(watch->stuck_message);
  watch->stuck_message = memory_copy_string(message);
  watch_log(watch, LOG_LEVEL_ERROR, "cannot_take", message);
}

static void files_take(struct watch *watch)
{
  const struct inbox_file *file;
  while (document_queue_has_place(watch->queue) &&
         watch_files_count(watch->files) < document_queue_count(watch->queue) + WAITING_MAX &&
         (file = inbox_next(watch->inbox))) {
    struct spool_ticket ticket = {0};
    struct error error = {0};
    enum inbox_state state = file->state;
    enum status status = spool_take(watch->spool, file, &ticket, &error);
    if (status == STATUS_NO_SPACE) {
      document_queue_pause(watch->queue, &error);
      return;
    }
    inbox_forget(watch->inbox, file);
    if (!status)
      watch_files_add(watch->files, &ticket, state);
    else if (status != STATUS_NOT_FOUND)
      stuck_tell(watch, error.message);
    else
      watch->scanned = false; /* it changed under our hands: there is still something there */
    watch_files_step(watch->files);
  }
}

static void inbox_look(struct watch *watch)
{
  struct error error = {0};
  int64_t now = clock_now();
  watch->stuck = 0;
  bool lost = inbox_scan(watch->inbox, now, &error) != STATUS_OK;
  if (lost != watch->inbox_lost)
    watch_log(watch, lost ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO, lost ? "inbox_lost" : "inbox_back",
              lost ? error.message : "the inbox can be read again");
  watch->inbox_lost = lost;
  watch->scanned = true;
  watch->last_scan = now;
  watch->next_scan = now + watch->own.rescan * 1000;
  int64_t wake = inbox_wake(watch->inbox);
  if (wake >= 0 && wake < watch->next_scan)
    watch->next_scan = wake;
  size_t count;
  const char *const *folders = inbox_folders(watch->inbox, &count);
  if (watch->events)
    (void)inbox_events_listen(watch->events, folders, count);
}

/* ---- the loop ---- */

static void activity_tell(struct watch *watch)
{
  bool paused = document_queue_is_paused(watch->queue);
  if (clock_now() < watch->next_activity && paused == watch->told_paused)
    return;
  const char *note = paused              ? "the disk is full; waiting for room"
                     : watch->inbox_lost ? "the inbox cannot be read; waiting for it"
                                         : "";
  struct error error = {0};
  /* Only a courtesy to `status`; on a full disk it may fail. */
  if (ledger_set_activity(watch->work.ledger, LEDGER_WATCH, watch->inbox_path, note, &error))
    watch_log(watch, LOG_LEVEL_DEBUG, "ledger", error.message);
  watch->told_paused = paused;
  watch->next_activity = clock_now() + ACTIVITY_MS;
}

static int sooner(int a, int b)
{
  return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

static int wait_ms(const struct watch *watch, int pool_ms)
{
  int64_t now = clock_now();
  int wait = sooner(pool_ms, document_queue_wait_ms(watch->queue));
  wait = sooner(wait, watch_files_wait_ms(watch->files));
  int64_t until = watch->next_activity;
  if (!watch->stopping && watch->next_scan < until)
    until = watch->next_scan;
  if (watch->stopping && watch->stop_deadline < until)
    until = watch->stop_deadline;
  return sooner(wait, until <= now ? 0 : until - now > INT_MAX ? INT_MAX : (int)(until - now));
}

static void watch_wait(struct watch *watch)
{
  struct pollfd fds[POOL_FDS_MAX + 2] = {{.fd = watch->signals, .events = POLLIN},
                                         {.fd = -1, .events = POLLIN}};
  if (watch->events)
    fds[1].fd = inbox_events_fd(watch->events);
  int pool_ms = -1;
  size_t count = worker_pool_fds(watch->work.pool, fds + 2, POOL_FDS_MAX, &pool_ms);
  if (poll(fds, count + 2, wait_ms(watch, pool_ms)) < 0)
    return;
  if (watch->events && inbox_events_drain(watch->events)) {
    int64_t soon = watch->last_scan + EVENT_GATHER_MS;
    watch->next_scan = soon < watch->next_scan ? soon : watch->next_scan;
  }
}

/* The first signal lets what is in work end, a second one does not. */
static void signals_take(struct watch *watch)
{
  int count = stop_signals_read(watch->signals);
  if (!count)
    return;
  if (!watch->stopping)
    watch_log(watch, LOG_LEVEL_INFO, "stopping", "no more files are taken");
  watch->stop_deadline = watch->stopping || count > 1 ? clock_now() : clock_now() + STOP_GRACE_MS;
  watch->stopping = true;
  document_queue_finish_up(watch->queue);
}

static bool is_over(const struct watch *watch)
{
  if (document_queue_fatal(watch->queue))
    return true;
  if (watch->stopping)
    return document_queue_in_work(watch->queue) == 0 || clock_now() >= watch->stop_deadline;
  return watch->own.once && watch->scanned && !watch->inbox_lost &&
         watch_files_count(watch->files) == 0 && inbox_count(watch->inbox) == 0;
}

static void watch_run(struct watch *watch)
{
  while (!is_over(watch)) {
    watch_wait(watch);
    signals_take(watch);
    if (!watch->stopping && clock_now() >= watch->next_scan)
      inbox_look(watch);
    if (!watch->stopping) {
      watch_files_step(watch->files);
      files_take(watch);
    }
    document_queue_step(watch->queue);
    activity_tell(watch);
  }
}

static int watch_end(struct watch *watch)
{
  const struct error *fatal = document_queue_fatal(watch->queue);
  struct error error = {0};
  document_queue_stop(watch->queue);
  watch_files_stop(watch->files);
  if (ledger_end_activity(watch->work.ledger, LEDGER_WATCH, &error))
    watch_log(watch, LOG_LEVEL_DEBUG, "ledger", error.message);
  if (fatal) {
    watch_log(watch, LOG_LEVEL_ERROR, "unusable", fatal->message);
    return EXIT_UNUSABLE;
  }
  watch_log(watch, LOG_LEVEL_INFO, "stopped", "every file is in the inbox, done or failed");
  if (!watch->own.once)
    return EXIT_DONE;
  return watch->stopping || watch->stuck || watch_files_failed(watch->files) ? EXIT_DOCUMENT_FAILED
                                                                             : EXIT_DONE;
}

static void watch_close(struct watch *watch)
{
  parts_close(watch);
  work_close(&watch->work);
  if (watch->signals >= 0)
    close(watch->signals);
  free(watch->inbox_path);
  free(watch->stuck_message);
  options_clear(watch_rows, &watch->own);
  common_options_clear(&watch->common);
}

int cmd_watch(int argc, char **argv)
{
  struct watch watch = {.own = {.settle = 2, .rescan = 10, .patience = 60}, .signals = -1};
  struct arguments arguments = {0};
  struct error error = {0};
  int exit_code;
  common_options_init(&watch.common);
  work_options_init(&watch.own.work);
  if (!options_read(&watch_usage, argc, argv, &watch.own, &watch.common, &arguments, &exit_code))
    return exit_code;
  enum status status = watch_open(&watch, &arguments, &error);
  if (!status) {
    watch_log(&watch, LOG_LEVEL_INFO, "watching", watch.inbox_path);
    watch_run(&watch);
    exit_code = watch_end(&watch);
  } else {
    console_error(&watch.work.reporter.console, "%s", error.message);
    exit_code = status == STATUS_BUSY ? EXIT_UNUSABLE : exit_code_for(status);
  }
  watch_close(&watch);
  arguments_clear(&arguments);
  return exit_code;
}
