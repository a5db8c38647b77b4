#include "jobs/document_queue.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/memory.h"
#include "base/clock.h"
#include "jobs/queue_internal.h"
#include "files/file_carry.h"
#include "spool/outbox.h"

enum {
  CAREFUL_INTERRUPTIONS = 3,    /* from here on a document runs alone */
  INTERRUPTIONS_MAX = 100,      /* more than any operator restarts: it is the document */
  CRASHES_MAX = 2,              /* of this program, on one document */
  CAREFUL_PATIENCE_MS = 600000, /* how long others may go before a careful one */
  PAUSES_AT_MOST = 16,          /* the longest pause, in first ones */
  PAUSE_MAX_MS = 3600000,
  ROOM_PAUSE_MS = 1000,
  ROOM_PAUSE_MAX_MS = 60000,
};
#define ROOM_MIN (UINT64_C(32) << 20) /* bytes that must be free, on small disks 1/20 of them */

struct document_queue *document_queue_open(const struct document_queue_options *options)
{
  struct document_queue *queue = memory_alloc(sizeof *queue);
  queue->options = *options;
  return queue;
}

void task_let_go_reading(struct document_queue *queue, struct queued_task *entry)
{
  if (entry->reading_id)
    readers_let_go(queue->options.readers, entry->reading_id);
  entry->reading_id = 0;
}

static void queue_remove(struct document_queue *queue, struct queued_task *entry)
{
  struct queued_task **place = &queue->tasks;
  while (*place != entry)
    place = &(*place)->next;
  *place = entry->next;
  queue->count--;
  task_let_go_reading(queue, entry);
  document_task_clear(&entry->task);
  read_pages_free(&entry->known, &entry->known_count);
  free(entry->reason);
  free(entry);
}

void document_queue_close(struct document_queue **queue)
{
  if (!*queue)
    return;
  while ((*queue)->tasks)
    queue_remove(*queue, (*queue)->tasks);
  free(*queue);
  *queue = NULL;
}

void document_queue_add(struct document_queue *queue, struct document_task *task)
{
  struct queued_task **end = &queue->tasks;
  while (*end)
    end = &(*end)->next;
  struct queued_task *entry = memory_alloc(sizeof *entry);
  entry->task = *task;
  *task = (struct document_task){0};
  /* A pause goes on over a restart. */
  int64_t pause = entry->task.next_try - ledger_now();
  if (pause > PAUSE_MAX_MS && pause > queue->options.retry_pause_ms * PAUSES_AT_MOST)
    pause = 0; /* the clock was set back meanwhile: no pause is that long */
  entry->added = clock_now();
  entry->due = entry->added + (pause > 0 ? pause : 0);
  *end = entry;
  queue->count++;
}

void task_end(struct document_queue *queue, struct queued_task *entry,
              const struct task_outcome *outcome)
{
  queue->options.finished(queue->options.context, &entry->task, outcome);
  queue_remove(queue, entry);
}

/* ---- room on the disk ---- */

static bool there_is_room(const struct document_queue *queue)
{
  unsigned long long free_bytes, total;
  if (disk_room(queue->options.out, &free_bytes, &total, NULL))
    return true; /* it cannot be told; writing will */
  return free_bytes >= (total / 20 < ROOM_MIN ? total / 20 : ROOM_MIN);
}

void document_queue_pause(struct document_queue *queue, const struct error *why)
{
  if (!queue->paused)
    event_log_write(queue->options.log,
                    &(struct log_entry){.level = LOG_LEVEL_WARNING, .event = "disk_full"},
                    "%s; no file is taken until there is room in %s, then it goes on by itself",
                    why->message, queue->options.out);
  queue->paused = true;
  queue->room_pause_ms = queue->room_pause_ms ? queue->room_pause_ms * 2 : ROOM_PAUSE_MS;
  if (queue->room_pause_ms > ROOM_PAUSE_MAX_MS)
    queue->room_pause_ms = ROOM_PAUSE_MAX_MS;
  queue->room_check = clock_now() + queue->room_pause_ms;
}

