#ifndef ZHAOLU_FILES_FOLDER_ACCESS_H
#define ZHAOLU_FILES_FOLDER_ACCESS_H

/* What this process may do in a folder, and the command that helps where it may not. */

#include <stdbool.h>

bool folder_may_be_listed(const char *folder);
/* Files may be taken out and put in. */
bool folder_may_be_changed(const char *folder);
/* The file's folder lets only the owner of a file take it out ("sticky"), and that is not us. */
bool file_is_held_by_owner(const char *file);

/* "the user zhaolu may not WHAT; sudo chgrp zhaolu 'DIR' && sudo chmod g+rwxs 'DIR' allows it". The
 * caller's. */
char *folder_remedy(const char *folder, const char *what);

#endif
