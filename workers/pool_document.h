#ifndef ZHAOLU_WORKERS_POOL_DOCUMENT_H
#define ZHAOLU_WORKERS_POOL_DOCUMENT_H

/*
 * Inside the worker pool: how far one document is. Pages are handed out in order and may finish in
 * any; what decides between them (which page repeats which) depends on their order alone:
 *
 * - A page waits, prepared, until every page before it has shown its fingerprint or finished
 *   without one. The first such page was handed out before those that wait for it, so this ends.
 * - It is then compared, by its worker, with the earlier pages that resemble it most and did not
 *   fail, and repeats the first of them that is the same. When that page fails after all, those
 * that repeat it are read.
 *
 * Comparing costs half a second where pages look alike, so a page is compared with few others, and
 * only with pages not far before it: a repeat that is missed so is found again by its text.
 */

#include "workers/worker_job.h"
#include "workers/worker_pool.h"
#include "page/page_fingerprint.h"

enum document_stage { DOCUMENT_QUEUED, DOCUMENT_PROBING, DOCUMENT_OPEN, DOCUMENT_FINISHED };

struct pool_page; /* opaque */

struct pool_document {
  struct pool_document *next; /* the pool's queue, in order of submission */
  enum document_stage stage;
  struct document_request request; /* its paths are owned */
  struct document_reading reading; /* under way */
  struct pool_page *pages;         /* reading.page_count of them once open */
  size_t finished;                 /* pages */
  int64_t submitted;               /* ms, monotonic */
  int probes_lost;                 /* workers that were killed while they opened it */
};

struct pool_document *pool_document_new(uint64_t id, const struct document_request *request,
                                        int64_t now);
void pool_document_free(struct pool_document **document);

/* What the probe found: the document is open and its pages can be handed out. */
void pool_document_open(struct pool_document *document, enum source_format format, int page_count,
                        const char *sha256, uint64_t bytes);
/* It cannot be opened; finished. */
void pool_document_fail(struct pool_document *document, const struct error *error);

/* The next page to hand out, or false. */
bool pool_document_next_page(const struct pool_document *document, size_t *ret_page);
void pool_document_page_started(struct pool_document *document, size_t page);
/* The page shows its look, which is taken over, and waits. */
void pool_document_page_shown(struct pool_document *document, size_t page,
                              struct page_fingerprint *fingerprint);
/* Whether all that must be known before a waiting page goes on is known; *ret_candidates are then
 * the pages to compare it with, borrowed from the document. */
bool pool_document_candidates(const struct pool_document *document, size_t page,
                              struct candidate_list *ret_candidates);

/* The page is read, or repeats an earlier one (NO_PAGE: none); takes *page_read over. */
void pool_document_page_finished(struct pool_document *document, size_t page, size_t repeats,
                                 struct read_page *page_read);
void pool_document_page_failed(struct pool_document *document, size_t page,
                               const struct error *error);

/* The worker was killed from outside: the page, or the opening, is to be handed out again. Both
 * return how often that happened now; the caller may still fail it instead. */
int pool_document_page_again(struct pool_document *document, size_t page);
int pool_document_probe_again(struct pool_document *document);

/* True, and the document's stage is then DOCUMENT_FINISHED, when the last page is done. */
bool pool_document_try_finish(struct pool_document *document, int64_t now);

#endif
