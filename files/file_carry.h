#ifndef ZHAOLU_FILES_FILE_CARRY_H
#define ZHAOLU_FILES_FILE_CARRY_H

/*
 * Files on their way through the spool: carried whole from folder to folder, also from one file
 * system to another, so that at every moment, kill or power cut, the file is complete in at least
 * one of the two places.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* Makes a folder and those above it; each new one is synced. STATUS_NO_SPACE, STATUS_IO. */
enum status folder_make_all(const char *path, struct error *error) MUST_CHECK;
/* The same for the folder that `path` will be in. */
enum status folder_make_above(const char *path, struct error *error) MUST_CHECK;

/* Moves a file, replacing what is at `to`, or a folder to where nothing is; makes the folders above
 * it. Where a rename cannot do it (another file system) it copies, syncs, renames and then removes
 * the original; of a folder the files and folders in it. Files keep their modification time.
 * STATUS_NOT_FOUND when `from` has gone, STATUS_NO_SPACE, STATUS_IO. */
enum status file_carry(const char *from, const char *to, struct error *error) MUST_CHECK;

/* Removes a file and syncs its folder; one that is not there is no failure. */
enum status file_remove(const char *path, struct error *error) MUST_CHECK;

/* Removes a folder with all that is in it, as far as that can be done. */
void folder_remove_all(const char *folder);

/* Removes the empty folders from `folder` upwards, `top` itself excluded. */
void folder_remove_empty(const char *folder, const char *top);

bool file_exists(const char *path); /* or a dangling link of that name */

/* "a/b/c.png" → "a/b"; "c.png" → "."; "/c" → "/". Owned by the caller. */
char *path_folder(const char *path);
/* The part behind the last slash; borrowed. */
const char *path_base(const char *path);
/* "a/b.c/d.tar.gz" → length of "a/b.c/d.tar"; a leading dot does not start an ending. */
size_t path_stem_length(const char *path);

/* Bytes that may still be written to the file system of `path`, and its size. */
enum status disk_room(const char *path, unsigned long long *ret_free, unsigned long long *ret_total,
                      struct error *error) MUST_CHECK;

#endif
