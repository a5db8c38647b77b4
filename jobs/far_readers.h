#ifndef ZHAOLU_JOBS_FAR_READERS_H
#define ZHAOLU_JOBS_FAR_READERS_H

/*
 * Readers on other machines: documents go into the queue, answers come out of it (queue/link.h).
 * An answer is acknowledged only when the document queue lets go of it, so that a program that ends
 * in between gets it once more. What the server has lost is found missing after a while and put in
 * again.
 */

#include "base/log.h"
#include "jobs/pipeline.h"
#include "jobs/readers.h"
#include "queue/link.h"
#include "queue/queue_name.h"

/* Texts are borrowed and must outlive the readers. */
struct far_readers_options {
  struct queue_place place;
  const char *store; /* folder that all machines mount; NULL: files travel in messages only */
  char reader[READER_BYTES];         /* with what they are to read: as in queue_name.h */
  char owner[QUEUE_NAME_DIGITS + 1]; /* whose answers these are */
  int claim_seconds;
  size_t ahead;    /* documents in the queue at a time */
  const char *out; /* where the results go, for `status` */
  const struct event_log *log;
};

/* STATUS_USAGE, STATUS_INSTALL as queue_link_open. Does not wait for the server. */
enum status far_readers_open(const struct far_readers_options *options, struct readers *ret_readers,
                             struct error *error) MUST_CHECK;

#endif
