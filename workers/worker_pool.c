#include "workers/worker_pool.h"

#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/clock.h"
#include "workers/pool_document.h"
#include "workers/pool_worker.h"
#include "workers/worker_job.h"
#include "workers/worker_message.h"

enum { WORKERS_MAX = 256 };

const struct worker_pool_options worker_pool_options_default = {
    .page_timeout = 60,
    .worker_memory = UINT64_C(1500) << 20,
    .recycle_pages = 500,
    .recycle_bytes = UINT64_C(600) << 20,
    .page_attempts = 1,
    .engine = {.language = "chi_sim"},
};

struct worker_pool {
  struct worker_pool_options options;
  struct pool_worker *workers;
  int worker_count;
  struct pool_document *documents; /* in order of submission, finished ones among them */
  uint64_t last_id;
};

void document_reading_clear(struct document_reading *reading)
{
  for (size_t i = 0; reading->pages && i < reading->page_count; i++)
    read_page_clear(&reading->pages[i]);
  free(reading->pages);
  free(reading->page_errors);
  *reading = (struct document_reading){0};
}

static int cores_available(void)
{
  cpu_set_t cores;
  return sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
}

enum status worker_pool_open(const struct worker_pool_options *options,
                             struct worker_pool **ret_pool, struct error *error)
{
  int workers = options->workers > 0 ? options->workers : cores_available();
  if (workers > WORKERS_MAX)
    workers = WORKERS_MAX;
  struct worker_pool *pool = memory_alloc(sizeof *pool);
  pool->options = *options;
  pool->worker_count = workers;
  pool->workers = memory_alloc((size_t)workers * sizeof *pool->workers);
  /* One at once, to learn whether the machine lets us; the others when there is work for them. */
  enum status status = worker_process_start(&pool->options, &pool->workers[0].process, error);
  if (status != STATUS_OK) {
    worker_pool_close(&pool);
    error->status = STATUS_INSTALL;
    return STATUS_INSTALL;
  }
  *ret_pool = pool;
  return STATUS_OK;
}

void worker_pool_close(struct worker_pool **pool)
{
  struct worker_pool *old = *pool;
  if (!old)
    return;
  for (int i = 0; i < old->worker_count; i++)
    worker_process_end(&old->workers[i].process);
  free(old->workers);
  while (old->documents) {
    struct pool_document *document = old->documents;
    old->documents = document->next;
    pool_document_free(&document);
  }
  free(old);
  *pool = NULL;
}

uint64_t worker_pool_submit(struct worker_pool *pool, const struct document_request *request)
{
  struct pool_document **end = &pool->documents;
  while (*end)
    end = &(*end)->next;
  *end = pool_document_new(++pool->last_id, request, clock_now());
  return pool->last_id;
}

/* ---- handing out work ---- */

static void job_send(struct worker_pool *pool, struct pool_worker *worker, enum message_kind kind)
{
  const struct pool_document *document = worker->document;
  int64_t limit = (int64_t)pool->options.page_timeout * 1000;
  worker->deadline = limit > 0 ? clock_now() + limit : NEVER;
  worker->time_left = limit;
  struct message message =
      job_message(kind, document->reading.id, (int)worker->page, &document->request);
  bool sent = message_send(worker->process.socket, &message);
  message_clear(&message);
  if (!sent)
    pool_worker_bury(worker, &pool->options);
}

static bool work_find(struct worker_pool *pool, struct pool_document **ret_document,
                      size_t *ret_page)
{
  for (struct pool_document *document = pool->documents; document; document = document->next)
    if (document->stage == DOCUMENT_QUEUED ||
        (document->stage == DOCUMENT_OPEN && pool_document_next_page(document, ret_page))) {
      *ret_document = document;
      return true;
    }
  return false;
}

static void worker_assign(struct worker_pool *pool, struct pool_worker *worker,
                          struct pool_document *document, size_t page)
{
  worker->document = document;
  worker->page = page;
  if (document->stage == DOCUMENT_QUEUED) {
    document->stage = DOCUMENT_PROBING;
    worker->state = WORKER_PROBES;
    job_send(pool, worker, MESSAGE_PROBE);
  } else {
    pool_document_page_started(document, page);
    worker->candidate_count = 0;
    worker->state = WORKER_READS;
    job_send(pool, worker, MESSAGE_PAGE);
  }
}

static bool any_process(const struct worker_pool *pool)
{
  for (int i = 0; i < pool->worker_count; i++)
    if (pool->workers[i].process.pid)
      return true;
  return false;
}

static void work_hand_out(struct worker_pool *pool)
{
  struct pool_document *document;
  size_t page = 0;
  for (int i = 0; i < pool->worker_count; i++) {
    struct pool_worker *worker = &pool->workers[i];
    if (worker->state != WORKER_IDLE || !work_find(pool, &document, &page))
      continue;
    struct error error = {0};
    if (worker->process.pid ||
        worker_process_start(&pool->options, &worker->process, &error) == STATUS_OK)
      worker_assign(pool, worker, document, page);
    else if (!any_process(pool))
      pool_document_fail(document, &error); /* nobody left to do it, now or later */
  }
}

