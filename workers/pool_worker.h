#ifndef ZHAOLU_WORKERS_POOL_WORKER_H
#define ZHAOLU_WORKERS_POOL_WORKER_H

/*
 * Inside the worker pool: one worker with the job it has, and what its answers, its silence or its
 * death mean for the document.
 */

#include "workers/pool_document.h"
#include "workers/worker_process.h"

#define NEVER INT64_MAX

enum worker_state {
  WORKER_IDLE,
  WORKER_PROBES, /* opens the document */
  WORKER_READS,
  WORKER_WAITS, /* has shown its page and waits for the verdict */
};

struct pool_worker {
  struct worker_process process; /* not running until there is work for it */
  enum worker_state state;
  struct pool_document *document; /* in work; NULL when idle */
  size_t page;
  size_t candidates[CANDIDATES_MAX]; /* that it may say it repeats */
  size_t candidate_count;
  int64_t deadline;  /* ms, monotonic; NEVER while it waits for other pages */
  int64_t time_left; /* ms, while it waits */
  int pages_read;
};

/* Takes all messages that are there; notices the worker's death. */
void pool_worker_listen(struct pool_worker *worker, const struct worker_pool_options *options);

/* Kills the worker; its page, or the document it was opening, fails with `error`. */
void pool_worker_stop(struct pool_worker *worker, struct error *error);

/* The same for one that died by itself: the reason is in how it ended. */
void pool_worker_bury(struct pool_worker *worker, const struct worker_pool_options *options);

/* It has nothing to do any more. */
void pool_worker_rest(struct pool_worker *worker);

#endif
