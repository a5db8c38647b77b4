#ifndef ZHAOLU_FILES_FOLDER_LOCK_H
#define ZHAOLU_FILES_FOLDER_LOCK_H

/*
 * One program at a time on a folder that strangers may write to. The folder itself is locked
 * (flock(2)): no file in it that somebody else could have made first. It ends with the process.
 * A lock that another user's process holds is none: whoever may read a folder may lock it, and
 * would keep the program from its work. Network folders that lock no folders are not locked.
 */

#include "base/status.h"

struct folder_lock; /* opaque */

/* `place` is what is locked, for the message: "the inbox /srv/in". STATUS_BUSY when a process of
 * ours, or the administrator's, holds it, with a message that names it. */
enum status folder_lock_take(const char *folder, const char *place, struct folder_lock **ret_lock,
                             struct error *error) MUST_CHECK;
void folder_lock_release(struct folder_lock **lock);

/* The process of another user that held the folder when this lock was taken, and still may; 0:
 * none. */
int folder_lock_stranger(const struct folder_lock *lock);

#endif
