#ifndef ZHAOLU_SPOOL_EDITED_H
#define ZHAOLU_SPOOL_EDITED_H

/*
 * A person's word is never written over: before a result takes its place, what stands there and is
 * not as the program wrote it (changed by hand since, or never written by it) is kept beside as
 * NAME.edited-1.FORMAT, or with the next free number.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/* True if the program wrote the content `sha256` there; `mtime` is the file's, Unix milliseconds.
 */
typedef bool edited_is_own_function(const char *sha256, int64_t mtime, void *context);

/* Where the result of digest `new_sha256` is about to be put at `path`. *ret_kept is the path of
 * what was kept, the caller's; NULL: nothing had to be. STATUS_IO. */
enum status edited_keep(const char *path, const char *new_sha256, edited_is_own_function *is_own,
                        void *context, char **ret_kept, struct error *error) MUST_CHECK;

#endif
