#include "jobs/reading_pool.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "jobs/page_job.h"
#include "jobs/page_worker.h"
#include "jobs/reading_answer.h"
#include "jobs/reading_document.h"
#include "workers/worker_pool.h"

/* A document's time, unless it is told: a page's limit, and the same once more for so many pages.
 * Pages usually take a twentieth of their limit. */
enum { PAGES_OF_A_TIMEOUT = 4 };

/* A page is taken back for a document that has waited so long, when it takes longer than pages
 * usually do, so that pages are rarely begun twice. */
enum { WAITING_MS_MAX = 300, PAGE_MS_USUAL = 3000 };

const struct reading_pool_options reading_pool_options_default = {
    .page_timeout = 60,
    .worker_memory = UINT64_C(1500) << 20,
    .recycle_pages = 500,
    .recycle_bytes = UINT64_C(600) << 20,
    .page_attempts = 1,
    .engine = {.language = ENGINE_OWN_LANGUAGE},
};

enum { LONG_GLYPHS = 50000 };

struct reading_pool {
  struct reading_pool_options options;
  struct page_worker_setting setting; /* for the workers */
  struct worker_pool *workers;
  struct reading_document *documents; /* in order of submission, finished ones among them */
  uint64_t last_id;
  uint64_t turns; /* jobs handed out */
};

/* ---- what the workers' pool asks ---- */

static void *worker_begin(const void *setting)
{
  return page_worker_begin(setting);
}

static bool part_find(const struct reading_document *document, size_t *ret_part)
{
  *ret_part = OPENING;
  return document->stage == DOCUMENT_QUEUED ||
         (document->stage == DOCUMENT_OPEN && reading_document_next_page(document, ret_part));
}

/* Whether `document` comes before `best`. The one that the fewest workers are busy with does: a
 * document whose pages take for ever holds one worker while others wait, not all of them. Then the
 * one that the worker has just opened, for that took no time and another worker would have to open
 * it once more; and then the one that waited longest. */
static bool comes_first(const struct reading_document *document, size_t in_hand,
                        const struct reading_document *best, size_t best_in_hand, uint64_t last)
{
  if (!best || in_hand != best_in_hand)
    return !best || in_hand < best_in_hand;
  bool just_opened = document->reading.id == last && document->just_opened;
  bool best_just_opened = best->reading.id == last && best->just_opened;
  return just_opened != best_just_opened ? just_opened : document->turn < best->turn;
}

/* Of long documents one is read at a time, the longest: more than one in memory would be much. The
 * others wait with what they have; short ones go on. */
static bool has_to_wait(const struct reading_pool *pool, const struct reading_document *document)
{
  if (document->glyphs < LONG_GLYPHS)
    return false;
  for (const struct reading_document *other = pool->documents; other; other = other->next)
    if (other->stage != DOCUMENT_FINISHED &&
        (other->glyphs > document->glyphs ||
         (other->glyphs == document->glyphs && other->reading.id < document->reading.id)))
      return true;
  return false;
}

/* The next job for a worker whose last one was of the document `last`. */
static bool work_find(const struct reading_pool *pool, uint64_t last,
                      struct reading_document **ret_document, size_t *ret_part)
{
  struct reading_document *best = NULL;
  size_t part, best_in_hand = 0;
  *ret_part = OPENING;
  for (struct reading_document *document = pool->documents; document; document = document->next) {
    if (!part_find(document, &part) || has_to_wait(pool, document))
      continue;
    size_t in_hand = reading_document_in_hand(document);
    if (!comes_first(document, in_hand, best, best_in_hand, last))
      continue;
    best = document;
    best_in_hand = in_hand;
    *ret_part = part;
  }
  *ret_document = best;
  return best != NULL;
}

static uint64_t group_next(void *owner, uint64_t last)
{
  struct reading_document *document;
  size_t part;
  return work_find(owner, last, &document, &part) ? document->reading.id : 0;
}

