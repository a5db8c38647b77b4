#ifndef ZHAOLU_SPOOL_WATCH_FOLDERS_H
#define ZHAOLU_SPOOL_WATCH_FOLDERS_H

/* The folders of the watch that writes to an output folder, kept in its ledger for other verbs, and
 * found again after the output folder was moved. */

#include "base/status.h"
#include "spool/ledger.h"

struct watch_folders {
  char *inbox, *done, *failed; /* absolute; NULL: there never was a watch */
};
void watch_folders_clear(struct watch_folders *folders);

enum status watch_folders_remember(struct ledger *ledger, const char *out, const char *inbox,
                                   const char *done, const char *failed,
                                   struct error *error) MUST_CHECK;

/* What stood in the output folder is looked for where that is now; what stood elsewhere is where it
 * was, or else where it would be had it moved along. */
enum status watch_folders_find(struct ledger *ledger, const char *out,
                               struct watch_folders *ret_folders, struct error *error) MUST_CHECK;

#endif
