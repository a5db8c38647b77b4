#include "spool/edited.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/atomic_file.h"
#include "files/digest.h"
#include "files/file_carry.h"
#include "spool/spool_name.h"

enum { NUMBER_MAX = 10000 };

static int64_t milliseconds(struct timespec time)
{
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static bool is_a_persons(const char *path, const struct stat *about, const char *new_sha256,
                         edited_is_own_function *is_own, void *context)
{
  char sha256[DIGEST_HEX_BYTES];
  uint64_t bytes;
  if (!S_ISREG(about->st_mode) || digest_file(path, sha256, &bytes, NULL))
    return true; /* nothing that the program makes */
  return strcmp(sha256, new_sha256) != 0 && !is_own(sha256, milliseconds(about->st_mtim), context);
}

static bool is_same_file(const char *path, const struct stat *about)
{
  struct stat there;
  return lstat(path, &there) == 0 && there.st_ino == about->st_ino && there.st_dev == about->st_dev;
}

/* A second name for it, so that at no moment it is missing; where the file system has only one name
 * for a file, a move. 0, or the errno of what failed; EEXIST where `kept` is taken. */
static int name_too(const char *path, const char *kept)
{
  if (link(path, kept) == 0)
    return 0;
  if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK)
    return errno;
  if (file_exists(kept))
    return EEXIST;
  return rename(path, kept) == 0 ? 0 : errno;
}

enum status edited_keep(const char *path, const char *new_sha256, edited_is_own_function *is_own,
                        void *context, char **ret_kept, struct error *error)
{
  struct stat about;
  *ret_kept = NULL;
  if (lstat(path, &about) != 0 || S_ISDIR(about.st_mode) ||
      !is_a_persons(path, &about, new_sha256, is_own, context))
    return STATUS_OK;
  for (int number = 1; number <= NUMBER_MAX; number++) {
    autofree char *suffix = memory_format(".edited-%d", number);
    autofree char *kept = name_with_suffix(path, suffix);
    int failure = name_too(path, kept);
    if (failure == EEXIST && is_same_file(kept, &about))
      return STATUS_OK; /* kept, and told, before putting the result in place failed */
    if (failure == EEXIST)
      continue;
    if (failure)
      return error_set_errno(error, failure, "%s: what was changed by hand cannot be kept as %s",
                             path, path_base(kept));
    *ret_kept = kept;
    kept = NULL;
    autofree char *folder = path_folder(path);
    return folder_sync(folder, error);
  }
  return error_set(error, STATUS_IO, "%s: has over %d versions kept beside; move some away", path,
                   NUMBER_MAX);
}
