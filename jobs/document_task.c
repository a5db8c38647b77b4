#include "base/clock.h"
#include "jobs/queue_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "files/file_carry.h"
#include "jobs/crash_note.h"
#include "spool/outbox.h"
#include "jobs/review_words.h"
#include "output/summary.h"

enum {
  ATTEMPTS_MAX = 4, /* the first, and at most three more */
  PAUSE_GROWTH = 4,
  KEEPING_MAX = 4,             /* documents whose read pages are kept for the next attempt */
  OWN_TROUBLE_PAUSE_MS = 2000, /* after trouble with the ledger or OUT */
};

void document_task_clear(struct document_task *task)
{
  for (size_t i = 0; i < task->path_count; i++)
    free(task->paths[i]);
  free(task->paths);
  free(task->shown);
  free(task->name);
  free(task->place);
  free(task->output);
  *task = (struct document_task){0};
}

enum status files_stamp(char *const *paths, size_t count, uint64_t *ret_bytes, int64_t *ret_mtime,
                        struct error *error)
{
  uint64_t bytes = 0;
  int64_t newest = 0;
  for (size_t i = 0; i < count; i++) {
    struct stat about;
    if (stat(paths[i], &about) != 0)
      return error_set_errno(error, errno, "%s: cannot be read", paths[i]);
    int64_t mtime = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
    bytes += (uint64_t)about.st_size;
    if (mtime > newest)
      newest = mtime;
  }
  *ret_bytes = bytes;
  *ret_mtime = newest;
  return STATUS_OK;
}

enum status files_size_check(char *const *paths, size_t count, const char *shown,
                             const struct source_limits *limits, struct error *error)
{
  for (size_t i = 0; i < count; i++) {
    struct stat about;
    if (stat(paths[i], &about) == 0 &&
        source_limits_check_file(limits, (uint64_t)about.st_size, error)) {
      error_prefix(error, "%s", shown ? shown : paths[i]);
      return STATUS_TOO_LARGE;
    }
  }
  return STATUS_OK;
}

static void task_log(struct document_queue *queue, const struct queued_task *entry,
                     enum log_level level, const char *event, const char *message)
{
  event_log_write(
      queue->options.log,
      &(struct log_entry){
          .level = level, .event = event, .file = entry->task.shown, .document = entry->task.id},
      "%s", message);
}

void task_wait(struct document_queue *queue, struct queued_task *entry, const struct error *why)
{
  entry->due = clock_now() + OWN_TROUBLE_PAUSE_MS;
  if (why->status == STATUS_NO_SPACE)
    document_queue_pause(queue, why);
  else
    task_log(queue, entry, LOG_LEVEL_WARNING, "waits", why->message);
}

void task_fail(struct document_queue *queue, struct queued_task *entry, const struct error *why,
               bool quarantine)
{
  struct error error = {0};
  const struct document_task *task = &entry->task;
  if (ledger_fail(queue->options.ledger, task->id, quarantine ? LEDGER_QUARANTINED : LEDGER_FAILED,
                  why->status, why->message, &error)) {
    entry->step = TASK_WAITING; /* comes to the same end when the ledger can be written again */
    task_wait(queue, entry, &error);
    return;
  }
  outbox_discard(queue->options.out, task->id, queue->options.format_names);
  const struct task_outcome outcome = {.end = TASK_FAILED,
                                       .trouble = why->status,
                                       .quarantined = quarantine,
                                       .attempts = task->attempts,
                                       .reason = why->message};
  task_end(queue, entry, &outcome);
}

/* ---- judging what the workers brought ---- */

/* Replaces the path in a message by the name that the user knows. */
static void message_show(struct error *error, const struct document_task *task)
{
  for (size_t i = 0; i < task->path_count; i++) {
    const char *path = task->paths[i];
    const char *found = strstr(error->message, path);
    if (!found || task->pictures_of_one)
      continue;
    autofree char *message = memory_format("%.*s%s%s", (int)(found - error->message),
                                           error->message, task->shown, found + strlen(path));
    error_set(error, error->status, "%s", message);
  }
}