static bool goes_on(void *owner, uint64_t group)
{
  const struct reading_pool *pool = owner;
  for (const struct reading_document *document = pool->documents; document;
       document = document->next)
    if (document->reading.id == group)
      return document->stage != DOCUMENT_FINISHED;
  return false;
}

static void job_next(void *owner, uint64_t last, struct worker_job *ret_job,
                     struct message *ret_message)
{
  struct reading_document *document = NULL;
  struct reading_pool *pool = owner;
  size_t part;
  if (!work_find(pool, last, &document, &part))
    return;
  document->turn = ++pool->turns;
  document->just_opened = part == OPENING;
  reading_document_time_pass(document, clock_now());
  if (part == OPENING)
    document->stage = DOCUMENT_PROBING;
  else
    reading_document_page_started(document, part);
  *ret_job = (struct worker_job){document, part, document->reading.id};
  *ret_message = job_message(part == OPENING ? MESSAGE_PROBE : MESSAGE_PAGE, document->reading.id,
                             part == OPENING ? 0 : (int)part, &document->request);
}

static void job_refuse(void *owner, const struct error *why)
{
  struct reading_document *document = NULL;
  size_t part;
  if (work_find(owner, 0, &document, &part))
    reading_document_fail(document, why);
}

/* Seconds of workers' time; 0: no limit. */
static int64_t document_time(const struct reading_pool_options *options, size_t pages)
{
  if (options->document_timeout > 0)
    return options->document_timeout;
  return options->page_timeout + (int64_t)pages * options->page_timeout / PAGES_OF_A_TIMEOUT;
}

/* A document beyond its time gives up the pages that no worker has begun. */
static void time_keep(const struct reading_pool *pool, struct reading_document *document)
{
  int64_t limit = document_time(&pool->options, document->reading.page_count);
  if (document->stage != DOCUMENT_OPEN || limit == 0 || document->spent < limit * 1000)
    return;
  struct error why = {0};
  error_set(&why, STATUS_TIMEOUT,
            "not read, because the document's other pages took more than %" PRId64
            " seconds in all; raise --document-timeout",
            limit);
  reading_document_give_up(document, &why);
  reading_document_try_finish(document, clock_now());
}

static enum worker_answer answer(void *owner, const struct worker_job *job,
                                 const struct message *message)
{
  const struct reading_pool *pool = owner;
  struct reading_document *document = job->of;
  reading_document_time_pass(document, clock_now());
  enum worker_answer meaning = reading_answer_take(document, job->part, message, &pool->options);
  time_keep(pool, document);
  return meaning;
}

static bool again(void *owner, const struct worker_job *job)
{
  const struct reading_pool *pool = owner;
  reading_document_time_pass(job->of, clock_now());
  return reading_job_again(job->of, job->part, &pool->options);
}

/* A document that holds several workers gives one up to a document that has none for some time. */
static bool gives_way(void *owner, const struct worker_job *job)
{
  struct reading_document *document = job->of, *waiting;
  size_t part;
  int64_t now = clock_now();
  if (job->part == OPENING || reading_document_in_hand(document) < 2 ||
      !work_find(owner, 0, &waiting, &part) || reading_document_in_hand(waiting) > 0 ||
      now - waiting->counted < WAITING_MS_MAX ||
      (!document->gave_way && reading_document_page_age(document, job->part) < PAGE_MS_USUAL))
    return false;
  document->gave_way = true;
  reading_document_time_pass(document, now);
  reading_document_page_put_back(document, job->part);
  return true;
}

static void lost(void *owner, const struct worker_job *job, enum worker_loss loss, int wait_status)
{
  const struct reading_pool *pool = owner;
  reading_document_time_pass(job->of, clock_now());
  reading_job_lost(job->of, job->part, loss, wait_status, &pool->options);
  time_keep(pool, job->of);
}

