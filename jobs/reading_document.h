#ifndef ZHAOLU_JOBS_READING_DOCUMENT_H
#define ZHAOLU_JOBS_READING_DOCUMENT_H

/*
 * Inside the reading pool: how far one document is. Pages are handed out in order and may finish in
 * any.
 */

#include "jobs/document_reading.h"
#include "jobs/page_job.h"

enum document_stage { DOCUMENT_QUEUED, DOCUMENT_PROBING, DOCUMENT_OPEN, DOCUMENT_FINISHED };

struct reading_page; /* opaque */

struct reading_document {
  struct reading_document *next; /* the pool's queue, in order of submission */
  enum document_stage stage;
  struct document_request request; /* its paths and known pages are owned */
  struct document_reading reading; /* under way */
  struct reading_page *pages;      /* reading.page_count of them once open */
  size_t finished;                 /* pages */
  size_t glyphs;                   /* characters of all pages so far */
  int64_t submitted;               /* ms, monotonic */
  int probes_lost;                 /* workers that were killed while they opened it */
  int64_t spent, counted;          /* ms of workers' time, and until when it was counted */
  uint64_t turn;                   /* when a page got a worker last: the pool's count of turns */
  bool just_opened;                /* what was done last was to open it */
  int64_t longest_ms;              /* of a processor that one of its jobs took */
  bool is_granted;                 /* its turn now is one that it waited for too long */
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
/* The workers' time that went into it since it was last told; before anything about its pages
 * changes. */
void reading_document_time_pass(struct reading_document *document, int64_t now);
/* Its time is over: what no worker has begun fails. */
void reading_document_give_up(struct reading_document *document, const struct error *error);

/* How many of its pages are with workers. */
size_t reading_document_in_hand(const struct reading_document *document);
void reading_document_page_started(struct reading_document *document, size_t page);
/* Its worker stands still for another document's, and goes on. */
void reading_document_page_set_aside(struct reading_document *document, size_t page);
void reading_document_page_take_up(struct reading_document *document, size_t page);
bool reading_document_has_page_aside(const struct reading_document *document);
/* The page is read; takes *page_read over. */
void reading_document_page_finished(struct reading_document *document, size_t page,
                                    struct read_page *page_read);
void reading_document_page_failed(struct reading_document *document, size_t page,
                                  const struct error *error);

/* The worker was killed from outside: the page, or the opening, is to be handed out again. Both
 * return how often that happened now; the caller may still fail it instead. */
int reading_document_page_again(struct reading_document *document, size_t page);
int reading_document_probe_again(struct reading_document *document);

/* Its worker is needed elsewhere: the page is as if it had not been handed out. */
void reading_document_page_put_back(struct reading_document *document, size_t page);

/* True, and the document's stage is then DOCUMENT_FINISHED, when the last page is done. */
bool reading_document_try_finish(struct reading_document *document, int64_t now);

#endif
