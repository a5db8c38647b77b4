#include "jobs/batch_items.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "files/file_carry.h"
#include "files/lock_file.h"
#include "jobs/result_name.h"
#include "spool/outbox.h"
#include "spool/spool_name.h"

enum {
  CHANGES_MAX = 3,
  BEGIN_MS = 200, /* then signals and workers are looked at */
};

static void item_end(struct batch_items *items, struct batch_item *item, enum batch_state state)
{
  item->state = state;
  items->ended++;
  items->done += state == BATCH_DONE;
  items->done_before += state == BATCH_DONE_BEFORE;
  items->copies += state == BATCH_COPY;
  items->failed += state == BATCH_FAILED || state == BATCH_FAILED_BEFORE;
  items->elsewhere += state == BATCH_ELSEWHERE;
}

static void item_log(struct batch_items *items, const struct batch_item *item, enum log_level level,
                     const char *event, const char *message)
{
  event_log_write(
      items->work->settings.log,
      &(struct log_entry){
          .level = level, .event = event, .file = item->shown, .document = item->document},
      "%s", message);
}

void batch_items_note_trouble(struct batch_items *items, const char *place, const char *reason)
{
  const char *colon = strstr(reason, ": ");
  size_t length = colon ? (size_t)(colon - reason) : strlen(reason);
  autofree char *first = memory_copy_bytes(reason, length);
  autofree char *shown = name_shown(place ? place : first);
  bool named = colon && (!place || strcmp(first, place) == 0);
  struct error error = {0};
  /* A courtesy to `status`; the log and the report have it as well. */
  if (ledger_note_trouble(items->work->ledger, LEDGER_BATCH, shown, named ? colon + 2 : reason,
                          &error))
    event_log_write(items->work->settings.log,
                    &(struct log_entry){.level = LOG_LEVEL_DEBUG, .event = "ledger"}, "%s",
                    error.message);
}

void batch_items_forget_troubles(struct batch_items *items)
{
  struct error error = {0};
  if (ledger_end_trouble(items->work->ledger, LEDGER_BATCH, NULL, &error))
    event_log_write(items->work->settings.log,
                    &(struct log_entry){.level = LOG_LEVEL_DEBUG, .event = "ledger"}, "%s",
                    error.message);
}

static void item_fail(struct batch_items *items, struct batch_item *item, enum batch_state state,
                      const char *reason)
{
  /* What the ledger knows is not kept here as well: a batch may have a hundred thousand items. */
  if (!item->document) {
    free(item->reason);
    item->reason = memory_copy_string(reason);
    batch_items_note_trouble(items, item->shown, reason);
  }
  item_log(items, item, LOG_LEVEL_ERROR, state == BATCH_FAILED ? "failed" : "failed_before",
           reason);
  item_end(items, item, state);
}

static struct ledger_source source_of(const struct batch_item *item)
{
  return (struct ledger_source){item->path, item->bytes, item->mtime};
}

/* Its files: the pages of a folder, or itself. */
static char *const *files_of(const struct batch_item *item, size_t *ret_count)
{
  *ret_count = item->files ? item->file_count : 1;
  return item->files ? item->files : &item->path;
}

/* Trouble that another night may not have. */
static bool was_transient(const struct ledger_document *document)
{
  static const enum status transient[] = {STATUS_IO,   STATUS_NO_SPACE,  STATUS_NO_MEMORY,
                                          STATUS_BUSY, STATUS_NOT_FOUND, STATUS_TIMEOUT};
  for (size_t i = 0; i < sizeof transient / sizeof *transient; i++)
    if (document->error && strcmp(document->error, status_name(transient[i])) == 0)
      return document->state == LEDGER_FAILED;
  return false;
}

static bool is_current(const struct batch_items *items, const struct ledger_document *document)
{
  return strcmp(document->version, items->work->version) == 0;
}

/* By this run as another item, or by an earlier one. */
static void item_done_before(struct batch_items *items, struct batch_item *item,
                             const struct ledger_document *document)
{
  item->document = document->id;
  items->outdated += !is_current(items, document);
  item_end(items, item, document->finished >= items->started ? BATCH_COPY : BATCH_DONE_BEFORE);
}

