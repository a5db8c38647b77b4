#ifndef ZHAOLU_JOBS_WORK_H
#define ZHAOLU_JOBS_WORK_H

/* What a run over many documents needs open, be it watch or batch: the folder of results with its
 * ledger, the pipeline, the workers. */

#include "base/log.h"
#include "base/status.h"
#include "jobs/delivery.h"
#include "jobs/document_queue.h"
#include "jobs/pipeline.h"
#include "spool/ledger.h"
#include "jobs/far_readers.h"

/* All texts are borrowed and must outlive the work. */
struct work_settings {
  const char *out;        /* folder of the results, as the user named it; NULL: not named */
  const char *formats;    /* "json,txt" */
  int64_t retry_pause_ms; /* before the second attempt at a document */
  struct pipeline_options pipeline;
  struct reading_pool_options pool; /* where this machine reads */
  struct far_readers_options far;   /* where others do: place.servers; it fills reader and owner */
  struct source_limits limits;
  enum pdf_text_mode pdf_text;
  const struct event_log *log;
};

struct work {
  struct work_settings settings;
  struct format_list formats;
  char *out;          /* absolute */
  char *format_names; /* in the list's order, each once */
  char *version;      /* of rules, model and the options that change a result */
  struct pipeline *pipeline;
  struct readers readers;
  struct ledger *ledger;
};

/* STATUS_USAGE without a folder of results. Makes nothing on the disk, so that a run that is
 * refused leaves nothing. The pool is opened last: everything before is needed to begin at all. */
enum status work_open(struct work *work, const struct work_settings *settings,
                      struct error *error) MUST_CHECK;
/* Makes the folder of results, when nothing else speaks against the run. */
enum status work_open_out(struct work *work, struct error *error) MUST_CHECK;
void work_close(struct work *work);

/* Opens the ledger, ends what the last run of this keeper left, and listens for crashes; joins the
 * queue, where others read. */
enum status work_open_ledger(struct work *work, enum ledger_keeper keeper,
                             struct error *error) MUST_CHECK;

/* Options for the queue, all but `finished` and `context`. */
struct document_queue_options work_queue_options(struct work *work);

#endif
