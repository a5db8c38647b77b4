#ifndef ZHAOLU_WORKERS_WORKER_H
#define ZHAOLU_WORKERS_WORKER_H

/*
 * The worker's side: a process that does its parent's jobs of one group one after the other until
 * the socket closes. Before the first it shuts itself in (sandbox.h), with the files that the job
 * names and no others.
 */

#include "workers/worker_trade.h"

/* As ps shows the processes. */
#define WORKER_NAME "zhaolu-worker"
#define SNAPSHOT_NAME "zhaolu-snapshot"
#define KEEPER_NAME "zhaolu-keeper"

/* Stops of the parent's group are the parent's to heed; its end ends this process. */
void worker_signals_settle(void);

/* Runs in a copy of the snapshot with what the trade's begin() gave, never returns. */
_Noreturn void worker_main(int socket, const struct worker_pool_options *options, void *state);

#endif
