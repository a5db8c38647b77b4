#ifndef ZHAOLU_JOBS_READING_ANSWER_H
#define ZHAOLU_JOBS_READING_ANSWER_H

/* Inside the reading pool: what a worker's answers, its silence or its death mean for the document
 * that it had to open or to read a page of. */

#include "jobs/reading_document.h"
#include "jobs/reading_options.h"
#include "workers/worker_trade.h"

/* The job that opens a document, among those that read its pages. */
#define OPENING SIZE_MAX

enum worker_answer reading_answer_take(struct reading_document *document, size_t part,
                                       const struct message *message,
                                       const struct reading_pool_options *options);

/* The worker was killed from outside: true when the job is handed to the next one, false when it
 * was tried enough. */
bool reading_job_again(struct reading_document *document, size_t part,
                       const struct reading_pool_options *options);

/* There will be no answer: the page, or the opening, has failed. */
void reading_job_lost(struct reading_document *document, size_t part, enum worker_loss loss,
                      int wait_status, const struct reading_pool_options *options);

#endif
