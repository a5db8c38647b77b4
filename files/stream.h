#ifndef ZHAOLU_FILES_STREAM_H
#define ZHAOLU_FILES_STREAM_H

/* Whole files and standard streams, with errors that say what to do. */

#include <stddef.h>

#include "base/status.h"

/* Reads the file, or standard input for "-", up to `limit` bytes. *ret_text is owned by the caller
 * and ends in a NUL beyond *ret_length. */
enum status stream_read_all(const char *path, size_t limit, char **ret_text, size_t *ret_length,
                            struct error *error) MUST_CHECK;

/* Writes all of it to standard output and flushes. */
enum status stream_write_out(const char *bytes, size_t size, struct error *error) MUST_CHECK;

/* Makes the folder, and those above it, unless it is there; STATUS_INSTALL when that is not
 * possible or nothing can be written into it. */
enum status folder_prepare(const char *path, struct error *error) MUST_CHECK;

#endif
