#ifndef ZHAOLU_FILES_DIGEST_H
#define ZHAOLU_FILES_DIGEST_H

/* SHA-256 of files, as 64 lower-case hexadecimal digits. */

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum { DIGEST_HEX_BYTES = 65 };

/* Digest of one file's content; *ret_bytes is its size. */
enum status digest_file(const char *path, char ret_hex[DIGEST_HEX_BYTES], uint64_t *ret_bytes,
                        struct error *error) MUST_CHECK;

/* Digest of several files as one document: SHA-256 over their digests in order; one file gives
 * digest_file's result. *ret_bytes is the sum of sizes. */
enum status digest_files(const char *const *paths, size_t count, char ret_hex[DIGEST_HEX_BYTES],
                         uint64_t *ret_bytes, struct error *error) MUST_CHECK;

void digest_bytes(const void *bytes, size_t size, char ret_hex[DIGEST_HEX_BYTES]);

#endif
