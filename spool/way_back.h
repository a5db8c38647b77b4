#ifndef ZHAOLU_SPOOL_WAY_BACK_H
#define ZHAOLU_SPOOL_WAY_BACK_H

/* The way back into the inbox: of a file in work, or of an original among the done or failed. */

#include <stdbool.h>

#include "base/status.h"

enum { SPOOL_SHORT_HASH = 8, SPOOL_LONGER_HASH = 16 }; /* digits of it in a name */

/* Where a file of this name may go in the inbox without replacing one; past no link that stands
 * where its folder was. The caller's. */
char *inbox_place(const char *inbox, const char *file, const char *distinction);
/* A folder that goes to `place` is the one document that it was, whatever its pictures are called:
 * its marker is put beside it. Nothing is done for a file. */
enum status inbox_folder_mark(const char *folder, const char *place,
                              struct error *error) MUST_CHECK;

/* Beside each failed original, NAME.reason.txt. */
#define SPOOL_REASON_ENDING ".reason.txt"

/* The names that an original may have among the done or failed: `file` itself (number 0), or with
 * more and more of its hash; NULL when there are no more. The caller's. */
char *spool_place_name(const char *file, const char *sha256, int number);
/* True if the original of that name and content is in a done or failed folder. */
bool spool_has_original(const char *folder, const char *name, const char *sha256);

/* For `retry`, with or without a watch running: finds the original of that name and content in a
 * done or failed folder, and puts it into the inbox without its reason. STATUS_NOT_FOUND when it is
 * not there any more. */
enum status spool_send_back(const char *folder, const char *inbox, const char *name,
                            const char *sha256, struct error *error) MUST_CHECK;
/* The same for a file as it stands in the folder. */
enum status spool_send_back_file(const char *folder, const char *inbox, const char *name,
                                 struct error *error) MUST_CHECK;

#endif
