#ifndef ZHAOLU_WORKERS_WORKER_POOL_H
#define ZHAOLU_WORKERS_WORKER_POOL_H

/*
 * Worker processes that do jobs side by side, each those of one group (a document), copied from a
 * process that has everything loaded (snapshot.h). A worker that crashes, hangs or eats memory
 * costs one job, never the run. What the jobs are is told by a table of functions (worker_trade.h).
 *
 * The caller owns the loop: it calls worker_pool_run_once(), or waits on worker_pool_fds() together
 * with its own descriptors.
 *
 * The process that opens a pool must have no threads and must not have used Tesseract: workers are
 * made by fork().
 */

#include <poll.h>
#include <stddef.h>

#include "base/status.h"
#include "workers/worker_trade.h"

struct worker_pool; /* opaque */

/* Workers start when there is work for them. STATUS_INSTALL when the machine refuses. */
enum status worker_pool_open(const struct worker_pool_options *options,
                             struct worker_pool **ret_pool, struct error *error) MUST_CHECK;
/* Kills the workers; their jobs are forgotten without a word. */
void worker_pool_close(struct worker_pool **pool);

/* Forgets all jobs of that owner's thing; workers busy with them are replaced. */
void worker_pool_drop(struct worker_pool *pool, const void *of);

/* Hands out work and waits up to timeout_ms (-1: as long as it takes, 0: not at all) for something
 * to happen: an answer, a death, a job out of time. Returns early on a signal, and with -1 when no
 * worker has anything to do. */
void worker_pool_run_once(struct worker_pool *pool, int timeout_ms);

/* For an event loop: fills at most `capacity` entries to poll for and returns their number (at most
 * the number of workers). *ret_timeout_ms is when to call worker_pool_run_once(pool, 0) even though
 * nothing came, -1 for never. */
size_t worker_pool_fds(struct worker_pool *pool, struct pollfd *ret_fds, size_t capacity,
                       int *ret_timeout_ms);

int worker_pool_workers(const struct worker_pool *pool);

/* Process ids of the workers; returns how many were filled. */
size_t worker_pool_pids(const struct worker_pool *pool, int *ret_pids, size_t capacity);

#endif
