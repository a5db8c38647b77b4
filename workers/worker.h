#ifndef ZHAOLU_WORKERS_WORKER_H
#define ZHAOLU_WORKERS_WORKER_H

/*
 * The worker's side: a process that does its parent's jobs one after the other until the socket
 * closes. It shuts itself in first (sandbox.h).
 */

#include "workers/worker_trade.h"

/* Runs in a process fresh from fork(), never returns. `options` must outlive the process. */
_Noreturn void worker_main(int socket, const struct worker_pool_options *options);

#endif
