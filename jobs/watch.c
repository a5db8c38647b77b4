#include "jobs/watch.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/memory.h"
#include "files/file_carry.h"
#include "jobs/index_page.h"
#include "files/folder_access.h"
#include "jobs/trouble_board.h"
#include "jobs/watch_files.h"
#include "spool/inbox_events.h"
#include "spool/spool_name.h"
#include "spool/watch_folders.h"

enum {
  INDEX_PAUSE_MS = 3000, /* between two writings of the page over all documents, at least */
  INDEX_SHARE = 20,      /* and so many times as long as the writing took */
  TAKE_MS = 200,         /* then signals and workers are looked at */
  EVENT_GATHER_MS = 200, /* files come in crowds: one scan for all of them */
  WAITING_MAX = 32, /* files out of the inbox that are not with a worker: more would only pile up */
};

struct watch {
  struct watch_options options;
  struct work work;
  struct run_loop loop;
  char *inbox_path; /* absolute */
  struct spool *spool;
  struct inbox *inbox;
  struct inbox_events *events; /* NULL: none to be had */
  struct watch_files *files;
  bool scanned, inbox_lost;
  int64_t next_scan, last_scan;
  bool has_index;     /* HTML is among the formats: index.html is kept current */
  size_t index_ended; /* files that had ended when it was written */
  int64_t next_index;
  struct trouble_board *troubles;
  bool more_to_take; /* the time for taking files was over before they were */
  char **told;       /* what is left alone, as of the last scan: each is mentioned once */
  size_t told_count;
  size_t stuck; /* files that cannot be taken, as of the last scan */
};

static void watch_log(struct watch *watch, enum log_level level, const char *event,
                      const char *message)
{
  run_loop_log(&watch->loop, level, event, message);
}

/* ---- beginning ---- */

static void task_finished(void *context, const struct document_task *task,
                          const struct task_outcome *outcome)
{
  watch_files_finished(((struct watch *)context)->files, task, outcome);
}

static enum status folders_remember(struct watch *watch, struct error *error)
{
  const char *done = spool_done_folder(watch->spool), *failed = spool_failed_folder(watch->spool);
  return watch_folders_remember(watch->work.ledger, watch->work.out, watch->inbox_path, done,
                                failed, error);
}

