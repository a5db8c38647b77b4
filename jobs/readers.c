#include "jobs/readers.h"

/* Documents in work a worker process, so that none waits for the next; slow ones, which wait while
 * others are read, come on top, up to so many. */
enum { PLACES_PER_WORKER = 2, SLOW_PER_WORKER = 8 };

/* ---- worker processes of this machine ---- */

static uint64_t pool_submit(void *self, const struct document_request *request)
{
  return reading_pool_submit(self, request);
}

static void pool_cancel(void *self, uint64_t id)
{
  reading_pool_cancel(self, id);
}

static void pool_step(void *self)
{
  reading_pool_run_once(self, 0);
}

static bool pool_take(void *self, struct document_reading *ret_reading)
{
  return reading_pool_take(self, 0, ret_reading);
}

static size_t pool_places(const void *self)
{
  size_t workers = (size_t)reading_pool_workers(self), slow = reading_pool_slow(self);
  size_t slow_max = workers * SLOW_PER_WORKER;
  return workers * PLACES_PER_WORKER + (slow < slow_max ? slow : slow_max);
}

static size_t pool_fds(void *self, struct pollfd *ret_fds, size_t capacity, int *ret_timeout_ms)
{
  return reading_pool_fds(self, ret_fds, capacity, ret_timeout_ms);
}

static void pool_close(void *self)
{
  struct reading_pool *pool = self;
  reading_pool_close(&pool);
}

static const struct readers_trade pool_trade = {
    .submit = pool_submit,
    .cancel = pool_cancel,
    .step = pool_step,
    .take = pool_take,
    .places = pool_places,
    .fds = pool_fds,
    .close = pool_close,
};

struct readers readers_of_pool(struct reading_pool *pool)
{
  return (struct readers){&pool_trade, pool};
}

/* ---- whoever they are ---- */

void readers_close(struct readers *readers)
{
  if (readers->trade)
    readers->trade->close(readers->self);
  *readers = (struct readers){0};
}

uint64_t readers_submit(struct readers readers, const struct document_request *request)
{
  return readers.trade->submit(readers.self, request);
}

void readers_cancel(struct readers readers, uint64_t id)
{
  readers.trade->cancel(readers.self, id);
}

void readers_step(struct readers readers)
{
  readers.trade->step(readers.self);
}

bool readers_take(struct readers readers, struct document_reading *ret_reading)
{
  return readers.trade->take(readers.self, ret_reading);
}

void readers_let_go(struct readers readers, uint64_t id)
{
  if (readers.trade->let_go)
    readers.trade->let_go(readers.self, id);
}

size_t readers_places(struct readers readers)
{
  return readers.trade->places(readers.self);
}

bool readers_are_far(struct readers readers)
{
  return readers.trade->far;
}

size_t readers_fds(struct readers readers, struct pollfd *ret_fds, size_t capacity,
                   int *ret_timeout_ms)
{
  return readers.trade->fds(readers.self, ret_fds, capacity, ret_timeout_ms);
}
