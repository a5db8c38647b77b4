#ifndef ZHAOLU_FILES_PART_FILE_H
#define ZHAOLU_FILES_PART_FILE_H

/* A long file written piece by piece that appears whole or not at all (see atomic_file.h for one
 * that is in memory). */

#include <stddef.h>

#include "base/status.h"
#include "files/digest.h"

struct part_file; /* opaque */

enum status part_file_open(const char *path, struct part_file **ret_file,
                           struct error *error) MUST_CHECK;
/* A failure is remembered and told by part_file_finish. */
void part_file_write(struct part_file *file, const char *bytes, size_t size);
/* Where it is until then, for a library that writes to a path of its own. Borrowed. */
const char *part_file_path(const struct part_file *file);
/* Digest of what was written so far. */
enum status part_file_digest(struct part_file *file, char ret_hex[DIGEST_HEX_BYTES],
                             struct error *error) MUST_CHECK;
/* Syncs, puts the file in place and frees it; on failure nothing is left. */
enum status part_file_finish(struct part_file **file, struct error *error) MUST_CHECK;
/* Removes what was written; NULL is accepted. */
void part_file_drop(struct part_file **file);

#endif
