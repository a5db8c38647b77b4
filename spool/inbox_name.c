#include "spool/inbox_name.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

static bool ends_with(const char *name, const char *ending)
{
  size_t length = strlen(name), ending_length = strlen(ending);
  return length > ending_length && strcasecmp(name + length - ending_length, ending) == 0;
}

static const char ready_ending[] = ".ready";

bool inbox_name_is_marker(const char *name)
{
  return name[0] != '.' && ends_with(name, ready_ending);
}

char *inbox_marker_name(const char *name)
{
  return memory_format("%s%s", name, ready_ending);
}

bool inbox_name_is_half_copied(const char *name)
{
  static const char *const endings[] = {".part", ".tmp", ".crdownload", ".filepart"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (ends_with(name, endings[i]))
      return true;
  return false;
}

bool inbox_name_is_ignored(const char *name)
{
  /* Files and folders that Windows, the storage systems of Synology and QNAP, and Macs put there.
   */
  static const char *const names[] = {
      "Thumbs.db", "ehthumbs.db", "desktop.ini",   "$RECYCLE.BIN", "System Volume Information",
      "@eaDir",    "#recycle",    "#snapshot",     "@Recycle",     "@Recently-Snapshot",
      "@sharebin", "@tmp",        "@SynoResource", "lost+found",   "__MACOSX",
  };
  static const char lock_start[] = "~$"; /* Office's lock of a document that is open */
  if (name[0] == '.' || strncmp(name, lock_start, strlen(lock_start)) == 0)
    return true;
  if (inbox_name_is_half_copied(name) || ends_with(name, ready_ending))
    return true;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcasecmp(name, names[i]) == 0)
      return true;
  return false;
}
