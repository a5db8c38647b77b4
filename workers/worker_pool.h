#ifndef ZHAOLU_WORKERS_WORKER_POOL_H
#define ZHAOLU_WORKERS_WORKER_POOL_H

/*
 * Reads documents on worker processes. A document is submitted as its files and comes back as its
 * read pages; its pages are read in parallel, and the next document starts while the last pages of
 * the one before are still being read. A worker that crashes, hangs or eats memory costs one page,
 * never the run. Results do not depend on the number of workers or on their timing.
 *
 * The caller owns the loop: it calls worker_pool_run_once() until nothing is left, or waits on
 * worker_pool_fds() together with its own descriptors.
 *
 *     uint64_t id = worker_pool_submit(pool, &request);
 *     struct document_reading reading = {0};
 *     while (!worker_pool_take(pool, id, &reading))
 *       worker_pool_run_once(pool, -1);
 *
 * The process that opens a pool must have no threads and must not have used Tesseract: workers are
 * made by fork().
 */

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "files/digest.h"
#include "ingest/page_picture.h"
#include "ocr/page_read.h"
#include "document/reading.h"

struct worker_pool_options {
  int workers;            /* worker processes; 0: as many as the machine has cores */
  int page_timeout;       /* seconds a page may take; 0: no limit */
  uint64_t worker_memory; /* bytes of data a worker may hold; 0: no limit */
  int recycle_pages;      /* a worker is replaced after this many pages; 0: never */
  uint64_t recycle_bytes; /* … and when it holds more than this after a page; 0: never */
  /* A page whose worker was killed from outside (SIGKILL, which no page can do) is tried so often
   * in all; 1: it costs the page at once. */
  int page_attempts;
  bool verbose;                 /* let the libraries' own messages through to standard error */
  struct engine_options engine; /* borrowed strings must outlive the pool */
};
extern const struct worker_pool_options worker_pool_options_default;

struct document_request {
  const char *const *paths; /* copied */
  size_t path_count;        /* >= 1 */
  bool pictures_of_one;     /* the paths are pictures of one document, even if there is only one */
  struct source_limits limits;
  enum pdf_text_mode pdf_text;
  bool want_digest;   /* fill sha256 and bytes */
  bool want_previews; /* pages carry scan_preview and clean_preview */
  bool want_full;     /* pages carry full */
};

/* A document as the workers read it. */
struct document_reading {
  uint64_t id;
  enum status status; /* STATUS_OK: opened, even if pages failed; else why it could not be opened */
  struct error error; /* message names the file; filled when status is not STATUS_OK */
  enum source_format format;
  char sha256[DIGEST_HEX_BYTES]; /* "" if not asked for */
  uint64_t bytes;
  struct read_page *pages; /* in page order; duplicates and failures are marked */
  size_t page_count;
  /* The status behind each failed page, as in pages[i].error (STATUS_OK for the others), so that a
   * caller can tell a timeout, worth another try, from a damaged page. */
  enum status *page_errors;
  double seconds; /* from submission until the last page was read */
};
void document_reading_clear(struct document_reading *reading);

struct worker_pool; /* opaque */

/* Starts the workers. STATUS_INSTALL when the machine refuses. */
enum status worker_pool_open(const struct worker_pool_options *options,
                             struct worker_pool **ret_pool, struct error *error) MUST_CHECK;
/* Kills the workers; what was not taken is lost. */
void worker_pool_close(struct worker_pool **pool);

/* Puts a document at the end of the queue and returns its id (1, 2, …). Never blocks. */
uint64_t worker_pool_submit(struct worker_pool *pool, const struct document_request *request);

/* Forgets a document, queued, in work or finished; workers busy with its pages are replaced. */
void worker_pool_cancel(struct worker_pool *pool, uint64_t id);

/* Hands out work and waits up to timeout_ms (-1: as long as it takes, 0: not at all) for something
 * to happen: an answer, a death, a page out of time. Returns early on a signal. */
void worker_pool_run_once(struct worker_pool *pool, int timeout_ms);

/* For an event loop: fills at most `capacity` entries to poll for and returns their number (at most
 * the number of workers). *ret_timeout_ms is when to call worker_pool_run_once(pool, 0) even though
 * nothing came, -1 for never. */
size_t worker_pool_fds(struct worker_pool *pool, struct pollfd *ret_fds, size_t capacity,
                       int *ret_timeout_ms);

/* Moves a finished document out. `id` 0 takes the oldest submission that is finished. False when
 * there is none (yet). */
bool worker_pool_take(struct worker_pool *pool, uint64_t id, struct document_reading *ret_reading);

size_t
worker_pool_unfinished(const struct worker_pool *pool); /* documents submitted, not finished */
int worker_pool_workers(const struct worker_pool *pool);

/* How far a document is. *ret_total is 0 until it was opened. False when the id is not known. */
bool worker_pool_progress(const struct worker_pool *pool, uint64_t id, size_t *ret_done,
                          size_t *ret_total);

/* Process ids of the workers, for tests and for `status`; returns how many were filled. */
size_t worker_pool_pids(const struct worker_pool *pool, int *ret_pids, size_t capacity);

#endif
