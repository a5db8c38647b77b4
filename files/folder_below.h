#ifndef ZHAOLU_FILES_FOLDER_BELOW_H
#define ZHAOLU_FILES_FOLDER_BELOW_H

/*
 * Folders that strangers may change at any moment: what is below a folder is reached step by step,
 * and no step follows a link. A folder that is held open stays the one it was, whatever is put in
 * its place.
 */

#include <stdbool.h>

/* Opens the folder `below` (NULL or "": `top` itself) for reading. -1 and errno; ELOOP or ENOTDIR
 * where a link stands on the way. */
int folder_open_below(const char *top, const char *below);

/* Opens the folder that holds `name`, which may have folders of its own in front, the same way. */
int folder_open_above(const char *top, const char *name);

/* True if a link, or what is no folder, stands on the way to `name` below `top`. */
bool folder_way_is_barred(const char *top, const char *name);

/* "/proc/self/fd/7/NAME": `name` in the folder that is held open, for functions that take a path.
 * The caller's. */
char *folder_held_path(int folder_fd, const char *name);

#endif
