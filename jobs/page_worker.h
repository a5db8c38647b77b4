#ifndef ZHAOLU_JOBS_PAGE_WORKER_H
#define ZHAOLU_JOBS_PAGE_WORKER_H

/*
 * What a worker process does: opens documents and reads their pages, as the messages of page_job.h
 * say. The engine is opened on the first page, and the last document is kept open between its
 * pages.
 */

#include <stdbool.h>

#include "ocr/engine.h"
#include "workers/worker_message.h"

struct page_worker_setting {
  struct engine_options engine; /* borrowed strings must outlive the process */
  bool verbose;                 /* let Leptonica's own messages through */
};

void *page_worker_begin(const struct page_worker_setting *setting);

/* Does one job; false when the message is none. */
bool page_worker_work(void *worker, int socket, const struct message *message);

#endif
