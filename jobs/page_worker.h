#ifndef ZHAOLU_JOBS_PAGE_WORKER_H
#define ZHAOLU_JOBS_PAGE_WORKER_H

/*
 * What a worker process does: opens a document and reads its pages, as the messages of page_job.h
 * say. The engine is opened before there is a document, and the document is kept open between its
 * pages.
 */

#include <stdbool.h>

#include "ocr/engine.h"
#include "workers/worker_trade.h"

struct page_worker_setting {
  struct engine_options engine;
  bool verbose; /* let Leptonica's own messages through */
};

void *page_worker_begin(const struct page_worker_setting *setting);

/* The files of the document that the message names. */
void page_worker_needs(const void *worker, const struct message *message,
                       struct worker_needs *ret_needs);

/* Does one job; false when the message is none. */
bool page_worker_work(void *worker, int socket, const struct message *message);

#endif
