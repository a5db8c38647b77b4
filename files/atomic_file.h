#ifndef ZHAOLU_FILES_ATOMIC_FILE_H
#define ZHAOLU_FILES_ATOMIC_FILE_H

/*
 * A file that is either the old one or the new one, whole, also after a power cut: the bytes are
 * written beside it, synced, renamed over it, and the folder is synced.
 */

#include <stddef.h>

#include "base/status.h"

/* What is being written beside the target has a name that starts like this; a leftover of a killed
 * process may be removed. */
#define ATOMIC_FILE_PREFIX ".zhaolu-part-"

/* Replaces or makes `path`. The new file has the mode 0666 less the umask. STATUS_NO_SPACE, or
 * STATUS_IO or STATUS_NOT_FOUND (no such folder); on failure nothing is left beside it. */
enum status file_write_atomic(const char *path, const void *bytes, size_t size,
                              struct error *error) MUST_CHECK;

/* Renames `from` to `to` on the same file system and syncs both folders. */
enum status file_move(const char *from, const char *to, struct error *error) MUST_CHECK;

/* Makes what was renamed, made or removed in a folder last; a file system that cannot sync folders
 * is no failure. */
enum status folder_sync(const char *folder, struct error *error) MUST_CHECK;

#endif