/* The document that this path held when it was last seen unchanged, if that settles the matter. */
static enum status item_pass_by(struct batch_items *items, struct batch_item *item,
                                char ret_sha256[DIGEST_HEX_BYTES], struct error *error)
{
  struct ledger_document known cleanup_with(ledger_document_clear) = {0};
  const struct ledger_source source = source_of(item);
  enum status status = ledger_find_source(items->work->ledger, &source, &known, error);
  if (status)
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
  memcpy(ret_sha256, known.sha256, sizeof known.sha256);
  if (items->force)
    return STATUS_OK;
  bool current = is_current(items, &known);
  if (known.state == LEDGER_DONE && (current || !items->redo_outdated) &&
      format_list_covers(known.formats, items->work->format_names)) {
    item_done_before(items, item, &known);
  } else if (known.state >= LEDGER_FAILED && current && !was_transient(&known)) {
    item->document = known.id;
    item_fail(items, item, BATCH_FAILED_BEFORE, known.reason ? known.reason : "it failed before");
  }
  return STATUS_OK;
}

static bool name_is_taken(const struct batch_items *items, const char *name, const char *sha256,
                          bool altered)
{
  return altered || strcmp(name, "index") == 0 || /* index.html is the page over all */
         outbox_name_is_foreign(items->work->out, name, items->work->format_names, sha256);
}

static bool watch_runs(const struct batch_items *items)
{
  autofree char *lock = memory_format("%s/.zhaolu/watch.lock", items->work->out);
  return lock_file_is_held(lock);
}

/* --force does everything again, but nothing twice in a run; what failed in passing is tried. */
static enum status wishes_set(struct batch_items *items, struct ledger_arrival *arrival,
                              struct error *error)
{
  struct ledger_document known cleanup_with(ledger_document_clear) = {0};
  enum status status = ledger_find_content(items->work->ledger, arrival->sha256, &known, error);
  if (status)
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
  bool by_this_run = known.finished >= items->started;
  arrival->force = items->force && !by_this_run;
  arrival->again = was_transient(&known) && !by_this_run;
  return STATUS_OK;
}

static enum status item_enter(struct batch_items *items, struct batch_item *item,
                              const char *sha256, enum ledger_verdict *ret_verdict,
                              struct ledger_document *ret_document, struct error *error)
{
  bool altered = false;
  autofree char *below =
      item->files ? name_shown(item->name) : name_for_output(item->name, &altered);
  autofree char *name = result_name_apart(below, NULL);
  struct ledger_arrival arrival = {
      .sha256 = sha256,
      .version = items->work->version,
      .formats = items->work->format_names,
      .keeper = LEDGER_BATCH,
      .source = item->shown,
      .ticket = item->path,
      .name = name,
      .name_taken = name_is_taken(items, name, sha256, altered),
      .outdated = items->redo_outdated,
      .other_runs = watch_runs(items),
  };
  enum status status = wishes_set(items, &arrival, error);
  if (!status)
    status = ledger_enter(items->work->ledger, &arrival, ret_verdict, ret_document, error);
  const struct ledger_source source = source_of(item);
  if (!status)
    status = ledger_note_source(items->work->ledger, ret_document->id, &source, error);
  return status;
}

static void item_queue(struct batch_items *items, struct batch_item *item,
                       const struct ledger_document *document)
{
  size_t count;
  char *const *files = files_of(item, &count);
  struct document_task task = {
      .id = document->id,
      .shown = memory_copy_string(item->shown),
      .name = memory_copy_string(path_base(item->shown)),
      .place = memory_copy_string(item->path),
      .output = memory_copy_string(document->output),
      .paths = memory_alloc(count * sizeof *task.paths),
      .path_count = count,
      .pictures_of_one = item->files != NULL,
      .bytes = item->bytes,
      .mtime = item->mtime,
      .attempts = document->attempts,
      .interruptions = document->interruptions,
      .crashes = document->crashes,
      .next_try = document->next_try,
      .owner = item,
  };
  memcpy(task.sha256, document->sha256, sizeof task.sha256);
  for (size_t i = 0; i < count; i++)
    task.paths[i] = memory_copy_string(files[i]);
  item->state = BATCH_IN_QUEUE;
  document_queue_add(items->queue, &task);
}