static enum status inbox_begin(struct watch *watch, struct error *error)
{
  const char *excluded[] = {watch->work.out, spool_done_folder(watch->spool),
                            spool_failed_folder(watch->spool)};
  const struct inbox_options options = {
      .path = watch->inbox_path,
      .settle_ms = watch->options.settle_ms,
      .patience_ms = watch->options.patience_ms,
      .excluded = excluded,
      .excluded_count = sizeof excluded / sizeof *excluded,
      .end_bytes_max = watch->work.settings.limits.max_file_bytes,
  };
  struct error why = {0};
  if (watch->options.uses_events && inbox_events_open(&watch->events, &why))
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

static void parts_close(void *context)
{
  struct watch *watch = context;
  watch_files_close(&watch->files);
  trouble_board_close(&watch->troubles);
  inbox_close(&watch->inbox);
  inbox_events_close(&watch->events);
  spool_close(&watch->spool);
}

/* The folders as they are asked for, before any is made. */
static struct spool_folders folders_asked(const struct watch *watch)
{
  return (struct spool_folders){.inbox = watch->inbox_path,
                                .out = watch->work.out ? watch->work.out : watch->work.settings.out,
                                .done = watch->options.done,
                                .failed = watch->options.failed};
}

/* All that touches the disk; may be tried again from the start when there was no room. */
static enum status parts_open(void *context, struct error *error)
{
  struct watch *watch = context;
  const struct spool_folders folders = folders_asked(watch);
  enum status status = spool_open(&folders, &watch->spool, error);
  if (!status)
    status = work_open_ledger(&watch->work, LEDGER_WATCH, error);
  if (!status)
    status = folders_remember(watch, error);
  if (!status)
    status = inbox_begin(watch, error);
  if (status)
    return status;
  if (spool_inbox_stranger(watch->spool))
    event_log_write(watch->work.settings.log,
                    &(struct log_entry){.level = LOG_LEVEL_WARNING, .event = "left_alone"},
                    "the inbox is locked by process %d of another user, which is not heeded",
                    spool_inbox_stranger(watch->spool));
  run_loop_open_queue(&watch->loop);
  const struct watch_files_options files = {
      .spool = watch->spool,
      .ledger = watch->work.ledger,
      .queue = watch->loop.queue,
      .log = watch->work.settings.log,
      .inbox = watch->inbox_path,
      .out = watch->work.out,
      .version = watch->work.version,
      .format_names = watch->work.format_names,
      .limits = watch->work.settings.limits,
      .patience_ms = watch->options.patience_ms,
  };
  watch->files = watch_files_open(&files);
  watch->has_index = format_list_covers(watch->work.format_names, "html");
  watch->troubles = trouble_board_open(watch->work.ledger, LEDGER_WATCH, watch->work.settings.log);
  return left_over_take_up(watch, error);
}

static bool parts_stand(void *context)
{
  const struct watch *watch = context;
  return !watch->spool || !spool_look(watch->spool, NULL);
}

/* ---- taking files ---- */

static const char closed_folder[] = "closed_folder", unreadable[] = "unreadable",
                  cannot_take[] = "cannot_take";

static void folder_closed(struct watch *watch, const char *folder)
{
  autofree char *remedy = folder_remedy(folder, "take files out of this folder");
  trouble_board_note(watch->troubles, folder, closed_folder, remedy);
}

/* The folder is told, not each file in it. */
static bool file_is_shut_in(struct watch *watch, const char *path)
{
  autofree char *folder = path_folder(path);
  if (folder_may_be_changed(folder) || !file_exists(folder))
    return false;
  folder_closed(watch, folder);
  return true;
}

static void take_failed(struct watch *watch, const char *path, const struct error *why)
{
  autofree char *folder = path_folder(path);
  watch->stuck++;
  if (file_is_held_by_owner(path))
    folder_closed(watch, folder);
  else { /* without the place it was to go to, which is another each time */
    const char *cause = strrchr(why->message, ':');
    autofree char *reason = memory_format("cannot be taken out of the inbox%s", cause ? cause : "");
    trouble_board_note(watch->troubles, path, cannot_take, reason);
  }
}

static void unreadable_folders_tell(struct watch *watch)
{
  size_t count;
  const char *const *folders = inbox_unreadable_folders(watch->inbox, &count);
  for (size_t i = 0; i < count && !watch->inbox_lost; i++) {
    autofree char *remedy = folder_remedy(folders[i], "look into this folder");
    autofree char *reason =
        memory_format("the folder cannot be read, and what is in it waits; %s", remedy);
    trouble_board_note(watch->troubles, folders[i], unreadable, reason);
  }
}

static bool is_told(const struct watch *watch, const char *name)
{
  for (size_t i = 0; i < watch->told_count; i++)
    if (strcmp(watch->told[i], name) == 0)
      return true;
  return false;
}

static void told_clear(struct watch *watch)
{
  for (size_t i = 0; i < watch->told_count; i++)
    free(watch->told[i]);
  free(watch->told);
  watch->told = NULL;
  watch->told_count = 0;
}

/* Links, pipes and the like would else lie there without a word. */
static void left_alone_tell(struct watch *watch)
{
  size_t count;
  const struct inbox_left *left = inbox_left_alone(watch->inbox, &count);
  char **told = memory_alloc((count + 1) * sizeof *told);
  for (size_t i = 0; i < count; i++) {
    autofree char *shown = name_shown(left[i].name);
    if (!is_told(watch, left[i].name))
      event_log_write(
          watch->work.settings.log,
          &(struct log_entry){.level = LOG_LEVEL_WARNING, .event = "left_alone", .file = shown},
          "is %s; it is left where it is", left[i].what);
    told[i] = memory_copy_string(left[i].name);
  }
  told_clear(watch);
  watch->told = told;
  watch->told_count = count;
}

static bool trouble_has_passed(const char *place, const char *event, void *context)
{
  (void)context;
  struct stat about;
  if (strcmp(event, closed_folder) == 0)
    return !file_exists(place) ||
           (folder_may_be_changed(place) && stat(place, &about) == 0 && !(about.st_mode & S_ISVTX));
  if (strcmp(event, unreadable) == 0)
    return !file_exists(place) || folder_may_be_listed(place);
  return !file_exists(place);
}

static void files_take(struct watch *watch)
{
  const struct inbox_file *file;
  int64_t until = clock_now() + TAKE_MS;
  watch->more_to_take = false;
  while (document_queue_has_place(watch->loop.queue) &&
         watch_files_count(watch->files) < document_queue_count(watch->loop.queue) + WAITING_MAX &&
         (file = inbox_next(watch->inbox))) {
    struct spool_ticket ticket = {0};
    struct error error = {0};
    enum inbox_state state = file->state;
    autofree char *path = memory_format("%s/%s", watch->inbox_path, file->name);
    if (file_is_shut_in(watch, path)) {
      watch->stuck++;
      inbox_forget(watch->inbox, file);
      continue;
    }
    enum status status = spool_take(watch->spool, file, &ticket, &error);
    if (status == STATUS_NO_SPACE) {
      document_queue_pause(watch->loop.queue, &error);
      return;
    }
    inbox_forget(watch->inbox, file);
    if (!status)
      watch_files_add(watch->files, &ticket, state);
    else if (status != STATUS_NOT_FOUND)
      take_failed(watch, path, &error);
    else
      watch->scanned = false; /* it changed under our hands: there is still something there */
    watch_files_step(watch->files);
    watch->more_to_take = clock_now() >= until;
    if (watch->more_to_take)
      return;
  }
}

/* What is in a subfolder that cannot be read waits until it can. */
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
  unreadable_folders_tell(watch);
  left_alone_tell(watch);
  trouble_board_sweep(watch->troubles, trouble_has_passed, NULL);
  watch->scanned = true;
  watch->last_scan = now;
  watch->next_scan = now + watch->options.rescan_ms;
  int64_t wake = inbox_wake(watch->inbox);
  if (wake >= 0 && wake < watch->next_scan)
    watch->next_scan = wake;
  size_t count;
  const char *const *folders = inbox_folders(watch->inbox, &count);
  if (watch->events)
    (void)inbox_events_listen(watch->events, folders, count);
}

