#include "files/held_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/file_carry.h"

struct held_folder {
  int fd;
  uid_t owner;
  char *path, *top;
};

static void fd_take(struct held_folder *folder, int fd)
{
  if (folder->fd >= 0)
    close(folder->fd);
  free(folder->top);
  struct stat about;
  if (fstat(fd, &about) == 0)
    folder->owner = about.st_uid;
  folder->fd = fd;
  folder->top = memory_format("/proc/self/fd/%d", fd);
}

enum status held_folder_open(const char *path, struct held_folder **ret_folder, struct error *error)
{
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return error_set_errno(error, errno, "%s: cannot be opened", path);
  struct held_folder *folder = memory_alloc(sizeof *folder);
  folder->fd = -1;
  folder->path = memory_copy_string(path);
  fd_take(folder, fd);
  *ret_folder = folder;
  return STATUS_OK;
}

void held_folder_close(struct held_folder **folder)
{
  if (!*folder)
    return;
  close((*folder)->fd);
  free((*folder)->path);
  free((*folder)->top);
  free(*folder);
  *folder = NULL;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Only the administrator mounts. */
static bool is_mounted(const char *path, const struct stat *about)
{
  autofree char *above = path_folder(path);
  struct stat parent;
  return stat(above, &parent) == 0 && parent.st_dev != about->st_dev;
}

/* The open folder was removed. A network folder may only say that it is stale. */
static bool is_removed(const struct held_folder *folder)
{
  struct stat held;
  return fstat(folder->fd, &held) != 0 || held.st_nlink == 0;
}

static bool comes_by_right(const struct held_folder *folder, const struct stat *there)
{
  return (is_removed(folder) && there->st_uid == folder->owner) || is_mounted(folder->path, there);
}

/* No link is followed where it stood, unless one led to it from the beginning. */
static bool renew(struct held_folder *folder)
{
  struct stat there;
  int fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return false;
  if (fstat(fd, &there) != 0 || !comes_by_right(folder, &there)) {
    close(fd);
    return false;
  }
  fd_take(folder, fd);
  return true;
}

enum status held_folder_look(struct held_folder *folder, struct error *error)
{
  struct stat held, there;
  if (stat(folder->path, &there) != 0)
    return error_set(error, STATUS_IO, "%s: is not there: %s; is its disk or network folder there?",
                     folder->path, strerror(errno));
  if ((fstat(folder->fd, &held) == 0 && is_same(&held, &there)) || renew(folder))
    return STATUS_OK;
  return error_set(error, STATUS_IO,
                   "%s: is no longer the folder that it was; put that one back, or start again",
                   folder->path);
}

const char *held_folder_top(const struct held_folder *folder)
{
  return folder->top;
}

void held_folder_name_in(const struct held_folder *folder, struct error *error)
{
  const char *at = error ? strstr(error->message, folder->top) : NULL;
  if (!at)
    return;
  autofree char *message = memory_format("%.*s%s%s", (int)(at - error->message), error->message,
                                         folder->path, at + strlen(folder->top));
  snprintf(error->message, sizeof error->message, "%s", message);
}
