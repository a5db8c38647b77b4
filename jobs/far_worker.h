#ifndef ZHAOLU_JOBS_FAR_WORKER_H
#define ZHAOLU_JOBS_FAR_WORKER_H

/*
 * `zhaolu work`: takes documents out of the queue, has them read by worker processes of this
 * machine, and sends what they read back. It keeps nothing and decides nothing: correction, records
 * and files are made where the document came from. Only documents for the very program, recogniser
 * and model of this machine are taken, so that it does not matter who reads what.
 *
 * A document whose worker is gone comes to another one when its claim is over. After the third it
 * is not tried again: whoever gets it then says so.
 *
 * The first SIGTERM, SIGINT or SIGHUP takes nothing more and lets what is in work end within some
 * seconds; what is left then goes back. A second one does not wait.
 */

#include "base/log.h"
#include "jobs/pipeline.h"
#include "jobs/reading_pool.h"
#include "jobs/run_loop.h"
#include "queue/link.h"

/* Texts are borrowed and must outlive the worker. */
struct far_worker_options {
  struct queue_place place;
  const char *store; /* NULL: only documents that travel in messages can be read */
  struct pipeline_options pipeline;
  struct reading_pool_options pool;
  struct source_limits limits; /* beside the document's own */
  const struct event_log *log;
};

struct far_worker; /* opaque */

enum status far_worker_open(const struct far_worker_options *options,
                            struct far_worker **ret_worker, struct error *error) MUST_CHECK;
/* Until a stop signal comes, or nothing can go on. */
enum run_end far_worker_run(struct far_worker *worker);
void far_worker_close(struct far_worker **worker);

#endif
