#ifndef ZHAOLU_JOBS_READING_DOCUMENT_H
#define ZHAOLU_JOBS_READING_DOCUMENT_H

/*
 * Inside the reading pool: how far one document is. Pages are handed out in order and may finish in
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

#include "jobs/document_reading.h"
#include "jobs/page_job.h"
#include "page/page_fingerprint.h"

enum document_stage { DOCUMENT_QUEUED, DOCUMENT_PROBING, DOCUMENT_OPEN, DOCUMENT_FINISHED };

struct reading_page; /* opaque */

struct reading_document {
  struct reading_document *next; /* the pool's queue, in order of submission */
  enum document_stage stage;
  struct document_request request; /* its paths are owned */
  struct document_reading reading; /* under way */
  struct reading_page *pages;      /* reading.page_count of them once open */
  size_t finished;                 /* pages */
  int64_t submitted;               /* ms, monotonic */
  int probes_lost;                 /* workers that were killed while they opened it */
};

struct reading_document *reading_document_new(uint64_t id, const struct document_request *request,
                                              int64_t now);
void reading_document_free(struct reading_document **document);

/* What the probe found: the document is open and its pages can be handed out. */
void reading_document_open(struct reading_document *document, enum source_format format,
                           int page_count, const char *sha256, uint64_t bytes);
/* It cannot be opened; finished. */
void reading_document_fail(struct reading_document *document, const struct error *error);

/* The next page to hand out, or false. */
bool reading_document_next_page(const struct reading_document *document, size_t *ret_page);
void reading_document_page_started(struct reading_document *document, size_t page);
/* The page shows its look, which is taken over, and waits. */
void reading_document_page_shown(struct reading_document *document, size_t page,
                                 struct page_fingerprint *fingerprint);
/* Whether all that must be known before a waiting page goes on is known; *ret_candidates are then
 * the pages to compare it with, borrowed from the document. */
bool reading_document_candidates(const struct reading_document *document, size_t page,
                                 struct candidate_list *ret_candidates);

/* The same, for a worker that is told now; what it may name is remembered. */
bool reading_document_page_told(struct reading_document *document, size_t page,
                                struct candidate_list *ret_candidates);
/* Whether the page was told of that one. */
bool reading_document_page_may_repeat(const struct reading_document *document, size_t page,
                                      size_t earlier);

/* The page is read, or repeats an earlier one (NO_PAGE: none); takes *page_read over. */
void reading_document_page_finished(struct reading_document *document, size_t page, size_t repeats,
                                    struct read_page *page_read);
void reading_document_page_failed(struct reading_document *document, size_t page,
                                  const struct error *error);

/* The worker was killed from outside: the page, or the opening, is to be handed out again. Both
 * return how often that happened now; the caller may still fail it instead. */
int reading_document_page_again(struct reading_document *document, size_t page);
int reading_document_probe_again(struct reading_document *document);

/* True, and the document's stage is then DOCUMENT_FINISHED, when the last page is done. */
bool reading_document_try_finish(struct reading_document *document, int64_t now);

#endif
