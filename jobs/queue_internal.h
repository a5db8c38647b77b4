#ifndef ZHAOLU_JOBS_QUEUE_INTERNAL_H
#define ZHAOLU_JOBS_QUEUE_INTERNAL_H

/* What the document queue's two halves share: document_queue.c chooses, starts and keeps the tasks,
 * document_task.c brings one from its reading to its end. */

#include "jobs/document_queue.h"

enum task_step {
  TASK_WAITING,    /* for a worker, or for its pause to end */
  TASK_READING,    /* in the worker pool */
  TASK_PUBLISHING, /* staged, and putting in place did not succeed yet */
};

struct queued_task {
  struct queued_task *next;
  struct document_task task;
  enum task_step step;
  uint64_t reading_id; /* with the readers; 0: none that they still know of */
  int64_t due, added;  /* clock_now */
  int publish_attempts;
  /* What the last attempt read, while it waits for the next; NULL: nothing is kept. */
  struct read_page *known;
  size_t known_count;
  /* While publishing: what will be told in the end. */
  struct task_outcome outcome;
  char *reason;
  struct error failure; /* why it has failed, though there is something to publish */
};

struct document_queue {
  struct document_queue_options options;
  struct queued_task *tasks; /* in order of arrival */
  size_t count;
  bool paused, finishing_up;
  int64_t room_check, room_pause_ms;
  struct error fatal;
};

/* ---- document_task.c ---- */

/* Of the workers' answer: published, tried again later, or failed. The reading is used up. */
void task_take_reading(struct document_queue *queue, struct queued_task *entry,
                       struct document_reading *reading);

/* Puts staged outputs in place and ends the task; tries again later where that fails. */
void task_publish(struct document_queue *queue, struct queued_task *entry);

/* Ends the task as failed or quarantined, in the ledger first. */
void task_fail(struct document_queue *queue, struct queued_task *entry, const struct error *why,
               bool quarantine);

/* Keeps the task waiting after trouble that is not the document's: the ledger's, the disk's. */
void task_wait(struct document_queue *queue, struct queued_task *entry, const struct error *why);

/* ---- document_queue.c ---- */

/* The readers may forget what they brought: the ledger has it, or it is of no use. */
void task_let_go_reading(struct document_queue *queue, struct queued_task *entry);

/* Tells the caller and removes the task. */
void task_end(struct document_queue *queue, struct queued_task *entry,
              const struct task_outcome *outcome);

#endif