static void item_follow_verdict(struct batch_items *items, struct batch_item *item,
                                enum ledger_verdict verdict, const struct ledger_document *document)
{
  item->document = document->id;
  switch (verdict) {
  case LEDGER_TO_DO:
    item_queue(items, item, document);
    break;
  case LEDGER_ALREADY_DONE:
    item_done_before(items, item, document);
    break;
  case LEDGER_FAILED_BEFORE:
    item_fail(items, item,
              document->finished >= items->started ? BATCH_FAILED : BATCH_FAILED_BEFORE,
              document->reason ? document->reason : "it failed before");
    break;
  case LEDGER_IN_WORK:
    item->state = BATCH_AFTER_COPY;
    if (document->keeper == LEDGER_WATCH) {
      item_log(items, item, LOG_LEVEL_WARNING, "elsewhere",
               "the running watch has this content in work; left to it");
      item_end(items, item, BATCH_ELSEWHERE);
    }
    break;
  }
}

/* One item up to its place in the queue, or its end. A failure is the ledger's or the disk's: the
 * item is as if it had not been begun. */
static enum status item_begin(struct batch_items *items, struct batch_item *item,
                              struct error *error)
{
  struct error trouble = {0};
  size_t count;
  char *const *files = files_of(item, &count);
  if (files_stamp(files, count, &item->bytes, &item->mtime, &trouble)) {
    item_fail(items, item, BATCH_FAILED, trouble.message);
    return STATUS_OK;
  }
  char sha256[DIGEST_HEX_BYTES] = "";
  uint64_t bytes;
  enum status status = item_pass_by(items, item, sha256, error);
  if (status || item->state != BATCH_TO_LOOK_AT)
    return status;
  if (files_size_check(files, count, item->files ? NULL : item->shown,
                       &items->work->settings.limits, &trouble) ||
      (!sha256[0] && digest_files((const char *const *)files, count, sha256, &bytes, &trouble))) {
    item_fail(items, item, BATCH_FAILED, trouble.message);
    return STATUS_OK;
  }
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  enum ledger_verdict verdict = LEDGER_TO_DO;
  status = item_enter(items, item, sha256, &verdict, &document, error);
  if (!status)
    item_follow_verdict(items, item, verdict, &document);
  return status;
}

/* False when the ledger or the disk refuse just now. */
static bool item_try(struct batch_items *items, struct batch_item *item)
{
  struct error error = {0};
  if (item_begin(items, item, &error) == STATUS_OK)
    return true;
  if (error.status == STATUS_NO_SPACE)
    document_queue_pause(items->queue, &error);
  else
    item_log(items, item, LOG_LEVEL_WARNING, "waits", error.message);
  return false;
}

bool batch_items_begin(struct batch_items *items)
{
  int64_t until = clock_now() + BEGIN_MS;
  items->more_to_begin = false;
  while (items->next < items->list->count && document_queue_has_place(items->queue)) {
    items->more_to_begin = clock_now() >= until;
    if (items->more_to_begin)
      return false;
    if (!item_try(items, &items->list->items[items->next]))
      return false;
    items->next++;
  }
  return items->next == items->list->count;
}

/* ---- what the queue brings back ---- */

static void done_log(struct batch_items *items, const struct batch_item *item,
                     const struct document_task *task, const struct task_outcome *outcome)
{
  bool partial = strcmp(outcome->result, "partial") == 0;
  event_log_write(items->work->settings.log,
                  &(struct log_entry){.level = partial ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG,
                                      .event = partial ? "partial" : "done",
                                      .file = item->shown,
                                      .document = task->id,
                                      .pages = outcome->pages,
                                      .seconds = outcome->seconds},
                  "%s, %d page%s in %.1f s, %d to check, written as %s%s%s", outcome->result,
                  outcome->pages, outcome->pages == 1 ? "" : "s", outcome->seconds,
                  outcome->fields_to_check, task->output, partial && outcome->reason ? "; " : "",
                  partial && outcome->reason ? outcome->reason : "");
}

