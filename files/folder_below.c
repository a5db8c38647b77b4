#include "files/folder_below.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/file_carry.h"

static int step_into(int folder, const char *name)
{
  int next = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int failure = errno;
  close(folder);
  errno = failure;
  return next;
}

int folder_open_below(const char *top, const char *below)
{
  int folder = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  while (folder >= 0 && below && *below) {
    size_t length = strcspn(below, "/");
    autofree char *name = memory_copy_bytes(below, length);
    if (length)
      folder = step_into(folder, name);
    below += length + (below[length] == '/');
  }
  return folder;
}

int folder_open_above(const char *top, const char *name)
{
  autofree char *below = memory_copy_bytes(name, (size_t)(path_base(name) - name));
  return folder_open_below(top, below);
}

bool folder_way_is_barred(const char *top, const char *name)
{
  int folder = folder_open_above(top, name);
  if (folder >= 0)
    close(folder);
  return folder < 0 && (errno == ELOOP || errno == ENOTDIR);
}

char *folder_held_path(int folder_fd, const char *name)
{
  return memory_format("/proc/self/fd/%d/%s", folder_fd, name);
}
