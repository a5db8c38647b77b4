#include "cli/worker_pool.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "cli/pool_document.h"
#include "cli/worker_job.h"
#include "cli/worker_message.h"
#include "cli/worker_process.h"

enum { WORKERS_MAX = 256 };
#define NEVER INT64_MAX

const struct worker_pool_options worker_pool_options_default = {
    .page_timeout = 60,
    .worker_memory = UINT64_C(1500) << 20,
    .recycle_pages = 500,
    .recycle_bytes = UINT64_C(600) << 20,
    .engine = {.language = "chi_sim"},
};

enum worker_state { WORKER_IDLE, WORKER_PROBES, WORKER_READS, WORKER_WAITS };

struct pool_worker {
  struct worker_process process;
  enum worker_state state;
  struct pool_document *document; /* in work; NULL when idle */
  size_t page;
  int64_t deadline;  /* ms, monotonic; NEVER while it waits for other pages */
  int64_t time_left; /* ms, while it waits */
  int pages_read;
};

struct worker_pool {
  struct worker_pool_options options;
  struct pool_worker *workers;
  int worker_count;
  struct pool_document *documents; /* in order of submission, finished ones among them */
  uint64_t last_id;
};

static int64_t clock_now(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

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

/* ---- what becomes of a worker's job ---- */

static void worker_rest(struct pool_worker *worker)
{
  worker->state = WORKER_IDLE;
  worker->document = NULL;
  worker->deadline = NEVER;
}

/* The job is over without a result: the page, or the whole document when it was being opened. */
static void job_fail(struct pool_worker *worker, struct error *error)
{
  struct pool_document *document = worker->document;
  if (!document)
    return;
  if (worker->state == WORKER_PROBES)
    pool_document_fail(document, error);
  else {
    pool_document_page_failed(document, worker->page, error);
    pool_document_try_finish(document, clock_now());
  }
  worker_rest(worker);
}

/* Like job_fail, for what the worker itself could not say: a probe's message must name the file. */
static void job_break(struct pool_worker *worker, struct error *error)
{
  if (worker->document && worker->state == WORKER_PROBES)
    error_prefix(error, "%s", worker->document->request.paths[0]);
  job_fail(worker, error);
}

static void worker_died(struct worker_pool *pool, struct pool_worker *worker)
{
  struct error error = {0};
  int wait_status = worker_process_end(&worker->process);
  worker->pages_read = 0;
  worker_death_explain(wait_status, &pool->options, &error);
  job_break(worker, &error);
}

static void worker_stop(struct pool_worker *worker, struct error *error)
{
  worker_process_end(&worker->process);
  worker->pages_read = 0;
  job_break(worker, error);
}

static void worker_recycle_if_due(struct worker_pool *pool, struct pool_worker *worker)
{
  const struct worker_pool_options *options = &pool->options;
  bool old = options->recycle_pages > 0 && worker->pages_read >= options->recycle_pages;
  bool fat = options->recycle_bytes > 0 &&
             worker_process_resident(&worker->process) > options->recycle_bytes;
  if (old || fat) {
    worker_process_end(&worker->process);
    worker->pages_read = 0;
  }
}

static bool probed_take(struct pool_worker *worker, const struct message *message)
{
  int format, pages;
  const char *sha256;
  json_int_t bytes;
  if (json_unpack(message->body, "{s:i, s:i, s:s, s:I}", "format", &format, "pages", &pages,
                  "sha256", &sha256, "bytes", &bytes) != 0 ||
      format < SOURCE_PNG || format > SOURCE_PICTURES || pages < 1 ||
      pages > worker->document->request.limits.max_pages)
    return false;
  pool_document_open(worker->document, (enum source_format)format, pages, sha256, (uint64_t)bytes);
  worker_rest(worker);
  return true;
}

static bool fingerprint_take(struct pool_worker *worker, const struct message *message)
{
  struct page_fingerprint fingerprint;
  if (message->size != sizeof fingerprint)
    return false;
  memcpy(&fingerprint, message->bytes, sizeof fingerprint);
  pool_document_page_shown(worker->document, worker->page, &fingerprint);
  worker->state = WORKER_WAITS;
  if (worker->deadline != NEVER)
    worker->time_left = worker->deadline - clock_now();
  worker->deadline = NEVER;
  return true;
}

static bool page_take(struct worker_pool *pool, struct pool_worker *worker,
                      const struct message *message)
{
  struct read_page page = {0};
  struct error error = {0};
  if (page_message_read(message, &page, &error) != STATUS_OK || page.status == PAGE_FAILED) {
    read_page_clear(&page);
    return false;
  }
  struct pool_document *document = worker->document;
  pool_document_page_finished(document, worker->page, &page);
  pool_document_try_finish(document, clock_now());
  worker_rest(worker);
  worker->pages_read++;
  worker_recycle_if_due(pool, worker);
  return true;
}

/* "FILE: page N: " is said by whoever shows a page's error, so it is not said twice. */
static void page_error_shorten(const struct pool_worker *worker, struct error *error)
{
  autofree char *path = memory_format("%s: ", worker->document->request.paths[0]);
  autofree char *page = memory_format("page %zu: ", worker->page + 1);
  if (worker->document->request.pictures_of_one)
    return;
  const char *message = error->message;
  if (strncmp(message, path, strlen(path)) == 0)
    message += strlen(path);
  if (strncmp(message, page, strlen(page)) == 0)
    message += strlen(page);
  memmove(error->message, message, strlen(message) + 1);
}

static bool failure_take(struct pool_worker *worker, const struct message *message)
{
  struct error error = {0};
  failure_message_read(message, &error);
  if (worker->state != WORKER_PROBES)
    page_error_shorten(worker, &error);
  job_fail(worker, &error);
  return true;
}

/* False when the answer does not belong there: the worker is not to be trusted any more. */
static bool message_take(struct worker_pool *pool, struct pool_worker *worker,
                         const struct message *message)
{
  switch (message->kind) {
  case MESSAGE_PROBED:
    return worker->state == WORKER_PROBES && probed_take(worker, message);
  case MESSAGE_FINGERPRINT:
    return worker->state == WORKER_READS && fingerprint_take(worker, message);
  case MESSAGE_READ:
    return worker->state == WORKER_READS && page_take(pool, worker, message);
  case MESSAGE_FAILED:
    return (worker->state == WORKER_PROBES || worker->state == WORKER_READS) &&
           failure_take(worker, message);
  default:
    return false;
  }
}

static void worker_listen(struct worker_pool *pool, struct pool_worker *worker)
{
  for (;;) {
    struct message message = {0};
    enum message_progress progress =
        message_receive(&worker->process.reader, worker->process.socket, false, &message);
    if (progress == MESSAGE_MORE)
      return;
    if (progress == MESSAGE_CLOSED) {
      worker_died(pool, worker);
      return;
    }
    bool sound = progress == MESSAGE_COMPLETE && message_take(pool, worker, &message);
    message_clear(&message);
    if (!sound) {
      struct error error = {0};
      error_set(&error, STATUS_CRASHED,
                "the worker process answered nonsense and was stopped; the file may be hostile");
      worker_stop(worker, &error);
      return;
    }
    if (!worker->process.pid)
      return;
  }
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
    worker_died(pool, worker);
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

/* Tells waiting pages what to do once the pages before them are known. */
static void verdicts_send(struct worker_pool *pool)
{
  for (int i = 0; i < pool->worker_count; i++) {
    struct pool_worker *worker = &pool->workers[i];
    bool read;
    if (worker->state != WORKER_WAITS ||
        !pool_document_verdict(worker->document, worker->page, &read))
      continue;
    struct message message = message_make(MESSAGE_VERDICT, "{s:b}", "read", read);
    bool sent = message_send(worker->process.socket, &message);
    message_clear(&message);
    worker->state = WORKER_READS;
    if (pool->options.page_timeout > 0)
      worker->deadline = clock_now() + worker->time_left;
    if (!sent)
      worker_died(pool, worker);
  }
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
    worker_stop(worker, &error);
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
        worker_listen(pool, &pool->workers[i]);
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
      worker_rest(&pool->workers[i]);
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