/* The file was replaced while it was read: it is looked at anew, but not for ever. */
static void item_changed(struct batch_items *items, struct batch_item *item)
{
  struct error error = {0};
  if (ledger_forget(items->work->ledger, item->document, &error))
    item_log(items, item, LOG_LEVEL_WARNING, "ledger", error.message);
  item->document = 0;
  item->state = BATCH_TO_LOOK_AT;
  if (++item->changes >= CHANGES_MAX || !item_try(items, item))
    item_fail(items, item, BATCH_FAILED,
              "the file changes while it is read; let whoever writes it finish, and run again");
}

void batch_items_finished(struct batch_items *items, const struct document_task *task,
                          const struct task_outcome *outcome)
{
  struct batch_item *item = task->owner;
  switch (outcome->end) {
  case TASK_DONE:
    items->pages += outcome->pages;
    items->partial += strcmp(outcome->result, "partial") == 0;
    done_log(items, item, task, outcome);
    item_end(items, item, BATCH_DONE);
    break;
  case TASK_FAILED:
    item_fail(items, item, BATCH_FAILED, outcome->reason);
    break;
  case TASK_CHANGED:
    item_changed(items, item);
    break;
  case TASK_STOPPED:
    item->state = BATCH_TO_LOOK_AT;
    break;
  }
}

size_t batch_items_settle_copies(struct batch_items *items)
{
  size_t queued = 0;
  for (size_t i = 0; i < items->next; i++) {
    struct batch_item *item = &items->list->items[i];
    if (item->state != BATCH_AFTER_COPY)
      continue;
    item->state = BATCH_TO_LOOK_AT;
    if (!item_try(items, item))
      item_fail(items, item, BATCH_FAILED, "the ledger could not be written; run again");
    queued += item->state == BATCH_IN_QUEUE || item->state == BATCH_AFTER_COPY;
  }
  return queued;
}

/* ---- copies, for the report ---- */

static bool is_done(const struct batch_item *item)
{
  return item->document && (item->state == BATCH_DONE || item->state == BATCH_DONE_BEFORE ||
                            item->state == BATCH_COPY);
}

static int compare_by_document(const void *a, const void *b)
{
  const struct batch_item *left = *(struct batch_item *const *)a,
                          *right = *(struct batch_item *const *)b;
  if (left->document != right->document)
    return left->document < right->document ? -1 : 1;
  if ((left->state == BATCH_DONE) != (right->state == BATCH_DONE))
    return left->state == BATCH_DONE ? -1 : 1; /* the one that was read is the document */
  return left < right ? -1 : left > right;
}

static void item_restate(struct batch_items *items, struct batch_item *item, enum batch_state state)
{
  items->copies -= item->state == BATCH_COPY;
  items->done_before -= item->state == BATCH_DONE_BEFORE;
  items->copies += state == BATCH_COPY;
  items->done_before += state == BATCH_DONE_BEFORE;
  item->state = state;
}

void batch_items_tell_copies(struct batch_items *items)
{
  struct batch_item **done = memory_alloc((items->list->count + 1) * sizeof *done);
  size_t count = 0;
  for (size_t i = 0; i < items->list->count; i++)
    if (is_done(&items->list->items[i]))
      done[count++] = &items->list->items[i];
  qsort(done, count, sizeof *done, compare_by_document);
  for (size_t i = 0; i < count; i++) {
    bool copy = i > 0 && done[i - 1]->document == done[i]->document;
    if (done[i]->state != BATCH_DONE)
      item_restate(items, done[i], copy ? BATCH_COPY : BATCH_DONE_BEFORE);
  }
  free(done);
}
