#ifndef ZHAOLU_REVIEW_PICTURE_WORKER_H
#define ZHAOLU_REVIEW_PICTURE_WORKER_H

/* The review's worker process: opens documents, and shows, reads and cuts pieces of their pages
 * (picture_errand.h). The last document and its last page are kept open. */

#include <stdbool.h>

#include "ocr/engine.h"
#include "workers/worker_message.h"

/* `options`: a struct engine_options. */
void *picture_worker_begin(const void *options);
bool picture_worker_work(void *worker, int socket, const struct message *message);

#endif