/* ---- the page over all documents ---- */

static bool index_is_behind(const struct watch *watch)
{
  return watch->has_index && watch->index_ended != watch_files_ended(watch->files);
}

/* Not written after every file: over many documents it takes its time. */
static void index_keep(struct watch *watch)
{
  int64_t begun = clock_now();
  struct error error = {0};
  watch->index_ended = watch_files_ended(watch->files);
  if (index_page_write(watch->work.out, watch->work.ledger, watch->work.settings.log, &error))
    watch_log(watch, LOG_LEVEL_WARNING, "index", error.message);
  int64_t now = clock_now(), pause = INDEX_SHARE * (now - begun);
  watch->next_index = now + (pause > INDEX_PAUSE_MS ? pause : INDEX_PAUSE_MS);
}

static void take_in(void *context)
{
  struct watch *watch = context;
  if (watch->events && inbox_events_drain(watch->events)) {
    int64_t soon = watch->last_scan + EVENT_GATHER_MS;
    watch->next_scan = soon < watch->next_scan ? soon : watch->next_scan;
  }
  if (clock_now() >= watch->next_scan)
    inbox_look(watch);
  watch_files_step(watch->files);
  files_take(watch);
  if (index_is_behind(watch) && clock_now() >= watch->next_index)
    index_keep(watch);
}

/* ---- what the loop asks ---- */

