#ifndef ZHAOLU_WORKERS_SNAPSHOT_H
#define ZHAOLU_WORKERS_SNAPSHOT_H

/*
 * A process that has loaded what all documents need and has seen none of them. Workers are copies
 * of it: a new one costs milliseconds, and nothing of the document before is in it. It forgets
 * environment and command line, loads when the first worker is asked for, and never reads a
 * stranger's file.
 *
 * Should somebody kill it, another is made: not of the pool's process, which by then holds what was
 * read in documents, but of a keeper, a process that was made before the pool's opened anything of
 * a user's, and does nothing else.
 *
 * All of them are children of the pool's process, not of each other.
 */

#include <sys/types.h>

#include "base/status.h"
#include "workers/worker_trade.h"

struct snapshot {
  pid_t pid; /* 0: not running */
  int control;
  pid_t keeper; /* 0: there is none */
  int keeper_control;
};

/* Forks the keeper. STATUS_NO_MEMORY or STATUS_IO when the machine refuses. */
enum status snapshot_open(const struct worker_pool_options *options, struct snapshot *ret_snapshot,
                          struct error *error) MUST_CHECK;

/* A copy that talks through `socket`, which stays the caller's. STATUS_INSTALL when the keeper is
 * gone, too. */
enum status snapshot_copy(struct snapshot *snapshot, int socket, pid_t *ret_pid,
                          struct error *error) MUST_CHECK;

/* Kills snapshot and keeper, if they run; workers live on. */
void snapshot_close(struct snapshot *snapshot);

#endif