/* Shows the worker of a waiting page those before it that look alike; it goes on by itself. */
static void verdict_send(struct worker_pool *pool, struct pool_worker *worker)
{
  struct candidate_list candidates;
  if (!pool_document_candidates(worker->document, worker->page, &candidates))
    return;
  struct message message = verdict_message(&candidates);
  bool sent = message_send(worker->process.socket, &message);
  message_clear(&message);
  memcpy(worker->candidates, candidates.pages, sizeof worker->candidates);
  worker->candidate_count = candidates.count;
  worker->state = WORKER_READS;
  if (pool->options.page_timeout > 0)
    worker->deadline = clock_now() + worker->time_left;
  if (!sent)
    pool_worker_bury(worker, &pool->options);
}

static void verdicts_send(struct worker_pool *pool)
{
  for (int i = 0; i < pool->worker_count; i++)
    if (pool->workers[i].state == WORKER_WAITS)
      verdict_send(pool, &pool->workers[i]);
}

static void latecomers_stop(struct worker_pool *pool)
{
  int64_t now = clock_now();
  for (int i = 0; i < pool->worker_count; i++) {
    struct pool_worker *worker = &pool->workers[i];
    if (!worker->document || worker->deadline > now)
      continue;
    struct error error = {0};
    error_set(&error, STATUS_TIMEOUT,
              "not read within %d seconds; raise --page-timeout, or scan at a lower resolution",
              pool->options.page_timeout);
    pool_worker_stop(worker, &error);
  }
}

static void work_advance(struct worker_pool *pool)
{
  latecomers_stop(pool);
  verdicts_send(pool);
  work_hand_out(pool);
}

/* ---- the loop ---- */

size_t worker_pool_fds(struct worker_pool *pool, struct pollfd *ret_fds, size_t capacity,
                       int *ret_timeout_ms)
{
  size_t count = 0;
  int64_t deadline = NEVER;
  for (int i = 0; i < pool->worker_count; i++) {
    const struct pool_worker *worker = &pool->workers[i];
    if (worker->process.pid && count < capacity)
      ret_fds[count++] = (struct pollfd){.fd = worker->process.socket, .events = POLLIN};
    if (worker->document && worker->deadline < deadline)
      deadline = worker->deadline;
  }
  int64_t wait = deadline == NEVER ? -1 : deadline - clock_now();
  *ret_timeout_ms = deadline == NEVER ? -1 : wait < 0 ? 0 : wait > INT_MAX ? INT_MAX : (int)wait;
  return count;
}

void worker_pool_run_once(struct worker_pool *pool, int timeout_ms)
{
  struct pollfd fds[WORKERS_MAX];
  int until_deadline;
  work_advance(pool);
  size_t count = worker_pool_fds(pool, fds, WORKERS_MAX, &until_deadline);
  if (until_deadline >= 0 && (timeout_ms < 0 || until_deadline < timeout_ms))
    timeout_ms = until_deadline;
  if (timeout_ms < 0 && worker_pool_unfinished(pool) == 0)
    return;
  if (poll(fds, count, timeout_ms) > 0)
    for (int i = 0; i < pool->worker_count; i++)
      if (pool->workers[i].process.pid)
        pool_worker_listen(&pool->workers[i], &pool->options);
  work_advance(pool);
}

bool worker_pool_take(struct worker_pool *pool, uint64_t id, struct document_reading *ret_reading)
{
  for (struct pool_document **place = &pool->documents; *place; place = &(*place)->next) {
    struct pool_document *document = *place;
    if (document->stage != DOCUMENT_FINISHED || (id && document->reading.id != id))
      continue;
    *ret_reading = document->reading;
    document->reading = (struct document_reading){0};
    *place = document->next;
    pool_document_free(&document);
    return true;
  }
  return false;
}

void worker_pool_cancel(struct worker_pool *pool, uint64_t id)
{
  struct pool_document **place = &pool->documents;
  while (*place && (*place)->reading.id != id)
    place = &(*place)->next;
  struct pool_document *document = *place;
  if (!document)
    return;
  for (int i = 0; i < pool->worker_count; i++)
    if (pool->workers[i].document == document) {
      worker_process_end(&pool->workers[i].process);
      pool->workers[i].pages_read = 0;
      pool_worker_rest(&pool->workers[i]);
    }
  *place = document->next;
  pool_document_free(&document);
}

size_t worker_pool_unfinished(const struct worker_pool *pool)
{
  size_t count = 0;
  for (const struct pool_document *document = pool->documents; document; document = document->next)
    count += document->stage != DOCUMENT_FINISHED;
  return count;
}

int worker_pool_workers(const struct worker_pool *pool)
{
  return pool->worker_count;
}

bool worker_pool_progress(const struct worker_pool *pool, uint64_t id, size_t *ret_done,
                          size_t *ret_total)
{
  const struct pool_document *document = pool->documents;
  while (document && document->reading.id != id)
    document = document->next;
  if (!document)
    return false;
  *ret_done = document->finished;
  *ret_total = document->reading.page_count;
  return true;
}

size_t worker_pool_pids(const struct worker_pool *pool, int *ret_pids, size_t capacity)
{
  size_t count = 0;
  for (int i = 0; i < pool->worker_count; i++)
    if (pool->workers[i].process.pid && count < capacity)
      ret_pids[count++] = (int)pool->workers[i].process.pid;
  return count;
}
