#ifndef ZHAOLU_FILES_LOCK_FILE_H
#define ZHAOLU_FILES_LOCK_FILE_H

/*
 * One program at a time on a folder. The lock is the kernel's (fcntl record lock): it ends with the
 * process, however that ends, and worker processes do not inherit it. The file holds the holder's
 * process id, host and start, so that a second instance can say whom it met. On a network folder
 * that knows no locks, what the file says has to do.
 */

#include <stdbool.h>

#include "base/status.h"

struct lock_file; /* opaque */

/* `place` is what is locked, for the message: "the inbox /srv/in". STATUS_BUSY when another holds
 * it, with a message that names it; STATUS_INSTALL when the file cannot be written. */
enum status lock_file_take(const char *path, const char *place, struct lock_file **ret_lock,
                           struct error *error) MUST_CHECK;
/* Removes the file and lets go. */
void lock_file_release(struct lock_file **lock);

/* True if another process holds it. Never ask about a lock of one's own: that would let go. */
bool lock_file_is_held(const char *path);

#endif
