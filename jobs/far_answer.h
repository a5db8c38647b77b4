#ifndef ZHAOLU_JOBS_FAR_ANSWER_H
#define ZHAOLU_JOBS_FAR_ANSWER_H

/*
 * What a worker on another machine read, as a message: the document's pages as page_job.h has them,
 * or why there are none. Whoever receives one holds it to the same bounds as a worker process's
 * answers. Where a sentence names a file, its digest stands for it on the way.
 */

#include "jobs/document_reading.h"
#include "jobs/far_task.h"

/* Takes the pictures out of the reading's pages. `known` pages of the task are left out; `paths` is
 * where the task's files were read. */
enum status far_answer_encode(const struct far_task *task, char *const *paths,
                              struct document_reading *reading, struct strbuf *message,
                              struct error *error) MUST_CHECK;

/* Fills an empty reading (all but id, sha256 and bytes); pages that the request knows already are
 * taken out of it. STATUS_BAD_INPUT where it is not the answer to the request that `task` was made
 * of. */
enum status far_answer_decode(const struct envelope *envelope, const struct far_task *task,
                              struct document_request *request,
                              struct document_reading *ret_reading, struct error *error) MUST_CHECK;

#endif
