#ifndef ZHAOLU_QUEUE_FILE_STORE_H
#define ZHAOLU_QUEUE_FILE_STORE_H

/*
 * A folder that all machines mount (--store), in which files lie under the digest of their content:
 * STORE/OWNER/ab/abcdef…. A file is written beside, synced and renamed, so that it is there whole
 * or not at all, and nobody who reads one believes its name: the content is digested again while it
 * is copied. No lock of the file system is relied on, for each owner removes only what it put in.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "files/digest.h"

/* Puts a copy of the file at `path`, whose digest is known, or finds it there. STATUS_IO also where
 * the file is not what its digest says. */
enum status file_store_put_file(const char *store, const char *owner, const char *path,
                                const char *sha256, struct error *error) MUST_CHECK;

/* Puts bytes; their digest is the answer. */
enum status file_store_put_bytes(const char *store, const char *owner, const void *bytes,
                                 size_t size, char ret_sha256[DIGEST_HEX_BYTES],
                                 struct error *error) MUST_CHECK;

/* Copies out to a new file at `path`. STATUS_IO where it is not there, is not of `size` bytes or
 * not what its digest says; `path` is then not there. */
enum status file_store_fetch(const char *store, const char *owner, const char *sha256,
                             uint64_t size, const char *path, struct error *error) MUST_CHECK;

/* The same into memory, at most `limit` bytes; *ret_bytes is the caller's. */
enum status file_store_read(const char *store, const char *owner, const char *sha256, size_t limit,
                            unsigned char **ret_bytes, size_t *ret_size,
                            struct error *error) MUST_CHECK;

/* Removes it, if it is there. */
void file_store_remove(const char *store, const char *owner, const char *sha256);

/* Removes what of the owner's is older than that: left behind by a run that was killed. */
void file_store_sweep(const char *store, const char *owner, int64_t older_than_seconds);

#endif
