#ifndef ZHAOLU_WORKERS_WORKER_PROCESS_H
#define ZHAOLU_WORKERS_WORKER_PROCESS_H

/* Inside the worker pool: one worker's process and the socket to it. */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "workers/snapshot.h"
#include "workers/worker_message.h"
#include "workers/worker_trade.h"

struct worker_process {
  pid_t pid; /* 0: not running */
  int socket;
  struct message_reader reader;
};

/* Copies the snapshot, which is made anew when somebody killed it. STATUS_NO_MEMORY or STATUS_IO
 * when the machine refuses, STATUS_INSTALL when nothing is left to make one of. */
enum status worker_process_start(struct snapshot *snapshot, struct worker_process *ret_process,
                                 struct error *error) MUST_CHECK;

/* Makes sure that it is dead and returns what waitpid said; 0 when it was not running. */
int worker_process_end(struct worker_process *process);

/* It stands still as it is, and goes on. */
void worker_process_stop(const struct worker_process *process);
void worker_process_continue(const struct worker_process *process);

/* Milliseconds of a processor that it has used; 0 if not known. */
int64_t worker_process_ms(const struct worker_process *process);

/* Bytes that the process holds in memory; 0 if not known. */
uint64_t worker_process_resident(const struct worker_process *process);

/* How many threads it has; 0 if not known. */
uint64_t worker_process_threads(const struct worker_process *process);

#endif
