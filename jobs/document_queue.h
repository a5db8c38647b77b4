#ifndef ZHAOLU_JOBS_DOCUMENT_QUEUE_H
#define ZHAOLU_JOBS_DOCUMENT_QUEUE_H

/*
 * Documents that the ledger has entered, on their way through the workers to their outputs in OUT:
 * what watch and batch have in common. Every step is told to the ledger first, so that a killed
 * program knows how far it was.
 *
 * Passing trouble (time, memory, a crashed worker, a disk that answers with an error) is tried
 * again at most three times with growing pauses, and what is left then is a partial document or a
 * failed one. What broke its workers each time is quarantined. Documents that were in work when the
 * program itself ended come behind the others; after the third time they run alone. On a full disk
 * nothing is started, and it goes on by itself when there is room.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/log.h"
#include "base/status.h"
#include "jobs/delivery.h"
#include "jobs/pipeline.h"
#include "jobs/readers.h"
#include "spool/ledger.h"
#include "spool/outbox.h"

enum task_end {
  TASK_DONE,    /* outputs are in place */
  TASK_FAILED,  /* the ledger has it as failed or quarantined */
  TASK_CHANGED, /* the file is not what it was when it was entered; nothing was written */
  TASK_STOPPED, /* not finished; queued in the ledger */
};

struct task_outcome {
  enum task_end end;
  enum status trouble; /* for TASK_FAILED */
  bool quarantined;
  int attempts;
  const char *reason; /* for TASK_FAILED: one sentence; for a partial document what is missing */
  const char *result; /* for TASK_DONE: "ok", "check", "partial" */
  int pages, fields_to_check;
  double seconds;
};

/* One document. The texts are owned by the task; the queue takes it over. */
struct document_task {
  int64_t id;   /* in the ledger */
  char *shown;  /* as the user knows the file */
  char *name;   /* source.name of the JSON */
  char *place;  /* source.path of the JSON: where it was found */
  char *output; /* below OUT, without an ending */
  char **paths;
  size_t path_count;
  bool pictures_of_one;
  char sha256[DIGEST_HEX_BYTES];
  uint64_t bytes;
  int64_t mtime; /* newest of its files when its digest was made, nanoseconds */
  int attempts, interruptions, crashes;
  int64_t next_try; /* not before (Unix milliseconds), as the ledger has it; 0: at once */
  void *owner;      /* the caller's, handed back */
};
void document_task_clear(struct document_task *task);

/* An outbox that logs what a person had changed. */
struct outbox outbox_logging(const char *out, struct ledger *ledger, const struct event_log *log);

/* Size in all and newest time of files. STATUS_NOT_FOUND, STATUS_IO. */
enum status files_stamp(char *const *paths, size_t count, uint64_t *ret_bytes, int64_t *ret_mtime,
                        struct error *error) MUST_CHECK;

/* STATUS_TOO_LARGE where one of the files is over the limit, before any is read. `shown` is its
 * name for people; NULL: its path. */
enum status files_size_check(char *const *paths, size_t count, const char *shown,
                             const struct source_limits *limits, struct error *error) MUST_CHECK;

struct document_queue_options {
  struct ledger *ledger;
  struct readers readers;
  const struct pipeline *pipeline;
  const struct event_log *log;
  const char *out;
  const struct format_list *formats;
  const char *format_names; /* the same as text: "json,txt" */
  struct source_limits limits;
  enum pdf_text_mode pdf_text;
  int64_t retry_pause_ms; /* before the second attempt; each further pause is four times as long */
  /* Called when a task ends; the task is freed afterwards. */
  void (*finished)(void *context, const struct document_task *task,
                   const struct task_outcome *outcome);
  void *context;
};

struct document_queue; /* opaque */

struct document_queue *document_queue_open(const struct document_queue_options *options);
/* Forgets its tasks without a word; see document_queue_stop. */
void document_queue_close(struct document_queue **queue);

void document_queue_add(struct document_queue *queue, struct document_task *task);

/* Does what can be done now without waiting: starts, takes in, publishes, ends. */
void document_queue_step(struct document_queue *queue);
/* When to step again though nothing happened (milliseconds from now), -1: never. */
int document_queue_wait_ms(const struct document_queue *queue);

size_t document_queue_count(const struct document_queue *queue);
size_t document_queue_in_work(const struct document_queue *queue);
/* True when another task would soon find a worker. */
bool document_queue_has_place(const struct document_queue *queue);

/* The disk is full: nothing is started, nothing should be taken. */
bool document_queue_is_paused(const struct document_queue *queue);
/* For trouble of the caller's own with a full disk. */
void document_queue_pause(struct document_queue *queue, const struct error *why);

/* Why nothing can go on at all (the model has gone), or NULL. */
const struct error *document_queue_fatal(const struct document_queue *queue);

/* Starts nothing more; what is in work may still end. */
void document_queue_finish_up(struct document_queue *queue);
/* Ends all tasks now, TASK_STOPPED. */
void document_queue_stop(struct document_queue *queue);

#endif
