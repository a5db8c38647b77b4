#include "cli/watch_files.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/clock.h"
#include "cli/document_task.h"
#include "cli/reason_text.h"
#include "ingest/file_carry.h"
#include "ingest/lock_file.h"
#include "ingest/outbox.h"
#include "ingest/spool_name.h"

enum {
  AGAIN_MS = 2000,    /* after trouble with disk or ledger */
  COPY_LOOK_MS = 500, /* how often a copy looks after its document */
  HASH_ATTEMPTS = 4,
};

enum file_step {
  FILE_ARRIVED,  /* not yet known to the ledger */
  FILE_IN_QUEUE, /* the document queue has it */
  FILE_COPY,     /* waits for the document of the same content */
  FILE_TO_DONE,
  FILE_TO_FAILED,
};

struct watched_file {
  struct watched_file *next;
  struct spool_ticket ticket;
  enum inbox_state state;
  enum file_step step;
  int64_t due; /* clock_now */
  char *shown; /* the name as valid UTF-8 */
  char sha256[DIGEST_HEX_BYTES];
  int hash_attempts;
  int64_t document;
  char *reason; /* why it failed */
  enum status trouble;
  int attempts;
};

struct watch_files {
  struct watch_files_options options;
  struct watched_file *list; /* as they came */
  size_t count, failed;
};

struct watch_files *watch_files_open(const struct watch_files_options *options)
{
  struct watch_files *files = memory_alloc(sizeof *files);
  files->options = *options;
  return files;
}

static void file_remove_from_list(struct watch_files *files, struct watched_file *file)
{
  struct watched_file **place = &files->list;
  while (*place != file)
    place = &(*place)->next;
  *place = file->next;
  files->count--;
  spool_ticket_clear(&file->ticket);
  free(file->shown);
  free(file->reason);
  free(file);
}

void watch_files_close(struct watch_files **files)
{
  if (!*files)
    return;
  while ((*files)->list)
    file_remove_from_list(*files, (*files)->list);
  free(*files);
  *files = NULL;
}

void watch_files_add(struct watch_files *files, struct spool_ticket *ticket, enum inbox_state state)
{
  struct watched_file **end = &files->list;
  while (*end)
    end = &(*end)->next;
  struct watched_file *file = memory_alloc(sizeof *file);
  file->ticket = *ticket;
  *ticket = (struct spool_ticket){0};
  file->shown = name_shown(file->ticket.name);
  file->state = state;
  *end = file;
  files->count++;
}

static void file_log(struct watch_files *files, const struct watched_file *file,
                     enum log_level level, const char *event, const char *message)
{
  report(files->options.reporter,
         &(struct log_entry){
             .level = level, .event = event, .file = file->shown, .document = file->document},
         "%s", message);
}

/* Disk or ledger refuse just now: the step is done again later. */
static void file_wait(struct watch_files *files, struct watched_file *file, const struct error *why)
{
  file->due = clock_now() + AGAIN_MS;
  if (why->status == STATUS_NO_SPACE)
    document_queue_pause(files->options.queue, why);
  else
    file_log(files, file, LOG_LEVEL_WARNING, "waits", why->message);
}

static void file_fails(struct watched_file *file, enum status trouble, const char *reason)
{
  free(file->reason);
  file->reason = memory_copy_string(reason);
  file->trouble = trouble;
  file->step = FILE_TO_FAILED;
  file->due = 0;
}

/* ---- arrival ---- */

/* The content's hash; false when the step is over for now. */
static bool file_hash(struct watch_files *files, struct watched_file *file)
{
  if (file->sha256[0])
    return true;
  struct error error = {0};
  uint64_t bytes;
  spool_ticket_has_changed(&file->ticket); /* its size and time as of now */
  enum status status = digest_file(file->ticket.path, file->sha256, &bytes, &error);
  if (!status)
    return true;
  file->sha256[0] = '\0';
  error_set(&error, status, "%s: the file cannot be read", file->shown);
  if (status == STATUS_IO && ++file->hash_attempts < HASH_ATTEMPTS)
    file_wait(files, file, &error);
  else
    file_fails(file, status, error.message);
  return false;
}

