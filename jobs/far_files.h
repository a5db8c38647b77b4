#ifndef ZHAOLU_JOBS_FAR_FILES_H
#define ZHAOLU_JOBS_FAR_FILES_H

/* The files of a document that came out of the queue, as files of this machine for as long as it is
 * read: in a folder of its own, each named by its digest, which was verified. */

#include "jobs/far_task.h"

struct far_files {
  char *folder; /* NULL: none */
  char **paths; /* the task's files in order */
  size_t count;
};

/* Below the folder `top`, from the message's bytes or from the store. STATUS_INSTALL where it is
 * this machine's fault: no store where one is needed, or not the others'; STATUS_NO_SPACE for the
 * disk of `top`; STATUS_IO and STATUS_BAD_INPUT where it is the document's. */
enum status far_files_fetch(const struct far_task *task, const struct envelope *envelope,
                            const char *store, const char *top, struct far_files *ret_files,
                            struct error *error) MUST_CHECK;
/* Removes them. */
void far_files_clear(struct far_files *files);

#endif
