#include "jobs/far_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/file_carry.h"

#define FAR_FOLDER_PREFIX "zhaolu-work-"

/* Locks a folder of our own that nobody holds; -1: somebody does, or it is not ours. */
static int folder_hold(const char *path)
{
  struct stat about;
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return -1;
  if (fstat(fd, &about) == 0 && about.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  close(fd);
  return -1;
}

static void left_behind_remove(const char *top)
{
  DIR *list = opendir(top);
  const struct dirent *entry;
  while (list && (entry = readdir(list))) {
    if (strncmp(entry->d_name, FAR_FOLDER_PREFIX, strlen(FAR_FOLDER_PREFIX)) != 0)
      continue;
    autofree char *path = memory_format("%s/%s", top, entry->d_name);
    int fd = folder_hold(path);
    if (fd < 0)
      continue;
    folder_remove_all(path);
    close(fd);
  }
  if (list)
    closedir(list);
}

/* Another worker that starts may take it for left behind before it is held: then once more. */
static enum status folder_make(const char *top, struct far_folder *folder, struct error *error)
{
  enum { ATTEMPTS = 10 };
  for (int i = 0; i < ATTEMPTS; i++) {
    free(folder->path);
    folder->path = memory_format("%s/" FAR_FOLDER_PREFIX "XXXXXX", top);
    if (!mkdtemp(folder->path))
      break;
    folder->fd = folder_hold(folder->path);
    if (folder->fd >= 0 && file_exists(folder->path))
      return STATUS_OK;
    if (folder->fd >= 0)
      close(folder->fd);
    errno = EBUSY;
  }
  error_set_errno(error, errno, "%s: no folder for the documents can be made", top);
  free(folder->path);
  folder->path = NULL;
  return error->status = STATUS_INSTALL;
}

enum status far_folder_open(struct far_folder *ret_folder, struct error *error)
{
  const char *temporary = getenv("TMPDIR");
  const char *top = temporary && *temporary ? temporary : "/tmp";
  struct far_folder folder = {.fd = -1};
  left_behind_remove(top);
  enum status status = folder_make(top, &folder, error);
  if (!status)
    *ret_folder = folder;
  return status;
}

void far_folder_close(struct far_folder *folder)
{
  if (!folder->path)
    return;
  folder_remove_all(folder->path);
  close(folder->fd);
  free(folder->path);
  *folder = (struct far_folder){0};
}
