#ifndef ZHAOLU_FILES_HELD_FOLDER_H
#define ZHAOLU_FILES_HELD_FOLDER_H

/*
 * A folder that is opened once and stays the one it was: a link or another folder that somebody
 * puts in its place is not followed. Files are reached through what is open, by held_folder_top().
 */

#include "base/status.h"

struct held_folder; /* opaque */

enum status held_folder_open(const char *path, struct held_folder **ret_folder,
                             struct error *error) MUST_CHECK;
void held_folder_close(struct held_folder **folder);

/* STATUS_IO, with a sentence, when something else is in its place. What may come there by right is
 * opened: a folder made anew by the same user after the old one was removed, or what was mounted.
 */
enum status held_folder_look(struct held_folder *folder, struct error *error) MUST_CHECK;

/* "/proc/self/fd/7": the folder for functions that take a path, until the next look. Borrowed. */
const char *held_folder_top(const struct held_folder *folder);

/* What people read names the folder, not the descriptor. */
void held_folder_name_in(const struct held_folder *folder, struct error *error);

#endif
