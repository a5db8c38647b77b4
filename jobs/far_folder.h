#ifndef ZHAOLU_JOBS_FAR_FOLDER_H
#define ZHAOLU_JOBS_FAR_FOLDER_H

/* A worker's own folder below $TMPDIR (/tmp), in which the documents lie that it reads. It is held
 * by a lock that ends with the process, so that the next worker sees what a killed one left behind,
 * and removes it. */

#include "base/status.h"

struct far_folder {
  char *path; /* NULL: none */
  int fd;     /* holds it */
};

/* STATUS_INSTALL where none can be made. */
enum status far_folder_open(struct far_folder *ret_folder, struct error *error) MUST_CHECK;
/* Removes it with all that is in it. */
void far_folder_close(struct far_folder *folder);

#endif