static bool name_is_taken(const struct watch_files *files, const char *name, const char *sha256,
                          bool altered)
{
  return altered || strcmp(name, "index") == 0 || /* index.html is the batch's */
         outbox_name_is_foreign(files->options.out, name, files->options.format_names, sha256);
}

static bool batch_runs(const struct watch_files *files)
{
  autofree char *lock = memory_format("%s/.zhaolu/batch.lock", files->options.out);
  return lock_file_is_held(lock);
}

static enum status file_enter(struct watch_files *files, struct watched_file *file,
                              enum ledger_verdict *ret_verdict,
                              struct ledger_document *ret_document, struct error *error)
{
  bool altered;
  autofree char *name = name_for_output(file->ticket.name, &altered);
  const struct ledger_arrival arrival = {
      .sha256 = file->sha256,
      .version = files->options.version,
      .formats = files->options.format_names,
      .keeper = LEDGER_WATCH,
      .source = file->shown,
      .ticket = file->ticket.id,
      .name = name,
      .name_taken = name_is_taken(files, name, file->sha256, altered),
      .again = true,
      .other_runs = batch_runs(files),
  };
  return ledger_enter(files->options.ledger, &arrival, ret_verdict, ret_document, error);
}

static void file_note_source(struct watch_files *files, const struct watched_file *file)
{
  autofree char *path = memory_format("%s/%s", files->options.inbox, file->shown);
  const struct ledger_source source = {path, file->ticket.size, file->ticket.mtime};
  struct error error = {0};
  /* Where a content was seen is good to know; nothing depends on it. */
  if (ledger_note_source(files->options.ledger, file->document, &source, &error))
    file_log(files, file, LOG_LEVEL_DEBUG, "ledger", error.message);
}

/* The inbox gave the file up: its end never came. */
static void given_up_explain(const struct watch_files *files, const struct watched_file *file,
                             struct error *ret_why)
{
  long long seconds = (long long)(files->options.patience_ms / 1000);
  if (file->state == INBOX_EMPTY)
    error_set(ret_why, STATUS_BAD_INPUT,
              "%s: the file is empty, and nothing came within %lld s; scan or copy "
              "it again",
              file->shown, seconds);
  else if (file->state == INBOX_CUT_OFF)
    error_set(ret_why, STATUS_BAD_INPUT,
              "%s: the file is cut off: its end is missing, and nothing was added within %lld s;"
              " scan or copy it again",
              file->shown, seconds);
  else
    error_set(ret_why, STATUS_IO, "%s: the file cannot be read; check its owner and permissions",
              file->shown);
}

static void file_give_up(struct watch_files *files, struct watched_file *file)
{
  struct error why = {0}, error = {0};
  given_up_explain(files, file, &why);
  if (ledger_fail(files->options.ledger, file->document, LEDGER_FAILED, why.status, why.message,
                  &error))
    file_wait(files, file, &error);
  else
    file_fails(file, why.status, why.message);
}

static void file_queue(struct watch_files *files, struct watched_file *file,
                       const struct ledger_document *document)
{
  struct document_task task = {
      .id = document->id,
      .shown = memory_copy_string(file->shown),
      .name = memory_copy_string(path_base(file->shown)),
      .output = memory_copy_string(document->output),
      .paths = memory_alloc(sizeof(char *)),
      .path_count = 1,
      .bytes = file->ticket.size,
      .mtime = file->ticket.mtime,
      .attempts = document->attempts,
      .interruptions = document->interruptions,
      .crashes = document->crashes,
      .next_try = document->next_try,
      .owner = file,
  };
  task.paths[0] = memory_copy_string(file->ticket.path);
  memcpy(task.sha256, file->sha256, sizeof task.sha256);
  file->step = FILE_IN_QUEUE;
  file_log(files, file, LOG_LEVEL_DEBUG, "taken", "in work");
  document_queue_add(files->options.queue, &task);
}

