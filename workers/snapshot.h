#ifndef ZHAOLU_WORKERS_SNAPSHOT_H
#define ZHAOLU_WORKERS_SNAPSHOT_H

/*
 * A process that has loaded what all documents need and has seen none of them. Workers are copies
 * of it: a new one costs milliseconds, and nothing of the document before is in it. It is made from
 * the pool's process before that opens anything of a user's, forgets environment and command line,
 * loads when the first worker is asked for, and never reads a stranger's file.
 *
 * Its copies are children of the pool's process, not its own.
 */

#include <sys/types.h>

#include "base/status.h"
#include "workers/worker_trade.h"

struct snapshot {
  pid_t pid; /* 0: not running */
  int control;
};

/* Forks it. STATUS_NO_MEMORY or STATUS_IO when the machine refuses. */
enum status snapshot_start(const struct worker_pool_options *options, struct snapshot *ret_snapshot,
                           struct error *error) MUST_CHECK;

/* A copy that talks through `socket`, which stays the caller's. */
enum status snapshot_copy(const struct snapshot *snapshot, int socket, pid_t *ret_pid,
                          struct error *error) MUST_CHECK;

/* Kills it, if it runs; workers made of it live on. */
void snapshot_end(struct snapshot *snapshot);

#endif
