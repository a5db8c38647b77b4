#ifndef ZHAOLU_SPOOL_WRITTEN_LIST_H
#define ZHAOLU_SPOOL_WRITTEN_LIST_H

/*
 * What convert wrote into a folder, so that what a person changed since is told from it: a list in
 * FOLDER/.zhaolu/written.sha256, in the form of sha256sum, a line a file. Lines are only added, so
 * that two programs may write into a folder at the same time; a file may have several.
 */

#include <stdbool.h>

#include "base/status.h"

struct written_list; /* opaque */

/* Reads the list of a folder; a folder that has none gives an empty one. */
enum status written_list_open(const char *folder, struct written_list **ret_list,
                              struct error *error) MUST_CHECK;
void written_list_close(struct written_list **list);

/* `file` is below the folder: "a.json". */
bool written_list_has(const struct written_list *list, const char *file, const char *sha256);
/* To be called before the file is written: a kill between the two then costs nothing. */
enum status written_list_note(struct written_list *list, const char *file, const char *sha256,
                              struct error *error) MUST_CHECK;

#endif
