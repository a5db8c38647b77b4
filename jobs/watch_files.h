#ifndef ZHAOLU_JOBS_WATCH_FILES_H
#define ZHAOLU_JOBS_WATCH_FILES_H

/*
 * The files that watch has taken out of the inbox, until each is among the done or the failed. A
 * file that cannot go on at once (full disk, busy ledger) waits and is tried again; a copy of a
 * document that is in work waits for it and goes where it goes.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "jobs/document_queue.h"
#include "spool/spool.h"

struct watch_files_options {
  struct spool *spool;
  struct ledger *ledger;
  struct document_queue *queue;
  const struct event_log *log;
  const char *inbox, *out;
  const char *version;      /* of rules and model */
  const char *format_names; /* "json,txt" */
  struct source_limits limits;
  int64_t patience_ms; /* for the message about files that were given up */
};

struct watch_files; /* opaque */

struct watch_files *watch_files_open(const struct watch_files_options *options);
void watch_files_close(struct watch_files **files);

/* Takes the ticket over. `state` tells a file that the inbox gave up. */
void watch_files_add(struct watch_files *files, struct spool_ticket *ticket,
                     enum inbox_state state);

/* The document queue's answer; task->owner is the file. */
void watch_files_finished(struct watch_files *files, const struct document_task *task,
                          const struct task_outcome *outcome);

/* Does what can be done now. */
void watch_files_step(struct watch_files *files);
int watch_files_wait_ms(
    const struct watch_files *files); /* until it is worth stepping; -1: never */

size_t watch_files_count(const struct watch_files *files);
size_t watch_files_failed(const struct watch_files *files);
/* Files that went where they belong since the start: what the page over all documents may lack. */
size_t watch_files_ended(const struct watch_files *files); /* since the start */

/* Puts all back into the inbox that is not finished; the queue has been stopped before. */
void watch_files_stop(struct watch_files *files);

#endif
