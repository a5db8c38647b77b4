#ifndef ZHAOLU_SPOOL_INBOX_NAME_H
#define ZHAOLU_SPOOL_INBOX_NAME_H

/* What the name of an entry of the inbox tells: the last part of its path. */

#include <stdbool.h>

/* True for names of files and folders that are left alone. */
bool inbox_name_is_ignored(const char *name);
/* True for ".part" and the like: it will have another name when it is all there. */
bool inbox_name_is_half_copied(const char *name);
/* True for NAME.ready. */
bool inbox_name_is_marker(const char *name);
/* The name of the marker of `name`; the caller's. */
char *inbox_marker_name(const char *name);

#endif