static int64_t wake(void *context)
{
  const struct watch *watch = context;
  if (watch->loop.stopping)
    return INT64_MAX;
  if (watch->more_to_take)
    return clock_now();
  int wait = watch_files_wait_ms(watch->files);
  int64_t files = wait < 0 ? INT64_MAX : clock_now() + wait;
  if (index_is_behind(watch) && watch->next_index < files)
    files = watch->next_index;
  return files < watch->next_scan ? files : watch->next_scan;
}

static int events_fd(void *context)
{
  const struct watch *watch = context;
  return watch->events ? inbox_events_fd(watch->events) : -1;
}

static bool is_over(void *context)
{
  const struct watch *watch = context;
  return watch->options.once && watch->scanned && !watch->inbox_lost &&
         watch_files_count(watch->files) == 0 && inbox_count(watch->inbox) == 0;
}

static const char *note(void *context)
{
  const struct watch *watch = context;
  return watch->inbox_lost ? "the inbox cannot be read; waiting for it" : "";
}

/* ---- all together ---- */

static enum status watch_begin(struct watch *watch, const struct work_settings *settings,
                               struct error *error)
{
  const char *inbox = watch->options.inbox;
  watch->inbox_path = realpath(inbox, NULL);
  if (!watch->inbox_path)
    return error_set(error, STATUS_INSTALL, "%s: the folder to watch cannot be found: %s", inbox,
                     strerror(errno));
  const struct run_loop_options loop = {
      .work = &watch->work,
      .keeper = LEDGER_WATCH,
      .stopping = "no more files are taken",
      .context = watch,
      .parts_open = parts_open,
      .parts_close = parts_close,
      .parts_reopen = true,
      .parts_stand = parts_stand,
      .take_in = take_in,
      .wake = wake,
      .fd = events_fd,
      .is_over = is_over,
      .note = note,
      .finished = task_finished,
  };
  run_loop_open(&watch->loop, &loop);
  watch->loop.place = watch->inbox_path;
  enum status status = work_open(&watch->work, settings, error);
  const struct spool_folders folders = folders_asked(watch);
  if (!status)
    status = spool_check(&folders, error);
  if (!status)
    status = work_open_out(&watch->work, error);
  return status ? status : run_loop_begin(&watch->loop, error);
}

enum status watch_open(const struct watch_options *options, const struct work_settings *settings,
                       struct watch **ret_watch, struct error *error)
{
  struct watch *watch = memory_alloc(sizeof *watch);
  watch->options = *options;
  watch->loop.signals = -1;
  enum status status = watch_begin(watch, settings, error);
  if (status)
    watch_close(&watch);
  else
    *ret_watch = watch;
  return status;
}

void watch_run(struct watch *watch)
{
  watch_log(watch, LOG_LEVEL_INFO, "watching", watch->inbox_path);
  run_loop_run(&watch->loop);
}

enum run_end watch_end(struct watch *watch)
{
  run_loop_stop(&watch->loop);
  if (!watch->files) /* the output folder could not be opened again */
    return RUN_UNUSABLE;
  watch_files_stop(watch->files);
  if (watch->has_index)
    index_keep(watch);
  if (run_loop_end(&watch->loop))
    return RUN_UNUSABLE;
  watch_log(watch, LOG_LEVEL_INFO, "stopped",
            watch->loop.out_is_gone
                ? "the output folder is gone, and what was in work or done with it"
                : "every file is in the inbox, done or failed");
  bool failed = watch->loop.stopping || watch->stuck || trouble_board_count(watch->troubles) ||
                watch_files_failed(watch->files);
  return watch->options.once && failed ? RUN_SOME_FAILED : RUN_DONE;
}

void watch_close(struct watch **address)
{
  struct watch *watch = *address;
  *address = NULL;
  if (!watch)
    return;
  parts_close(watch);
  told_clear(watch);
  run_loop_close(&watch->loop);
  work_close(&watch->work);
  free(watch->inbox_path);
  free(watch);
}