/* The file goes where its document is. */
static void file_follow(struct watched_file *file, const struct ledger_document *document)
{
  if (document->state == LEDGER_DONE) {
    file->step = FILE_TO_DONE;
    file->due = 0;
    return;
  }
  enum status trouble = STATUS_INTERNAL;
  for (int status = STATUS_OK; status <= STATUS_INTERNAL; status++)
    if (document->error && strcmp(status_name((enum status)status), document->error) == 0)
      trouble = (enum status)status;
  file_fails(file, trouble, document->reason ? document->reason : "it failed before");
}

/* Not the file that the ledger was waiting for, but one of the same content. */
static void copy_note(struct watch_files *files, const struct watched_file *file,
                      const struct ledger_document *document)
{
  if (document->ticket && strcmp(document->ticket, file->ticket.id) == 0)
    return;
  autofree char *message = memory_format("the same content as %s (%s); it is done only once",
                                         document->source, document->output);
  file_log(files, file, LOG_LEVEL_INFO, "copy", message);
  file_note_source(files, file);
}

static void file_arrive(struct watch_files *files, struct watched_file *file)
{
  if (!file_hash(files, file))
    return;
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  enum ledger_verdict verdict = LEDGER_TO_DO;
  struct error error = {0};
  if (file_enter(files, file, &verdict, &document, &error)) {
    file_wait(files, file, &error);
    return;
  }
  file->document = document.id;
  file->attempts = document.attempts;
  switch (verdict) {
  case LEDGER_TO_DO:
    if (file->state == INBOX_READY)
      file_queue(files, file, &document);
    else
      file_give_up(files, file);
    break;
  case LEDGER_ALREADY_DONE:
  case LEDGER_FAILED_BEFORE:
    copy_note(files, file, &document);
    file_follow(file, &document);
    break;
  case LEDGER_IN_WORK:
    copy_note(files, file, &document);
    file->step = FILE_COPY;
    file->due = clock_now() + COPY_LOOK_MS;
    break;
  }
}

/* ---- afterwards ---- */

static void copy_look(struct watch_files *files, struct watched_file *file)
{
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  struct error error = {0};
  enum status status = ledger_find(files->options.ledger, file->document, &document, &error);
  if (status == STATUS_NOT_FOUND) { /* struck out: its file changed; this one is on its own */
    file->step = FILE_ARRIVED;
  } else if (status) {
    file_wait(files, file, &error);
  } else if (document.state == LEDGER_QUEUED && !document.ticket) {
    file->step = FILE_ARRIVED; /* given back to the inbox; this one takes its place */
  } else if (document.state < LEDGER_DONE) {
    file->due = clock_now() + COPY_LOOK_MS;
  } else {
    file_follow(file, &document);
  }
}

static void file_put_done(struct watch_files *files, struct watched_file *file)
{
  struct error error = {0};
  if (spool_put_done(files->options.spool, &file->ticket, file->sha256, &error))
    file_wait(files, file, &error);
  else
    file_remove_from_list(files, file);
}

static void file_put_failed(struct watch_files *files, struct watched_file *file)
{
  const struct failure failure = {.name = file->shown,
                                  .reason = file->reason,
                                  .trouble = file->trouble,
                                  .attempts = file->attempts,
                                  .document = file->document,
                                  .out = files->options.out};
  autofree char *text = reason_text(&failure);
  struct error error = {0};
  if (spool_put_failed(files->options.spool, &file->ticket, file->sha256[0] ? file->sha256 : NULL,
                       text, &error)) {
    file_wait(files, file, &error);
    return;
  }
  files->failed++;
  file_log(files, file, LOG_LEVEL_ERROR, "failed", file->reason);
  file_remove_from_list(files, file);
}

static void file_step(struct watch_files *files, struct watched_file *file)
{
  switch (file->step) {
  case FILE_ARRIVED:
    file_arrive(files, file);
    break;
  case FILE_COPY:
    copy_look(files, file);
    break;
  case FILE_TO_DONE:
    file_put_done(files, file);
    break;
  case FILE_TO_FAILED:
    file_put_failed(files, file);
    break;
  case FILE_IN_QUEUE:
    break;
  }
}

