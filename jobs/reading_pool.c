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

/* A document of which a page, or its opening, took a processor so long is slow: it is read while
 * nothing else waits. One that has nothing but such a page may lose what was done of it, where need
 * be, only when it takes much longer. */
enum { SLOW_MS = 3000, VERY_SLOW_MS = 15000 };

/* A document that has waited so long has a turn of so long whatever waits, one document at a time.
 */
enum { WAITING_MS_MAX = 20000, TURN_MS = 3000 };

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
  uint64_t turns;  /* pages handed out */
  int64_t granted; /* clock_now: when a document got a turn that it had waited for too long */
};

/* ---- what the workers' pool asks ---- */

static void *worker_begin(const void *setting)
{
  return page_worker_begin(setting);
}

/* While a page of it stands aside, a document begins no other. */
static bool part_find(const struct reading_document *document, size_t *ret_part)
{
  *ret_part = OPENING;
  return document->stage == DOCUMENT_QUEUED ||
         (document->stage == DOCUMENT_OPEN && !reading_document_has_page_aside(document) &&
          reading_document_next_page(document, ret_part));
}

/* What it is about a document that decides whose turn is next; less comes first. */
struct rank {
  enum { RANK_GRANTED, RANK_USUAL, RANK_SLOW } kind;
  size_t in_hand;
  bool not_just_opened;
  uint64_t turn;
};

static bool is_slow(const struct reading_document *document)
{
  return document->longest_ms >= SLOW_MS;
}

static bool is_new(const struct reading_document *document)
{
  return document->turn == 0;
}

/* A turn is granted to one that was begun and has waited for long, but not to one after the other.
 */
static bool is_to_be_granted(const struct reading_pool *pool,
                             const struct reading_document *document)
{
  int64_t before = clock_now() - WAITING_MS_MAX;
  return (document->turn || is_slow(document)) && !reading_document_in_hand(document) &&
         document->counted <= before && pool->granted <= before;
}

/* The one that the fewest workers are busy with comes first: a document whose pages take for ever
 * holds one worker while others wait, not all of them. Then the one that the worker has just
 * opened, for that took no time and another worker would have to open it once more; and then the
 * one that waited longest. */
static struct rank rank_of(const struct reading_pool *pool, const struct reading_document *document,
                           uint64_t last)
{
  bool granted = is_to_be_granted(pool, document);
  return (struct rank){
      .kind = granted             ? RANK_GRANTED
              : is_slow(document) ? RANK_SLOW
                                  : RANK_USUAL,
      .in_hand = reading_document_in_hand(document),
      .not_just_opened = document->reading.id != last || !document->just_opened,
      .turn = document->turn,
  };
}

static bool comes_before(const struct rank *a, const struct rank *b)
{
  if (a->kind != b->kind)
    return a->kind < b->kind;
  if (a->in_hand != b->in_hand)
    return a->in_hand < b->in_hand;
  if (a->not_just_opened != b->not_just_opened)
    return b->not_just_opened;
  return a->turn < b->turn;
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
  struct rank best = {0};
  size_t part;
  *ret_part = OPENING;
  *ret_document = NULL;
  for (struct reading_document *document = pool->documents; document; document = document->next) {
    if (!part_find(document, &part) || has_to_wait(pool, document))
      continue;
    const struct rank rank = rank_of(pool, document, last);
    if (*ret_document && !comes_before(&rank, &best))
      continue;
    best = rank;
    *ret_document = document;
    *ret_part = part;
  }
  return *ret_document != NULL;
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

/* Before anything about its pages changes. */
static void turn_begin(struct reading_pool *pool, struct reading_document *document)
{
  int64_t now = clock_now();
  document->is_granted = is_to_be_granted(pool, document);
  if (document->is_granted)
    pool->granted = now;
  reading_document_time_pass(document, now);
}

static void job_next(void *owner, uint64_t last, struct worker_job *ret_job,
                     struct message *ret_message)
{
  struct reading_document *document = NULL;
  struct reading_pool *pool = owner;
  size_t part;
  if (!work_find(pool, last, &document, &part))
    return;
  turn_begin(pool, document);
  document->just_opened = part == OPENING;
  if (part == OPENING) {
    document->stage = DOCUMENT_PROBING;
  } else {
    document->turn = ++pool->turns;
    reading_document_page_started(document, part);
  }
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

static void takes_time(void *owner, const struct worker_job *job, int64_t ms)
{
  struct reading_document *document = job->of;
  (void)owner;
  if (ms > document->longest_ms)
    document->longest_ms = ms;
}

static bool has_more_pages(const struct reading_document *document)
{
  size_t page;
  return document->stage == DOCUMENT_OPEN && reading_document_next_page(document, &page);
}

static void job_set_aside(struct reading_document *document, size_t part, bool kept)
{
  reading_document_time_pass(document, clock_now());
  if (part != OPENING && kept)
    reading_document_page_set_aside(document, part);
  else if (part != OPENING)
    reading_document_page_put_back(document, part);
  else if (!kept)
    document->stage = DOCUMENT_QUEUED;
}

/* A slow document stands aside for all that are not. One that has more pages to begin makes room
 * for a new one, which may be short, if it is the only one to do so: what stands aside takes
 * memory.
 */
static bool gives_way(void *owner, const struct worker_job *job, int aside, bool kept)
{
  const struct reading_pool *pool = owner;
  struct reading_document *document = job->of, *waiting;
  size_t part;
  if (!work_find(pool, 0, &waiting, &part) || waiting == document ||
      rank_of(pool, waiting, 0).kind == RANK_SLOW)
    return false;
  bool has_turn = document->is_granted && clock_now() - pool->granted < TURN_MS;
  bool has_more = has_more_pages(document);
  bool comes_behind = is_slow(document) ? kept || has_more || document->longest_ms >= VERY_SLOW_MS
                                        : has_more && is_new(waiting) && aside == 0;
  if (has_turn || !comes_behind)
    return false;
  job_set_aside(document, job->part, kept);
  return true;
}

/* What waits longer than it comes first. */
static bool takes_up(void *owner, const struct worker_job *job)
{
  struct reading_pool *pool = owner;
  struct reading_document *document = job->of, *waiting;
  size_t part;
  const struct rank own = rank_of(pool, document, 0);
  if (work_find(pool, 0, &waiting, &part)) {
    const struct rank other = rank_of(pool, waiting, 0);
    if (comes_before(&other, &own))
      return false;
  }
  turn_begin(pool, document);
  if (job->part != OPENING)
    reading_document_page_take_up(document, job->part);
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
    .takes_time = takes_time,
    .gives_way = gives_way,
    .takes_up = takes_up,
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

size_t reading_pool_slow(const struct reading_pool *pool)
{
  size_t count = 0;
  for (const struct reading_document *document = pool->documents; document;
       document = document->next)
    count += document->stage != DOCUMENT_FINISHED && is_slow(document);
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
