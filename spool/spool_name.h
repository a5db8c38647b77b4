#ifndef ZHAOLU_SPOOL_SPOOL_NAME_H
#define ZHAOLU_SPOOL_SPOOL_NAME_H

/* Names on their way through the spool. A stranger chose them: they may be too long for another
 * ending, or not be UTF-8 (GBK from an old server). All results are owned by the caller. */

#include <stdbool.h>

/* "sub/a.png", "-1a2b3c4d" → "sub/a-1a2b3c4d.png"; the stem is cut, between characters, where the
 * name would be too long for a file system with room for further endings. */
char *name_with_suffix(const char *name, const char *suffix);

/* "sub/a.png" → "sub/a": valid UTF-8 without control characters. *ret_altered tells that something
 * had to be replaced or cut, so that another name may give the same. */
char *name_for_output(const char *name, bool *ret_altered);
/* The same for a folder, whose name has no ending: "2025.03" stays. */
char *folder_name_for_output(const char *name, bool *ret_altered);

/* The name as it may be written into a log, the ledger or JSON: valid UTF-8. */
char *name_shown(const char *name);

#endif
