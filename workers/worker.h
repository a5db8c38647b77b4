#ifndef ZHAOLU_WORKERS_WORKER_H
#define ZHAOLU_WORKERS_WORKER_H

/*
 * The worker's side: a process that answers its parent's messages (worker_message.h) one after the
 * other until the socket closes. It shuts itself in first (sandbox.h), opens the engine on its
 * first page, and keeps the last document open between its pages.
 */

#include "workers/worker_pool.h"

/* Runs in a process fresh from fork(), never returns. `options` must outlive the process. */
_Noreturn void worker_main(int socket, const struct worker_pool_options *options);

#endif