static void room_check(struct document_queue *queue)
{
  if (queue->paused && clock_now() < queue->room_check)
    return;
  if (!there_is_room(queue)) {
    struct error why = {0};
    error_set(&why, STATUS_NO_SPACE, "%s: the disk is full", queue->options.out);
    if (!queue->paused)
      document_queue_pause(queue, &why);
    queue->room_check = clock_now() + ROOM_PAUSE_MS;
  } else if (queue->paused) {
    queue->paused = false;
    event_log_write(queue->options.log,
                    &(struct log_entry){.level = LOG_LEVEL_INFO, .event = "disk_room"},
                    "there is room again in %s", queue->options.out);
  }
}

bool document_queue_is_paused(const struct document_queue *queue)
{
  return queue->paused;
}

/* ---- starting ---- */

/* Documents that others read do not end this program by being read. */
static bool is_careful(const struct document_queue *queue, const struct queued_task *entry)
{
  bool ended_often = entry->task.interruptions >= CAREFUL_INTERRUPTIONS;
  return entry->task.crashes > 0 || (ended_often && !readers_are_far(queue->options.readers));
}

size_t document_queue_in_work(const struct document_queue *queue)
{
  size_t count = 0;
  for (const struct queued_task *entry = queue->tasks; entry; entry = entry->next)
    count += entry->step == TASK_READING;
  return count;
}

static bool careful_in_work(const struct document_queue *queue)
{
  for (const struct queued_task *entry = queue->tasks; entry; entry = entry->next)
    if (entry->step == TASK_READING && is_careful(queue, entry))
      return true;
  return false;
}

static bool comes_before(const struct queued_task *a, const struct queued_task *b)
{
  return !b || a->task.interruptions < b->task.interruptions;
}

/* The task to start next, or NULL: the others before the careful ones, and those alone. */
static struct queued_task *next_to_start(struct document_queue *queue)
{
  int64_t now = clock_now();
  struct queued_task *best = NULL, *careful = NULL;
  for (struct queued_task *entry = queue->tasks; entry; entry = entry->next) {
    if (entry->step != TASK_WAITING || entry->due > now)
      continue;
    if (!is_careful(queue, entry) && comes_before(entry, best))
      best = entry;
    if (is_careful(queue, entry) && comes_before(entry, careful))
      careful = entry;
  }
  bool careful_first = careful && now - careful->added > CAREFUL_PATIENCE_MS;
  if (best && !careful_first)
    return best;
  return document_queue_in_work(queue) == 0 ? careful : NULL;
}

static size_t places(const struct document_queue *queue)
{
  return readers_places(queue->options.readers);
}

bool document_queue_has_place(const struct document_queue *queue)
{
  size_t wanting = 0;
  int64_t soon = clock_now() + 1000;
  for (const struct queued_task *entry = queue->tasks; entry; entry = entry->next)
    wanting += entry->step == TASK_READING || entry->due <= soon;
  return !queue->finishing_up && !queue->paused && !queue->fatal.status && wanting < places(queue);
}

static void task_submit(struct document_queue *queue, struct queued_task *entry)
{
  const struct document_queue_options *options = &queue->options;
  const struct document_request request = {
      .paths = (const char *const *)entry->task.paths,
      .path_count = entry->task.path_count,
      .pictures_of_one = entry->task.pictures_of_one,
      .sha256 = entry->task.sha256,
      .limits = options->limits,
      .pdf_text = options->pdf_text,
      .want_previews = format_list_needs_previews(options->formats),
      .want_full = format_list_needs_full(options->formats),
      .known = entry->known,
      .known_count = entry->known_count,
  };
  entry->known = NULL;
  entry->known_count = 0;
  entry->reading_id = readers_submit(options->readers, &request);
  entry->step = TASK_READING;
  entry->task.attempts++;
}

static bool is_beyond_hope(struct document_queue *queue, struct queued_task *entry)
{
  const struct document_task *task = &entry->task;
  bool far = readers_are_far(queue->options.readers);
  if (task->crashes < CRASHES_MAX && (far || task->interruptions < INTERRUPTIONS_MAX))
    return false;
  struct error why = {0};
  if (task->crashes >= CRASHES_MAX)
    error_set(&why, STATUS_CRASHED,
              "%s: zhaolu itself crashed %d times on this document; please report it, with the "
              "document if you may",
              task->shown, task->crashes);
  else
    error_set(&why, STATUS_CRASHED, "%s: zhaolu was ended %d times while it read this document",
              task->shown, task->interruptions);
  task_fail(queue, entry, &why, true);
  return true;
}

