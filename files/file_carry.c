#include "files/file_carry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/atomic_file.h"

enum { COPY_STEP = 1 << 20, COPY_DEPTH_MAX = 80 };

char *path_folder(const char *path)
{
  const char *slash = strrchr(path, '/');
  if (!slash)
    return memory_copy_string(".");
  return slash == path ? memory_copy_string("/") : memory_copy_bytes(path, (size_t)(slash - path));
}

const char *path_base(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

size_t path_stem_length(const char *path)
{
  const char *base = path_base(path);
  const char *dot = strrchr(base, '.');
  return dot && dot != base ? (size_t)(dot - path) : strlen(path);
}

bool file_exists(const char *path)
{
  struct stat about;
  return lstat(path, &about) == 0;
}

enum status folder_make_all(const char *path, struct error *error)
{
  if (mkdir(path, 0777) == 0) {
    autofree char *above = path_folder(path);
    return folder_sync(above, error);
  }
  int failure = errno;
  struct stat about;
  if (failure == EEXIST && stat(path, &about) == 0 && S_ISDIR(about.st_mode))
    return STATUS_OK;
  if (failure != ENOENT)
    return error_set_errno(error, failure, "%s: the folder cannot be made", path);
  autofree char *above = path_folder(path);
  if (strcmp(above, path) == 0)
    return error_set_errno(error, failure, "%s: the folder cannot be made", path);
  enum status status = folder_make_all(above, error);
  return status ? status : folder_make_all(path, error);
}

enum status folder_make_above(const char *path, struct error *error)
{
  autofree char *folder = path_folder(path);
  return folder_make_all(folder, error);
}

static void close_at(int *fd)
{
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}
#define autoclose_fd __attribute__((cleanup(close_at)))

static int copy_bytes(int from, int to)
{
  autofree char *step = memory_alloc(COPY_STEP);
  for (;;) {
    ssize_t got = read(from, step, COPY_STEP);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return got < 0 ? errno : 0;
    for (ssize_t done = 0; done < got;) {
      ssize_t written = write(to, step + done, (size_t)(got - done));
      if (written < 0 && errno != EINTR)
        return errno;
      done += written > 0 ? written : 0;
    }
  }
}

/* Copies content, mode and times, and syncs. 0, or the errno of what failed. */
static int copy_file(const char *from, const char *to)
{
  int source autoclose_fd = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  struct stat about;
  if (source < 0 || fstat(source, &about) != 0)
    return errno;
  int target autoclose_fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (target < 0)
    return errno;
  int failure = copy_bytes(source, target);
  if (failure)
    return failure;
  const struct timespec times[2] = {about.st_atim, about.st_mtim};
  if (fchmod(target, about.st_mode & 0777) != 0 && errno != EPERM)
    return errno;
  if (futimens(target, times) != 0 && errno != EPERM)
    return errno;
  return fsync(target) != 0 && errno != EINVAL ? errno : 0;
}

static enum status carry_error(struct error *error, int failure, const char *from, const char *to)
{
  if (failure == ENOSPC || failure == EDQUOT)
    return error_set(error, STATUS_NO_SPACE, "%s: no room left on the disk", to);
  return error_set_errno(error, failure, "%s: cannot be moved to %s", from, to);
}

/* The copy's name while it grows comes from the original alone, so that after a kill the next
 * attempt writes over what is left. */
static char *part_name(const char *from, const char *to)
{
  struct stat about = {0};
  if (lstat(from, &about) != 0)
    about.st_ino = 0;
  autofree char *folder = path_folder(to);
  return memory_format("%s/" ATOMIC_FILE_PREFIX "carry-%llx-%llx", folder,
                       (unsigned long long)about.st_dev, (unsigned long long)about.st_ino);
}

/* ---- folders ---- */

/* Called for each entry with its path here and its path there; 0, or an errno that ends it. */
typedef int entry_function(const char *here, const char *there, int depth);

static int each_entry(const char *here, const char *there, int depth, entry_function *function)
{
  DIR *entries = depth < COPY_DEPTH_MAX ? opendir(here) : NULL;
  if (!entries)
    return depth < COPY_DEPTH_MAX ? errno : ELOOP;
  int failure = 0;
  const struct dirent *entry;
  while (!failure && (entry = readdir(entries))) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
      continue;
    autofree char *from = memory_format("%s/%s", here, entry->d_name);
    autofree char *to = there ? memory_format("%s/%s", there, entry->d_name) : NULL;
    failure = function(from, to, depth + 1);
  }
  closedir(entries);
  return failure;
}