static bool deserves_another_attempt(enum status status)
{
  return status_is_transient(status) || status == STATUS_CRASHED;
}

/* It broke, or nearly broke, its workers: not to be touched again unasked. */
static bool is_poison(enum status status)
{
  return status == STATUS_CRASHED || status == STATUS_NO_MEMORY || status == STATUS_TIMEOUT;
}

/* The first page that may succeed next time, else the first that failed; false if all are read. */
static bool page_trouble(const struct document_task *task, const struct document_reading *reading,
                         struct error *ret_trouble)
{
  bool any = false;
  for (size_t i = 0; i < reading->page_count; i++) {
    const struct read_page *page = &reading->pages[i];
    bool again = deserves_another_attempt(reading->page_errors[i]);
    if (page->status != PAGE_FAILED || (any && !again))
      continue;
    error_set(ret_trouble, reading->page_errors[i], "%s: page %d: %s", task->shown, page->number,
              page->error);
    any = true;
    if (again)
      break;
  }
  return any;
}

static bool some_page_was_read(const struct document_reading *reading)
{
  for (size_t i = 0; i < reading->page_count; i++)
    if (reading->pages[i].status != PAGE_FAILED)
      return true;
  return false;
}

/* After so many attempts. */
static int64_t pause_after(const struct document_queue *queue, int attempts)
{
  int64_t pause = queue->options.retry_pause_ms;
  for (int i = 1; i < attempts; i++)
    pause *= PAUSE_GROWTH;
  return pause;
}

/* Takes notice of trouble and waits; false when the attempts are used up. */
static bool try_later(struct document_queue *queue, struct queued_task *entry,
                      const struct error *why)
{
  struct document_task *task = &entry->task;
  if (task->attempts >= ATTEMPTS_MAX)
    return false;
  int64_t pause = pause_after(queue, task->attempts);
  struct error error = {0};
  entry->step = TASK_WAITING;
  entry->due = clock_now() + pause;
  if (ledger_try_later(queue->options.ledger, task->id, why->status, why->message,
                       ledger_now() + pause, &error))
    task_wait(queue, entry, &error);
  task_let_go_reading(queue, entry);
  autofree char *message = memory_format("%s; attempt %d of %d in %.0f s", why->message,
                                         task->attempts + 1, ATTEMPTS_MAX, (double)pause / 1000);
  task_log(queue, entry, LOG_LEVEL_WARNING, "retry", message);
  return true;
}

/* The next attempt reads only the pages that failed; few documents may wait so, for their pages
 * take memory. */
static void known_pages_keep(const struct document_queue *queue, struct queued_task *entry,
                             struct document_reading *reading)
{
  size_t keeping = 0;
  for (const struct queued_task *other = queue->tasks; other; other = other->next)
    keeping += other->known != NULL;
  if (keeping >= KEEPING_MAX || !some_page_was_read(reading))
    return;
  entry->known = reading->pages;
  entry->known_count = reading->page_count;
  reading->pages = NULL;
  reading->page_count = 0;
}

/* Not counted as an attempt: the disk was full, or the installation broke. */
static void put_back(struct document_queue *queue, struct queued_task *entry,
                     const struct error *why)
{
  struct error error = {0};
  entry->step = TASK_WAITING;
  entry->task.attempts--;
  if (ledger_put_back(queue->options.ledger, entry->task.id, &error))
    task_log(queue, entry, LOG_LEVEL_DEBUG, "ledger", error.message);
  task_let_go_reading(queue, entry);
  task_wait(queue, entry, why);
}

/* ---- publishing ---- */

static void edited_tell(const void *context, const struct ledger_document *document,
                        const char *path, const char *beside)
{
  event_log_write(context,
                  &(struct log_entry){.level = LOG_LEVEL_WARNING,
                                      .event = "edited",
                                      .file = document->source,
                                      .document = document->id},
                  "%s was not as zhaolu had written it; it is kept beside the new result as %s",
                  path, path_base(beside));
}

