#ifndef ZHAOLU_JOBS_READING_POOL_H
#define ZHAOLU_JOBS_READING_POOL_H

/*
 * Reads documents on worker processes. A document is submitted as its files and comes back as its
 * read pages; its pages are read in parallel, and the next document starts while the last pages of
 * the one before are still being read. A worker that crashes, hangs or eats memory costs one page,
 * never the run. Results do not depend on the number of workers or on their timing.
 *
 * The caller owns the loop: it calls reading_pool_run_once() until nothing is left, or waits on
 * reading_pool_fds() together with its own descriptors.
 *
 *     uint64_t id = reading_pool_submit(pool, &request);
 *     struct document_reading reading = {0};
 *     while (!reading_pool_take(pool, id, &reading))
 *       reading_pool_run_once(pool, -1);
 *
 * The process that opens a pool must have no threads and must not have used Tesseract: workers are
 * made by fork().
 */

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "jobs/document_reading.h"
#include "jobs/reading_options.h"

struct reading_pool; /* opaque */

/* Starts the workers. STATUS_INSTALL when the machine refuses. */
enum status reading_pool_open(const struct reading_pool_options *options,
                              struct reading_pool **ret_pool, struct error *error) MUST_CHECK;
/* Kills the workers; what was not taken is lost. */
void reading_pool_close(struct reading_pool **pool);

/* Puts a document at the end of the queue and returns its id (1, 2, …). Never blocks. */
uint64_t reading_pool_submit(struct reading_pool *pool, const struct document_request *request);

/* Forgets a document, queued, in work or finished; workers busy with its pages are replaced. */
void reading_pool_cancel(struct reading_pool *pool, uint64_t id);

/* Hands out work and waits up to timeout_ms (-1: as long as it takes, 0: not at all) for something
 * to happen: an answer, a death, a page out of time. Returns early on a signal. */
void reading_pool_run_once(struct reading_pool *pool, int timeout_ms);

/* For an event loop: fills at most `capacity` entries to poll for and returns their number (at most
 * the number of workers). *ret_timeout_ms is when to call reading_pool_run_once(pool, 0) even
 * though nothing came, -1 for never. */
size_t reading_pool_fds(struct reading_pool *pool, struct pollfd *ret_fds, size_t capacity,
                        int *ret_timeout_ms);

/* Moves a finished document out. `id` 0 takes the oldest submission that is finished. False when
 * there is none (yet). */
bool reading_pool_take(struct reading_pool *pool, uint64_t id,
                       struct document_reading *ret_reading);

/* Documents submitted, not finished; and those among them whose pages take long. */
size_t reading_pool_unfinished(const struct reading_pool *pool);
size_t reading_pool_slow(const struct reading_pool *pool);
int reading_pool_workers(const struct reading_pool *pool);

/* How far a document is. *ret_total is 0 until it was opened. False when the id is not known. */
bool reading_pool_progress(const struct reading_pool *pool, uint64_t id, size_t *ret_done,
                           size_t *ret_total);

/* Process ids of the workers, for tests and for `status`; returns how many were filled. */
size_t reading_pool_pids(const struct reading_pool *pool, int *ret_pids, size_t capacity);

#endif
