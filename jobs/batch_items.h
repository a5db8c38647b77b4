#ifndef ZHAOLU_JOBS_BATCH_ITEMS_H
#define ZHAOLU_JOBS_BATCH_ITEMS_H

/*
 * The items of a batch against the ledger: what is done is passed by, without reading a file whose
 * size and time have not changed; what is not goes to the document queue; what has the same content
 * as another is done once.
 */

#include "jobs/batch_walk.h"
#include "jobs/document_queue.h"
#include "jobs/work.h"

struct batch_items {
  struct work *work;
  struct batch_list *list;
  struct document_queue *queue;
  bool force, redo_outdated; /* also what is done; also what is done with another version */
  int64_t started;           /* Unix milliseconds */
  /* Counters for the progress. */
  size_t next;        /* the first item not begun */
  bool more_to_begin; /* the time for beginning was over before the items were */
  size_t ended;       /* items that are over, one way or the other */
  size_t done, done_before, outdated, copies, failed, partial, elsewhere;
  int64_t pages;
};

/* What is in the way and is no document: kept in the ledger for `status`. Without a `place` the
 * reason begins with it, as errors do: "sub/a.png: cannot be read". */
void batch_items_note_trouble(struct batch_items *items, const char *place, const char *reason);
void batch_items_forget_troubles(struct batch_items *items); /* of the last run */

/* Begins items as long as the queue has place; true when all are begun. */
bool batch_items_begin(struct batch_items *items);

/* The document queue's answer; task->owner is the item. */
void batch_items_finished(struct batch_items *items, const struct document_task *task,
                          const struct task_outcome *outcome);

/* When the queue is empty: what waited for a copy goes where that went. Returns how many had to be
 * queued after all. */
size_t batch_items_settle_copies(struct batch_items *items);

/* At the end: of the items of one content one is the document and the others are its copies,
 * whether it was done by this run or before, so that a second run counts as the first did. */
void batch_items_tell_copies(struct batch_items *items);

#endif