static void task_start(struct document_queue *queue, struct queued_task *entry)
{
  if (is_beyond_hope(queue, entry))
    return;
  struct error error = {0};
  enum status status = ledger_start(queue->options.ledger, entry->task.id, &error);
  if (status)
    task_wait(queue, entry, &error);
  else
    task_submit(queue, entry);
}

static void tasks_start(struct document_queue *queue)
{
  struct queued_task *entry;
  while (!queue->finishing_up && !queue->paused && !queue->fatal.status &&
         document_queue_in_work(queue) < places(queue) && !careful_in_work(queue) &&
         (entry = next_to_start(queue)))
    task_start(queue, entry);
}

/* ---- the loop's share ---- */

static struct queued_task *find_by_reading(const struct document_queue *queue, uint64_t id)
{
  struct queued_task *entry = queue->tasks;
  while (entry && (entry->step != TASK_READING || entry->reading_id != id))
    entry = entry->next;
  return entry;
}

/* True if there was one. */
static bool reading_take(struct document_queue *queue)
{
  struct document_reading reading = {0};
  if (!readers_take(queue->options.readers, &reading))
    return false;
  struct queued_task *entry = find_by_reading(queue, reading.id);
  if (entry)
    task_take_reading(queue, entry, &reading);
  else
    readers_let_go(queue->options.readers, reading.id);
  document_reading_clear(&reading);
  return true;
}

static void publications_retry(struct document_queue *queue)
{
  int64_t now = clock_now();
  struct queued_task *next;
  for (struct queued_task *entry = queue->tasks; entry; entry = next) {
    next = entry->next;
    if (entry->step == TASK_PUBLISHING && entry->due <= now)
      task_publish(queue, entry);
  }
}

void document_queue_step(struct document_queue *queue)
{
  room_check(queue);
  if (!queue->paused)
    publications_retry(queue);
  tasks_start(queue);
  /* The readers are asked with nothing in work, too: an idle worker's death must be noticed. What
   * it has read is taken before the caller sleeps, and each place that gets free is filled. */
  readers_step(queue->options.readers);
  while (reading_take(queue)) {
    tasks_start(queue);
    readers_step(queue->options.readers);
  }
}

int document_queue_wait_ms(const struct document_queue *queue)
{
  int64_t now = clock_now(), wake = INT64_MAX;
  if (queue->paused)
    wake = queue->room_check;
  for (const struct queued_task *entry = queue->tasks; entry && !queue->paused; entry = entry->next)
    if (entry->step != TASK_READING && entry->due > now && entry->due < wake)
      wake = entry->due;
  if (wake == INT64_MAX)
    return -1;
  return wake <= now ? 0 : wake - now > INT_MAX ? INT_MAX : (int)(wake - now);
}

size_t document_queue_count(const struct document_queue *queue)
{
  return queue->count;
}

const struct error *document_queue_fatal(const struct document_queue *queue)
{
  return queue->fatal.status ? &queue->fatal : NULL;
}

void document_queue_finish_up(struct document_queue *queue)
{
  queue->finishing_up = true;
}

void document_queue_stop(struct document_queue *queue)
{
  while (queue->tasks) {
    struct queued_task *entry = queue->tasks;
    if (entry->step == TASK_READING) {
      readers_cancel(queue->options.readers, entry->reading_id);
      entry->reading_id = 0;
      struct error error = {0};
      /* Should this fail, the next start puts it back. */
      if (ledger_put_back(queue->options.ledger, entry->task.id, &error))
        event_log_write(queue->options.log,
                        &(struct log_entry){.level = LOG_LEVEL_WARNING, .event = "ledger"}, "%s",
                        error.message);
    }
    task_end(queue, entry, &(struct task_outcome){.end = TASK_STOPPED});
  }
}