static const struct worker_trade reading_trade = {
    .begin = worker_begin,
    .needs = page_worker_needs,
    .work = page_worker_work,
    .group_next = group_next,
    .job_next = job_next,
    .goes_on = goes_on,
    .job_refuse = job_refuse,
    .answer = answer,
    .again = again,
    .gives_way = gives_way,
    .lost = lost,
};

/* ---- for the caller ---- */

enum status reading_pool_open(const struct reading_pool_options *options,
                              struct reading_pool **ret_pool, struct error *error)
{
  struct reading_pool *pool = memory_alloc(sizeof *pool);
  pool->options = *options;
  pool->setting = (struct page_worker_setting){options->engine, options->verbose};
  const struct worker_pool_options workers = {
      .workers = options->workers,
      .job_timeout = options->page_timeout,
      .worker_memory = options->worker_memory,
      .recycle_jobs = options->recycle_pages,
      .recycle_bytes = options->recycle_bytes,
      .verbose = options->verbose,
      .trade = &reading_trade,
      .setting = &pool->setting,
      .owner = pool,
  };
  enum status status = worker_pool_open(&workers, &pool->workers, error);
  if (status)
    reading_pool_close(&pool);
  else
    *ret_pool = pool;
  return status;
}

void reading_pool_close(struct reading_pool **pool)
{
  struct reading_pool *old = *pool;
  if (!old)
    return;
  worker_pool_close(&old->workers);
  while (old->documents) {
    struct reading_document *document = old->documents;
    old->documents = document->next;
    reading_document_free(&document);
  }
  free(old);
  *pool = NULL;
}

uint64_t reading_pool_submit(struct reading_pool *pool, const struct document_request *request)
{
  struct reading_document **end = &pool->documents;
  while (*end)
    end = &(*end)->next;
  *end = reading_document_new(++pool->last_id, request, clock_now());
  return pool->last_id;
}

void reading_pool_run_once(struct reading_pool *pool, int timeout_ms)
{
  worker_pool_run_once(pool->workers, timeout_ms);
}

size_t reading_pool_fds(struct reading_pool *pool, struct pollfd *ret_fds, size_t capacity,
                        int *ret_timeout_ms)
{
  return worker_pool_fds(pool->workers, ret_fds, capacity, ret_timeout_ms);
}

bool reading_pool_take(struct reading_pool *pool, uint64_t id, struct document_reading *ret_reading)
{
  for (struct reading_document **place = &pool->documents; *place; place = &(*place)->next) {
    struct reading_document *document = *place;
    if (document->stage != DOCUMENT_FINISHED || (id && document->reading.id != id))
      continue;
    *ret_reading = document->reading;
    document->reading = (struct document_reading){0};
    *place = document->next;
    reading_document_free(&document);
    return true;
  }
  return false;
}

void reading_pool_cancel(struct reading_pool *pool, uint64_t id)
{
  struct reading_document **place = &pool->documents;
  while (*place && (*place)->reading.id != id)
    place = &(*place)->next;
  struct reading_document *document = *place;
  if (!document)
    return;
  worker_pool_drop(pool->workers, document);
  *place = document->next;
  reading_document_free(&document);
}

size_t reading_pool_unfinished(const struct reading_pool *pool)
{
  size_t count = 0;
  for (const struct reading_document *document = pool->documents; document;
       document = document->next)
    count += document->stage != DOCUMENT_FINISHED;
  return count;
}

int reading_pool_workers(const struct reading_pool *pool)
{
  return worker_pool_workers(pool->workers);
}

bool reading_pool_progress(const struct reading_pool *pool, uint64_t id, size_t *ret_done,
                           size_t *ret_total)
{
  const struct reading_document *document = pool->documents;
  while (document && document->reading.id != id)
    document = document->next;
  if (!document)
    return false;
  *ret_done = document->finished;
  *ret_total = document->reading.page_count;
  return true;
}

size_t reading_pool_pids(const struct reading_pool *pool, int *ret_pids, size_t capacity)
{
  return worker_pool_pids(pool->workers, ret_pids, capacity);
}
