#ifndef ZHAOLU_REVIEW_PICTURE_WORKER_H
#define ZHAOLU_REVIEW_PICTURE_WORKER_H

/* The review's worker process: opens documents, and shows, reads and cuts pieces of their pages
 * (picture_errand.h). The document and its last page are kept open. */

#include <stdbool.h>

#include "ocr/engine.h"
#include "workers/worker_trade.h"

/* `options`: a struct engine_options. */
void *picture_worker_begin(const void *options);
/* The files that the errand names. */
void picture_worker_needs(const void *worker, const struct message *message,
                          struct worker_needs *ret_needs);
bool picture_worker_work(void *worker, int socket, const struct message *message);

#endif
