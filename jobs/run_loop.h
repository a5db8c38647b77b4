#ifndef ZHAOLU_JOBS_RUN_LOOP_H
#define ZHAOLU_JOBS_RUN_LOOP_H

/*
 * The loop of watch and batch: stop signals, the documents' way through the queue, sleeping until
 * something can be done, and telling `status` that the run lives. Where the documents come from and
 * when there are no more is what its two users say.
 *
 * The first SIGTERM, SIGINT or SIGHUP takes in nothing more and lets what is in work end within
 * some seconds; a second one does not wait.
 *
 * Should the output folder be taken away, or its permissions, the loop tells it, does nothing, and
 * goes on when it is back.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/log.h"
#include "base/status.h"
#include "jobs/work.h"

/* How a run came to its end. */
enum run_end {
  RUN_DONE,
  RUN_SOME_FAILED, /* documents, or it was stopped before it was through */
  RUN_UNUSABLE,    /* nothing can go on: the model has gone */
};

struct run_loop_options {
  struct work *work;
  enum ledger_keeper keeper;
  const char *stopping; /* said at the first signal */
  void *context;        /* for the functions below */
  /* Everything that touches the disk: ledger, folders, the queue's owner. Undone by parts_close
   * and tried again while the disk is full. */
  enum status (*parts_open)(void *context, struct error *error);
  void (*parts_close)(void *context);
  /* The parts may also be opened anew in the middle of a run, in an output folder that somebody
   * emptied or made again. Where not, such a run waits for the old one. */
  bool parts_reopen;
  /* Whether the run's own folders in OUT are the ones that they were; may be NULL. */
  bool (*parts_stand)(void *context);
  /* Takes in what there is a place for; not called while stopping. */
  void (*take_in)(void *context);
  /* What is said of the progress; may be NULL. */
  void (*progress_tell)(void *context);
  /* When to call again though nothing happened (clock_now); INT64_MAX: never. */
  int64_t (*wake)(void *context);
  /* Another descriptor to wake up for, unless stopping; -1: none. May be NULL. */
  int (*fd)(void *context);
  /* Nothing more will come, and what came is done. */
  bool (*is_over)(void *context);
  /* What keeps the run from going on, for `status`; "": nothing. May be NULL. */
  const char *(*note)(void *context);
  /* An answer of the queue. */
  void (*finished)(void *context, const struct document_task *task,
                   const struct task_outcome *outcome);
};

struct run_loop {
  struct run_loop_options options;
  const char *place; /* the folder or folders, for `status`; borrowed */
  struct document_queue *queue;
  int signals;
  bool stopping;
  int64_t stop_deadline, next_activity, next_ping;
  bool told_paused;
  bool out_is_gone;
  int64_t next_out_look;
  dev_t out_device;
  uid_t out_owner;
  ino_t out_ledger; /* the ledger's file as it was opened */
};

/* Takes the signals over; from now on they wait for the loop. */
void run_loop_open(struct run_loop *loop, const struct run_loop_options *options);
/* Opens the parts; a full disk is waited for until a signal comes. */
enum status run_loop_begin(struct run_loop *loop, struct error *error) MUST_CHECK;
/* For parts_open: the queue, once the ledger is open. */
void run_loop_open_queue(struct run_loop *loop);

/* Until it is over, stopped, or cannot go on. */
void run_loop_run(struct run_loop *loop);

/* Puts back what is in work. */
void run_loop_stop(struct run_loop *loop);
/* Tells `status` and the log that the run is over; true when it could not go on. */
bool run_loop_end(struct run_loop *loop);

/* Closes the queue; the parts are the caller's. */
void run_loop_close(struct run_loop *loop);

void run_loop_log(const struct run_loop *loop, enum log_level level, const char *event,
                  const char *message);

#endif