static bool is_folder(const char *path)
{
  struct stat about;
  return lstat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static int copy_folder(const char *from, const char *to, int depth);

static int copy_entry(const char *from, const char *to, int depth)
{
  struct stat about;
  if (lstat(from, &about) != 0)
    return errno;
  if (S_ISDIR(about.st_mode))
    return copy_folder(from, to, depth);
  return S_ISREG(about.st_mode) ? copy_file(from, to) : 0;
}

static int copy_folder(const char *from, const char *to, int depth)
{
  if (mkdir(to, 0777) != 0 && errno != EEXIST)
    return errno;
  int failure = each_entry(from, to, depth, copy_entry);
  return failure ? failure : folder_sync(to, NULL) ? EIO : 0;
}

/* What has come to `from` since it was copied stays. */
static int remove_copied(const char *from, const char *copy, int depth)
{
  struct stat here, there;
  if (is_folder(from)) {
    int failure = each_entry(from, copy, depth, remove_copied);
    return failure ? failure : rmdir(from) == 0 || errno == ENOTEMPTY ? 0 : errno;
  }
  bool copied = lstat(from, &here) == 0 && lstat(copy, &there) == 0 &&
                here.st_size == there.st_size && here.st_mtim.tv_sec == there.st_mtim.tv_sec;
  return copied && unlink(from) != 0 ? errno : 0;
}

static int remove_entry(const char *path, const char *none, int depth)
{
  (void)none;
  if (!is_folder(path))
    return unlink(path) == 0 ? 0 : errno;
  int failure = each_entry(path, NULL, depth, remove_entry);
  return failure ? failure : rmdir(path) == 0 ? 0 : errno;
}

void folder_remove_all(const char *folder)
{
  (void)remove_entry(folder, NULL, 0);
}

/* Out of sight first: half of a folder must never look like one. */
static enum status folder_remove_copied(const char *from, const char *copy, struct error *error)
{
  autofree char *above = path_folder(from);
  autofree char *hidden = memory_format("%s/" ATOMIC_FILE_PREFIX "gone-%s", above, path_base(from));
  enum status status = file_move(from, hidden, error);
  if (status)
    return status;
  int failure = remove_copied(hidden, copy, 0);
  if (is_folder(hidden) && rename(hidden, from) != 0 && !failure)
    failure = errno;
  return failure ? error_set_errno(error, failure, "%s: cannot be removed", from)
                 : folder_sync(above, error);
}

static enum status carry_by_copy(const char *from, const char *to, struct error *error)
{
  autofree char *part = part_name(from, to);
  bool folder = is_folder(from);
  int failure = folder ? copy_folder(from, part, 0) : copy_file(from, part);
  if (failure) {
    (void)remove_entry(part, NULL, 0);
    return carry_error(error, failure, from, to);
  }
  enum status status = file_move(part, to, error);
  if (status)
    return status;
  return folder ? folder_remove_copied(from, to, error) : file_remove(from, error);
}

enum status file_carry(const char *from, const char *to, struct error *error)
{
  enum status status = folder_make_above(to, error);
  if (status)
    return status;
  if (rename(from, to) != 0)
    return errno == EXDEV ? carry_by_copy(from, to, error) : carry_error(error, errno, from, to);
  autofree char *from_folder = path_folder(from);
  autofree char *to_folder = path_folder(to);
  status = folder_sync(to_folder, error);
  return status ? status : folder_sync(from_folder, error);
}

enum status file_remove(const char *path, struct error *error)
{
  if (unlink(path) != 0 && errno != ENOENT)
    return error_set_errno(error, errno, "%s: cannot be removed", path);
  autofree char *folder = path_folder(path);
  return folder_sync(folder, error);
}

void folder_remove_empty(const char *folder, const char *top)
{
  autofree char *path = memory_copy_string(folder);
  size_t top_length = strlen(top);
  while (strlen(path) > top_length && strncmp(path, top, top_length) == 0 &&
         path[top_length] == '/') {
    if (rmdir(path) != 0)
      return;
    *strrchr(path, '/') = '\0';
  }
}

enum status disk_room(const char *path, unsigned long long *ret_free, unsigned long long *ret_total,
                      struct error *error)
{
  struct statvfs about;
  if (statvfs(path, &about) != 0)
    return error_set_errno(error, errno, "%s: the disk's free room cannot be told", path);
  *ret_free = (unsigned long long)about.f_bavail * about.f_frsize;
  *ret_total = (unsigned long long)about.f_blocks * about.f_frsize;
  return STATUS_OK;
}
