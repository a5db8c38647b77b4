#ifndef ZHAOLU_WORKERS_WORKER_TRADE_H
#define ZHAOLU_WORKERS_WORKER_TRADE_H

/*
 * What pool and worker are told by whoever opens the pool. What a job is and what its messages mean
 * is the owner's business alone: workers/ starts processes, shuts them in, hands out jobs, carries
 * messages, keeps the time, and notices deaths.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "workers/worker_message.h"

/* The owner's name for a job; the pool does not look into it. */
struct worker_job {
  void *of;       /* what it belongs to; never NULL */
  size_t part;    /* which part of that */
  uint64_t group; /* jobs of two groups never share a process; never 0 and never used again */
};

/* What a worker may use besides what the sandbox allows all: files, folders with all below them,
 * and threads, of which it is stopped for having more than WORKER_THREADS_MAX. */
struct worker_needs {
  const char **paths; /* the array is owned, the texts are borrowed */
  size_t count, capacity;
  bool threads;
};
void worker_needs_path(struct worker_needs *needs, const char *path);
void worker_needs_clear(struct worker_needs *needs);
enum { WORKER_THREADS_MAX = 50 };

/* What a message from a worker means for its job. */
enum worker_answer {
  ANSWER_NONSENSE,  /* the worker is not to be trusted any more */
  ANSWER_ENDS,      /* the job is over */
  ANSWER_ENDS_WORK, /* the same, and it was work of the kind that wears a worker out */
};

enum worker_loss {
  LOSS_DIED,     /* the worker's end is in waitpid's status */
  LOSS_LATE,     /* it took longer than a job may */
  LOSS_NONSENSE, /* it was stopped for what it answered */
};

struct worker_trade {
  /* In the snapshot, before any job: loads what all of them need; returns what work() is given.
   * Borrows nothing of the command line or the environment: both are forgotten then. */
  void *(*begin)(const void *setting);
  /* In a new worker: what the first job's group needs. */
  void (*needs)(const void *state, const struct message *message, struct worker_needs *ret_needs);
  /* In the worker, once it has shut itself in. Does one job; sends and receives what that takes.
   * False: the pool's message makes no sense, or the other side is gone; the process ends. */
  bool (*work)(void *state, int socket, const struct message *message);

  /* In the pool's process, with the pool's `owner`. */
  /* The group of the next job for a worker whose last one was of `last` (0: it had none); 0: there
   * is no job. */
  uint64_t (*group_next)(void *owner, uint64_t last);
  /* Hands out that job. The message is freed by the pool. */
  void (*job_next)(void *owner, uint64_t last, struct worker_job *ret_job,
                   struct message *ret_message);
  /* Whether there may be more jobs of the group; when not, its processes end. */
  bool (*goes_on)(void *owner, uint64_t group);
  /* No worker can be had, now or later: the next job is to fail. */
  void (*job_refuse)(void *owner, const struct error *why);
  enum worker_answer (*answer)(void *owner, const struct worker_job *job,
                               const struct message *message);
  /* The worker was killed from outside (SIGKILL, which no job can do to it): true when the job is
   * to be handed out again, false when it is lost. */
  bool (*again)(void *owner, const struct worker_job *job);
  /* Told now and then how long a worker has been at its job: milliseconds of a processor. May be
   * NULL, as the two that follow. */
  void (*takes_time)(void *owner, const struct worker_job *job, int64_t ms);
  /* Asked while a job waits and no worker is free, the youngest job first: true when this one is to
   * stand aside for the waiting one. Then its process is kept as it is, stopped, until takes_up()
   * lets it go on. When so many stand `aside` that no more are `kept`, the process ends, and the
   * job is handed out again later. */
  bool (*gives_way)(void *owner, const struct worker_job *job, int aside, bool kept);
  /* Asked while a worker is free, of each job that stands aside: true when it goes on now. */
  bool (*takes_up)(void *owner, const struct worker_job *job);
  /* The job is over without an answer. */
  void (*lost)(void *owner, const struct worker_job *job, enum worker_loss loss, int wait_status);
};

/* `setting` and `owner` are borrowed and must outlive the pool. */
struct worker_pool_options {
  int workers;            /* that work at a time, and as many may stand aside; 0: one a core */
  int job_timeout;        /* seconds a job may take; 0: no limit */
  uint64_t worker_memory; /* bytes of data a worker may hold; 0: no limit */
  int recycle_jobs;       /* a worker is replaced after this much work; 0: never */
  uint64_t recycle_bytes; /* … and when it holds more than this after a job; 0: never */
  bool verbose;           /* let the libraries' own messages through to standard error */
  int landlock_version;   /* see sandbox.h; 0 but in tests */
  const struct worker_trade *trade;
  const void *setting; /* for the workers */
  void *owner;         /* for the pool's side */
};

#endif
