#ifndef ZHAOLU_JOBS_WATCH_H
#define ZHAOLU_JOBS_WATCH_H

/*
 * Reads what is dropped into a folder, day and night: files are taken out of the inbox when they
 * are complete, and go through the ledger and the document queue to the done or the failed.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "jobs/run_loop.h"
#include "jobs/work.h"

/* All texts are borrowed and must outlive the watch. */
struct watch_options {
  const char *inbox;
  const char *done, *failed; /* where originals go; NULL: below the results */
  bool once;                 /* end when the inbox is empty */
  bool uses_events;          /* be woken by the system, beside looking at intervals */
  int64_t settle_ms;         /* a file is taken when it has not changed for so long */
  int64_t rescan_ms;         /* look through the inbox at least so often */
  int64_t patience_ms;       /* a file whose end is missing is given up after so long */
};

struct watch; /* opaque */

/* STATUS_BUSY where another watch has the folders. */
enum status watch_open(const struct watch_options *options, const struct work_settings *settings,
                       struct watch **ret_watch, struct error *error) MUST_CHECK;
void watch_run(struct watch *watch);
/* Puts back what is not finished. */
enum run_end watch_end(struct watch *watch);
void watch_close(struct watch **watch);

#endif
