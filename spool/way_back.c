#include "spool/way_back.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "files/atomic_file.h"
#include "files/digest.h"
#include "files/file_carry.h"
#include "files/folder_below.h"
#include "spool/inbox_name.h"
#include "spool/page_folder.h"
#include "spool/spool_name.h"

/* ---- in the inbox ---- */

char *inbox_place(const char *inbox, const char *file, const char *distinction)
{
  if (folder_way_is_barred(inbox, file))
    file = path_base(file);
  char *place = memory_format("%s/%s", inbox, file);
  if (!file_exists(place))
    return place;
  free(place);
  autofree char *suffix = memory_format("-%s", distinction);
  autofree char *name = name_with_suffix(file, suffix);
  return memory_format("%s/%s", inbox, name);
}

enum status inbox_folder_mark(const char *folder, const char *place, struct error *error)
{
  struct stat about;
  if (lstat(folder, &about) != 0 || !S_ISDIR(about.st_mode))
    return STATUS_OK;
  autofree char *marker = inbox_marker_name(place);
  enum status status = folder_make_above(place, error);
  return status || file_exists(marker) ? status : file_write_atomic(marker, "", 0, error);
}

/* ---- among the done and the failed ---- */

static bool holds_content(const char *path, const char *sha256)
{
  char there[DIGEST_HEX_BYTES];
  return file_exists(path) && content_digest(path, there, NULL) == STATUS_OK &&
         strcmp(there, sha256) == 0;
}

char *spool_place_name(const char *file, const char *sha256, int number)
{
  int digits = number * SPOOL_SHORT_HASH;
  if (digits > SPOOL_LONGER_HASH)
    return NULL;
  autofree char *suffix = memory_format("%s%.*s", digits ? "-" : "", digits, sha256);
  return name_with_suffix(file, suffix);
}

/* Where place_choose had put it; NULL when it is not there. */
static char *place_find(const char *folder, const char *file, const char *sha256)
{
  char *name;
  for (int number = 0; (name = spool_place_name(file, sha256, number)); number++) {
    char *place = memory_format("%s/%s", folder, name);
    free(name);
    if (holds_content(place, sha256))
      return place;
    free(place);
  }
  return NULL;
}

bool spool_has_original(const char *folder, const char *name, const char *sha256)
{
  autofree char *place = place_find(folder, name, sha256);
  return place != NULL;
}

static enum status place_send_back(const char *place, const char *folder, const char *target,
                                   struct error *error)
{
  autofree char *reason = memory_format("%s%s", place, SPOOL_REASON_ENDING);
  enum status status = inbox_folder_mark(place, target, error);
  if (!status)
    status = file_carry(place, target, error);
  if (!status)
    status = file_remove(reason, error);
  autofree char *above = path_folder(place);
  folder_remove_empty(above, folder);
  return status;
}

enum status spool_send_back_file(const char *folder, const char *inbox, const char *name,
                                 struct error *error)
{
  autofree char *place = memory_format("%s/%s", folder, name);
  autofree char *target = inbox_place(inbox, name, "again");
  return place_send_back(place, folder, target, error);
}

enum status spool_send_back(const char *folder, const char *inbox, const char *name,
                            const char *sha256, struct error *error)
{
  autofree char *place = place_find(folder, name, sha256);
  if (!place)
    return error_set(error, STATUS_NOT_FOUND,
                     "%s: the original is not in %s any more; drop it into the inbox again", name,
                     folder);
  autofree char *distinction = memory_copy_bytes(sha256, SPOOL_SHORT_HASH);
  autofree char *target = inbox_place(inbox, name, distinction);
  return place_send_back(place, folder, target, error);
}
