#ifndef ZHAOLU_SPOOL_FAILED_FILES_H
#define ZHAOLU_SPOOL_FAILED_FILES_H

/*
 * Originals in the failed folder that no failed document of the ledger stands for: a file that
 * could not be read has no hash to be entered by, of several files of one content (empty ones) the
 * ledger has one, and after the folder was moved away from its ledger it has none.
 */

#include <stddef.h>

#include "base/status.h"
#include "files/folder_list.h"
#include "spool/ledger.h"

struct failed_file {
  char *name;   /* below the failed folder */
  char *reason; /* out of its reason file, or NULL */
};

struct failed_files {
  struct failed_file *items;
  size_t count, capacity;
  char **closed; /* folders that could not be looked into */
  size_t closed_count;
};
void failed_files_clear(struct failed_files *files);

enum status failed_files_unlisted(struct ledger *ledger, const char *folder,
                                  struct failed_files *ret_files, struct error *error) MUST_CHECK;

#endif
