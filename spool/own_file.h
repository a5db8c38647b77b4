#ifndef ZHAOLU_SPOOL_OWN_FILE_H
#define ZHAOLU_SPOOL_OWN_FILE_H

/*
 * A result put into a folder of results outside a watch or batch: what a person changed is kept
 * beside (edited.h), what is written is noted before (written_list.h), and the file is there whole
 * or not at all.
 */

#include "spool/ledger.h"
#include "spool/written_list.h"

struct own_folder {
  const char *path;
  struct written_list *written;
  struct ledger *ledger; /* of a watch or batch that writes into the folder as well, or NULL */
  bool replace_edited;   /* what a person changed need not be kept */
};

/* `file` is below the folder: "a.json". *ret_kept is the path of what was kept beside, the
 * caller's; NULL: nothing had to be. */
enum status own_file_write(const struct own_folder *folder, const char *file, const void *bytes,
                           size_t size, char **ret_kept, struct error *error) MUST_CHECK;

/* Puts bytes in the place of the file that they were made of, with all that a person had changed in
 * it; whether it counts as changed by a person stays as it was. */
enum status own_file_amend(const struct own_folder *folder, const char *file, const void *bytes,
                           size_t size, struct error *error) MUST_CHECK;

#endif
