#ifndef ZHAOLU_JOBS_BATCH_H
#define ZHAOLU_JOBS_BATCH_H

/*
 * The nightly job: reads everything in folders that is not done yet, and reports what needs a
 * person. Stopped or killed, the next run goes on.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "jobs/run_loop.h"
#include "jobs/work.h"

struct batch_progress {
  size_t ended, total; /* documents */
  size_t worked;       /* of those that ended: read or failed by this run, not passed by */
  size_t failed;
  int64_t pages;
  double minutes;    /* since the start */
  bool disk_is_full; /* waits for room */
};

/* All texts are borrowed and must outlive the batch. */
struct batch_options {
  char *const *folders;
  size_t folder_count;
  const char *summary;  /* table over all documents, .csv or .xlsx; NULL: none */
  bool force;           /* do again what is done, and replace what a person changed */
  bool redo_outdated;   /* do again what is done with another version */
  bool each_file_alone; /* a folder of pictures page-1, page-2, … is not one document */
  int64_t expiring_days;
  bool acknowledge; /* what the report shows is known: the next ones leave it out */
  bool quiet;       /* report nothing where there is nothing to say */
  /* Called at the start and then so often. */
  void (*progress)(void *context, const struct batch_progress *progress);
  void *context;
  int64_t progress_ms;
};

struct batch; /* opaque */

/* STATUS_BUSY where another batch has the folder of results. */
enum status batch_open(const struct batch_options *options, const struct work_settings *settings,
                       struct batch **ret_batch, struct error *error) MUST_CHECK;
void batch_run(struct batch *batch);
/* Puts back what is not finished, and reports. */
enum run_end batch_end(struct batch *batch);
void batch_close(struct batch **batch);

#endif