struct outbox outbox_logging(const char *out, struct ledger *ledger, const struct event_log *log)
{
  return (struct outbox){.out = out, .ledger = ledger, .kept = edited_tell, .context = log};
}

static void outcome_end(struct document_queue *queue, struct queued_task *entry)
{
  struct task_outcome outcome = entry->outcome;
  outcome.reason = entry->reason;
  queue->room_pause_ms = 0;
  task_end(queue, entry, &outcome);
}

void task_publish(struct document_queue *queue, struct queued_task *entry)
{
  const struct document_queue_options *options = &queue->options;
  const struct document_task *task = &entry->task;
  struct error error = {0};
  const struct outbox outbox = outbox_logging(options->out, options->ledger, options->log);
  enum status status = outbox_publish(&outbox, task->id, &error);
  if (!status && entry->failure.status) {
    task_fail(queue, entry, &entry->failure, false);
    return;
  }
  if (!status)
    status = ledger_done(options->ledger, task->id, &error);
  if (!status) {
    outcome_end(queue, entry);
    return;
  }
  entry->step = TASK_PUBLISHING;
  bool passing = status == STATUS_NO_SPACE || status == STATUS_BUSY;
  if (!passing && ++entry->publish_attempts >= ATTEMPTS_MAX) {
    task_fail(queue, entry, &error, false);
    return;
  }
  task_wait(queue, entry, &error);
  if (!passing)
    entry->due = clock_now() + pause_after(queue, entry->publish_attempts);
}

/* The first day on which one of the document's certificates ends, or NULL. */
static const char *expiry_of(const struct record_list *records)
{
  const char *first = NULL;
  for (size_t i = 0; i < records->count; i++) {
    const struct field *field = record_find_meaning(records->items[i], MEANS_EXPIRES);
    const char *day = field ? json_string_value(field->value) : NULL;
    if (day && *day && (!first || strcmp(day, first) < 0))
      first = day;
  }
  return first;
}

/* `ret_written`: one of each format. */
static enum status stage_all(struct document_queue *queue, const struct document_task *task,
                             const struct finished_document *finished,
                             struct ledger_written *ret_written, struct error *error)
{
  const struct format_list *formats = queue->options.formats;
  enum status status = STATUS_OK;
  for (size_t i = 0; !status && i < formats->count; i++) {
    struct strbuf bytes cleanup_with(strbuf_clear) = {0};
    status =
        pipeline_render(queue->options.pipeline, finished, formats->items[i], NULL, &bytes, error);
    ret_written[i].format = formats->items[i]->name;
    digest_bytes(strbuf_text(&bytes), bytes.length, ret_written[i].sha256);
    if (!status)
      status = outbox_stage(queue->options.out, task->id, formats->items[i]->name,
                            strbuf_text(&bytes), bytes.length, error);
  }
  return status;
}

/* Stages the outputs and tells the ledger that they are complete. */
static enum status stage_and_tell(struct document_queue *queue, struct queued_task *entry,
                                  struct finished_document *finished, double seconds,
                                  struct error *error)
{
  const struct document_task *task = &entry->task;
  if (review_words_put(queue->options.ledger, task->sha256, &finished->records, error))
    return error->status;
  struct summary_list rows cleanup_with(summary_list_clear) = {0};
  const struct output_context context = {.document = finished->document,
                                         .records = &finished->records,
                                         .tool = pipeline_tool(queue->options.pipeline)};
  summaries_from_document(&context, &rows);
  summary_list_set_file(&rows, task->shown);
  json_t *json = summaries_to_json(&rows);
  autofree char *text = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  entry->outcome = (struct task_outcome){
      .end = TASK_DONE,
      .attempts = task->attempts,
      .result = document_status_name(finished->document->status),
      .pages = (int)finished->document->page_count,
      .fields_to_check = (int)record_list_count_checks(&finished->records),
      .seconds = seconds,
  };
  struct ledger_written written[FORMATS_MAX];
  enum status status = stage_all(queue, task, finished, written, error);
  const struct ledger_result result = {.formats = queue->options.format_names,
                                       .result = entry->outcome.result,
                                       .expires = expiry_of(&finished->records),
                                       .summary = text,
                                       .pages = entry->outcome.pages,
                                       .fields_to_check = entry->outcome.fields_to_check,
                                       .seconds = seconds,
                                       .written = written,
                                       .written_count = queue->options.formats->count};
  return status ? status : ledger_publish(queue->options.ledger, task->id, &result, error);
}

