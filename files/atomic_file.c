#include "files/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

enum { NAME_ATTEMPTS = 16 };

/* "a/b" → "a", "/b" → "/", "b" → "." */
static char *folder_of(const char *path)
{
  const char *slash = strrchr(path, '/');
  if (!slash)
    return memory_copy_string(".");
  return slash == path ? memory_copy_string("/") : memory_copy_bytes(path, (size_t)(slash - path));
}

static enum status write_error(struct error *error, int errno_value, const char *path)
{
  if (errno_value == ENOSPC || errno_value == EDQUOT)
    return error_set(error, STATUS_NO_SPACE,
                     "%s: no room left on the disk; free some and try again", path);
  return error_set_errno(error, errno_value, "%s: cannot be written", path);
}

/* Opens a new file in `folder`; returns its descriptor and name, or -1 with errno set. */
static int part_open(const char *folder, char **ret_name)
{
  for (int attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
    uint64_t number = (uint64_t)getpid() << 32 ^ (uint64_t)attempt;
    if (getrandom(&number, sizeof number, 0) != sizeof number)
      number += (uint64_t)attempt;
    char *name = memory_format("%s/" ATOMIC_FILE_PREFIX "%016" PRIx64, folder, number);
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) {
      *ret_name = name;
      return fd;
    }
    free(name);
    if (errno != EEXIST)
      return -1;
  }
  return -1;
}

/* 0, or the errno of what failed. */
static int write_all(int fd, const char *bytes, size_t size)
{
  while (size) {
    ssize_t written = write(fd, bytes, size);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return errno;
    bytes += written;
    size -= (size_t)written;
  }
  return 0;
}

/* Makes the rename itself last. Some file systems cannot sync a folder; that is no failure. */
static int folder_sync_errno(const char *folder)
{
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return errno == EACCES ? 0 : errno; /* a folder one may write to but not list */
  int result = fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
  close(fd);
  return result;
}

static int part_fill_and_close(int fd, const void *bytes, size_t size)
{
  int result = write_all(fd, bytes, size);
  if (!result && fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP)
    result = errno;
  if (close(fd) != 0 && !result)
    result = errno;
  return result;
}

enum status file_write_atomic(const char *path, const void *bytes, size_t size, struct error *error)
{
  autofree char *folder = folder_of(path);
  autofree char *part = NULL;
  int fd = part_open(folder, &part);
  if (fd < 0)
    return write_error(error, errno, path);
  int result = part_fill_and_close(fd, bytes, size);
  if (!result && rename(part, path) != 0)
    result = errno;
  if (result) {
    unlink(part);
    return write_error(error, result, path);
  }
  result = folder_sync_errno(folder);
  return result ? write_error(error, result, path) : STATUS_OK;
}

enum status file_move(const char *from, const char *to, struct error *error)
{
  if (rename(from, to) != 0)
    return error_set_errno(error, errno, "%s: cannot be moved to %s", from, to);
  autofree char *from_folder = folder_of(from);
  autofree char *to_folder = folder_of(to);
  int result = folder_sync_errno(to_folder);
  if (!result && strcmp(from_folder, to_folder) != 0)
    result = folder_sync_errno(from_folder);
  return result ? write_error(error, result, to) : STATUS_OK;
}

enum status folder_sync(const char *folder, struct error *error)
{
  int result = folder_sync_errno(folder);
  return result ? write_error(error, result, folder) : STATUS_OK;
}
