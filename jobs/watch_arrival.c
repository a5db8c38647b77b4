#include "jobs/watch_file.h"

#include <string.h>

#include "base/memory.h"
#include "base/clock.h"
#include "files/file_carry.h"
#include "files/lock_file.h"
#include "jobs/result_name.h"
#include "spool/outbox.h"
#include "spool/spool_name.h"

enum {
  COPY_LOOK_MS = 500, /* how often a copy looks after its document */
  HASH_ATTEMPTS = 4,
};

/* The content's hash; false when this round can do nothing more with the file. */
static bool file_hash(struct watch_files *files, struct watched_file *file)
{
  if (file->sha256[0])
    return true;
  struct error error = {0};
  uint64_t bytes;
  const struct spool_ticket *ticket = &file->ticket;
  spool_ticket_has_changed(&file->ticket); /* its size and time as of now */
  if (files_size_check(ticket->files, ticket->file_count, file->shown, &files->options.limits,
                       &error)) {
    watched_file_fails(file, error.status, error.message);
    return false;
  }
  enum status status = ticket->file_count
                           ? digest_files((const char *const *)ticket->files, ticket->file_count,
                                          file->sha256, &bytes, &error)
                           : STATUS_NOT_FOUND;
  if (!status)
    return true;
  file->sha256[0] = '\0';
  error_set(&error, status, "%s: the file cannot be read", file->shown);
  if (status == STATUS_IO && ++file->hash_attempts < HASH_ATTEMPTS)
    watched_file_wait(files, file, &error);
  else
    watched_file_fails(file, status, error.message);
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
  autofree char *below = file->ticket.is_folder
                             ? folder_name_for_output(file->ticket.name, &altered)
                             : name_for_output(file->ticket.name, &altered);
  autofree char *name = result_name_apart(below, &files->originals);
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
      .outdated = true, /* whoever drops a file again wants it read by what is there now */
      .other_runs = batch_runs(files),
  };
  return ledger_enter(files->options.ledger, &arrival, ret_verdict, ret_document, error);
}

void watched_file_note_source(struct watch_files *files, const struct watched_file *file)
{
  autofree char *path = memory_format("%s/%s", files->options.inbox, file->shown);
  const struct ledger_source source = {path, file->ticket.size, file->ticket.mtime};
  struct error error = {0};
  /* Where a content was seen is good to know; nothing depends on it. */
  if (ledger_note_source(files->options.ledger, file->document, &source, &error))
    watched_file_log(files, file, LOG_LEVEL_DEBUG, "ledger", error.message);
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
    watched_file_wait(files, file, &error);
  else
    watched_file_fails(file, why.status, why.message);
}

static void file_queue(struct watch_files *files, struct watched_file *file,
                       const struct ledger_document *document)
{
  struct document_task task = {
      .id = document->id,
      .shown = memory_copy_string(file->shown),
      .name = memory_copy_string(path_base(file->shown)),
      .place = memory_format("%s/%s", files->options.inbox, file->ticket.name),
      .output = memory_copy_string(document->output),
      .paths = memory_alloc(file->ticket.file_count * sizeof(char *)),
      .path_count = file->ticket.file_count,
      .pictures_of_one = file->ticket.is_folder,
      .bytes = file->ticket.size,
      .mtime = file->ticket.mtime,
      .attempts = document->attempts,
      .interruptions = document->interruptions,
      .crashes = document->crashes,
      .next_try = document->next_try,
      .owner = file,
  };
  for (size_t i = 0; i < task.path_count; i++)
    task.paths[i] = memory_copy_string(file->ticket.files[i]);
  memcpy(task.sha256, file->sha256, sizeof task.sha256);
  file->step = FILE_IN_QUEUE;
  watched_file_log(files, file, LOG_LEVEL_DEBUG, "taken", "in work");
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
  watched_file_fails(file, trouble,
                     document->reason ? message_after_name(document->reason, document->source)
                                      : "it failed before");
}

/* Not the file that the ledger was waiting for, but one of the same content. */
static void copy_note(struct watch_files *files, const struct watched_file *file,
                      const struct ledger_document *document)
{
  if (document->ticket && strcmp(document->ticket, file->ticket.id) == 0)
    return;
  autofree char *message = memory_format("the same content as %s (%s); it is done only once",
                                         document->source, document->output);
  watched_file_log(files, file, LOG_LEVEL_INFO, "copy", message);
  watched_file_note_source(files, file);
}

void watched_file_arrive(struct watch_files *files, struct watched_file *file)
{
  if (!file_hash(files, file))
    return;
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  enum ledger_verdict verdict = LEDGER_TO_DO;
  struct error error = {0};
  if (file_enter(files, file, &verdict, &document, &error)) {
    watched_file_wait(files, file, &error);
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

void watched_file_look_after_original(struct watch_files *files, struct watched_file *file)
{
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  struct error error = {0};
  enum status status = ledger_find(files->options.ledger, file->document, &document, &error);
  if (status == STATUS_NOT_FOUND) { /* struck out: its file changed; this one is on its own */
    file->step = FILE_ARRIVED;
  } else if (status) {
    watched_file_wait(files, file, &error);
  } else if (document.state == LEDGER_QUEUED && !document.ticket) {
    file->step = FILE_ARRIVED; /* given back to the inbox; this one takes its place */
  } else if (document.state < LEDGER_DONE) {
    file->due = clock_now() + COPY_LOOK_MS;
  } else {
    file_follow(file, &document);
  }
}