void watch_files_step(struct watch_files *files)
{
  int64_t now = clock_now();
  struct watched_file *next;
  for (struct watched_file *file = files->list; file; file = next) {
    next = file->next;
    /* As long as it goes forward: arrived, known, put away. The last step frees the file. */
    enum file_step before;
    do {
      if (file->step == FILE_IN_QUEUE || file->due > now)
        break;
      before = file->step;
      file_step(files, file);
    } while (before == FILE_ARRIVED && file->step != before);
  }
}

int watch_files_wait_ms(const struct watch_files *files)
{
  int64_t now = clock_now(), wake = INT64_MAX;
  for (const struct watched_file *file = files->list; file; file = file->next)
    if (file->step != FILE_IN_QUEUE && file->due < wake)
      wake = file->due;
  if (wake == INT64_MAX)
    return -1;
  return wake <= now ? 0 : wake - now > INT_MAX ? INT_MAX : (int)(wake - now);
}

size_t watch_files_count(const struct watch_files *files)
{
  return files->count;
}

size_t watch_files_failed(const struct watch_files *files)
{
  return files->failed;
}

static void done_log(struct watch_files *files, const struct watched_file *file,
                     const struct document_task *task, const struct task_outcome *outcome)
{
  bool look = outcome->fields_to_check > 0 || strcmp(outcome->result, "partial") == 0;
  report(files->options.reporter,
         &(struct log_entry){.level = LOG_LEVEL_INFO,
                             .event = "done",
                             .file = file->shown,
                             .document = task->id,
                             .pages = outcome->pages,
                             .seconds = outcome->seconds},
         "%s, %d page%s in %.1f s, %d field%s to check, written as %s%s%s", outcome->result,
         outcome->pages, outcome->pages == 1 ? "" : "s", outcome->seconds, outcome->fields_to_check,
         outcome->fields_to_check == 1 ? "" : "s", task->output,
         look && outcome->reason ? "; " : "", look && outcome->reason ? outcome->reason : "");
}

/* A writer still had the file open when it was taken: what was entered is not what it is. */
static void file_changed(struct watch_files *files, struct watched_file *file)
{
  struct error error = {0};
  if (ledger_forget(files->options.ledger, file->document, &error))
    file_log(files, file, LOG_LEVEL_WARNING, "ledger", error.message);
  file_log(files, file, LOG_LEVEL_WARNING, "changed",
           "was written to while it was read; it is read again. Should this happen often, raise "
           "--settle");
  file->sha256[0] = '\0';
  file->document = 0;
  file->step = FILE_ARRIVED;
  file->due = clock_now() + AGAIN_MS;
}

void watch_files_finished(struct watch_files *files, const struct document_task *task,
                          const struct task_outcome *outcome)
{
  struct watched_file *file = task->owner;
  file->attempts = outcome->attempts;
  switch (outcome->end) {
  case TASK_DONE:
    done_log(files, file, task, outcome);
    file_note_source(files, file);
    file->step = FILE_TO_DONE;
    file->due = 0;
    break;
  case TASK_FAILED:
    file_fails(file, outcome->trouble, outcome->reason);
    break;
  case TASK_CHANGED:
    file_changed(files, file);
    break;
  case TASK_STOPPED:
    file->step = FILE_ARRIVED;
    break;
  }
}

static void file_put_back(struct watch_files *files, struct watched_file *file)
{
  struct error error = {0};
  enum status status = spool_put_back(files->options.spool, &file->ticket, &error);
  if (!status && file->step == FILE_ARRIVED && file->document)
    status = ledger_let_go(files->options.ledger, file->document, &error);
  /* Should it stay in work, nothing is lost: the next start finds it there. */
  file_log(files, file, status ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
           status ? "left_in_work" : "put_back",
           status ? error.message : "not finished, back in the inbox");
}

void watch_files_stop(struct watch_files *files)
{
  struct watched_file *next;
  for (struct watched_file *file = files->list; file; file = next) {
    next = file->next;
    if (file->step == FILE_TO_DONE || file->step == FILE_TO_FAILED)
      file_step(files, file);
    else
      file_put_back(files, file);
  }
}