/* Correction, extraction and outputs of a reading that is good enough. A document whose record an
 * extractor command could not make keeps its reading in its outputs, and has failed all the same.
 */
static enum status reading_finish(struct document_queue *queue, struct queued_task *entry,
                                  struct document_reading *reading, struct error *error)
{
  const struct document_task *task = &entry->task;
  double seconds = reading->seconds;
  entry->failure = (struct error){0};
  memcpy(reading->sha256, task->sha256, sizeof reading->sha256);
  reading->bytes = task->bytes;
  struct finished_document finished cleanup_with(finished_document_clear) = {0};
  crash_note_set(task->id);
  enum status status = pipeline_finish(queue->options.pipeline, task->shown, task->name,
                                       task->place, reading, &finished, error);
  if (!status && finished.failure.status != STATUS_OK) {
    entry->failure = finished.failure;
    error_prefix(&entry->failure, "%s", task->shown);
  }
  if (!status)
    status = stage_and_tell(queue, entry, &finished, seconds, error);
  crash_note_set(0);
  return status;
}

static bool files_have_changed(const struct document_task *task)
{
  uint64_t bytes;
  int64_t mtime;
  return files_stamp(task->paths, task->path_count, &bytes, &mtime, NULL) || bytes != task->bytes ||
         mtime != task->mtime;
}

/* The attempts are used up, or would not help. */
static void reading_fail(struct document_queue *queue, struct queued_task *entry,
                         const struct error *why)
{
  task_fail(queue, entry, why, is_poison(why->status));
}

static void reading_publish(struct document_queue *queue, struct queued_task *entry,
                            struct document_reading *reading)
{
  struct error error = {0};
  enum status status = reading_finish(queue, entry, reading, &error);
  if (!status) {
    task_publish(queue, entry);
  } else if (status == STATUS_NO_SPACE || status == STATUS_BUSY) {
    put_back(queue, entry, &error);
  } else if (status == STATUS_INSTALL) {
    queue->fatal = error;
    put_back(queue, entry, &error);
  } else {
    error_prefix(&error, "%s", entry->task.shown);
    if (!deserves_another_attempt(status) || !try_later(queue, entry, &error))
      reading_fail(queue, entry, &error);
  }
}

void task_take_reading(struct document_queue *queue, struct queued_task *entry,
                       struct document_reading *reading)
{
  struct document_task *task = &entry->task;
  struct error trouble = {0};
  if (files_have_changed(task)) {
    task_end(queue, entry, &(struct task_outcome){.end = TASK_CHANGED});
    return;
  }
  if (reading->status) {
    trouble = reading->error;
    message_show(&trouble, task);
  } else if (page_trouble(task, reading, &trouble)) {
    free(entry->reason);
    entry->reason = memory_copy_string(trouble.message);
  }
  if (trouble.status == STATUS_INSTALL) {
    queue->fatal = trouble;
    put_back(queue, entry, &trouble);
  } else if (trouble.status == STATUS_NO_SPACE) {
    put_back(queue, entry, &trouble);
  } else if (deserves_another_attempt(trouble.status) && !reading->is_final &&
             try_later(queue, entry, &trouble)) {
    known_pages_keep(queue, entry, reading);
  } else if (trouble.status && !some_page_was_read(reading)) {
    reading_fail(queue, entry, &trouble);
  } else {
    reading_publish(queue, entry, reading);
  }
}
