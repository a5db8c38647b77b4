#include "files/folder_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

/* A process that was killed holds its lock until its copies, just made, have closed theirs. */
enum { ATTEMPTS = 10, PAUSE_NS = 50 * 1000 * 1000 };

struct folder_lock {
  int fd;
  int stranger;
};

/* The process that holds a flock on the open folder, as the kernel lists it; 0: not to be found. */
static int holder_find(int fd)
{
  struct stat about;
  FILE *file = fopen("/proc/locks", "re");
  char line[256];
  int holder = 0;
  if (file && fstat(fd, &about) == 0)
    while (!holder && fgets(line, sizeof line, file)) {
      int pid;
      unsigned major_number, minor_number;
      unsigned long inode;
      if (sscanf(line, "%*d: FLOCK %*s %*s %d %x:%x:%lu", &pid, &major_number, &minor_number,
                 &inode) == 4 &&
          inode == about.st_ino && makedev(major_number, minor_number) == about.st_dev)
        holder = pid;
    }
  if (file)
    fclose(file);
  return holder > 0 ? holder : 0;
}

static bool is_another_users(int pid)
{
  struct stat about;
  autofree char *path = memory_format("/proc/%d", pid);
  return pid && stat(path, &about) == 0 && about.st_uid != geteuid() && about.st_uid != 0;
}

static bool lock_try(int fd)
{
  static const struct timespec pause = {.tv_nsec = PAUSE_NS};
  for (int i = 0; i < ATTEMPTS; i++) {
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
      return true;
    if (errno != EWOULDBLOCK)
      return true; /* knows no locks */
    if (is_another_users(holder_find(fd)))
      return false;
    nanosleep(&pause, NULL);
  }
  return false;
}

enum status folder_lock_take(const char *folder, const char *place, struct folder_lock **ret_lock,
                             struct error *error)
{
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), holder = 0;
  if (fd < 0)
    return error_set_errno(error, errno, "%s: cannot be opened", folder);
  if (!lock_try(fd)) {
    holder = holder_find(fd);
    if (!is_another_users(holder)) {
      close(fd);
      autofree char *who = holder ? memory_format("process %d", holder) : NULL;
      return error_set(error, STATUS_BUSY, "%s is already in use by %s; stop that one first", place,
                       who ? who : "another process");
    }
  }
  struct folder_lock *lock = memory_alloc(sizeof *lock);
  *lock = (struct folder_lock){.fd = fd, .stranger = holder};
  *ret_lock = lock;
  return STATUS_OK;
}

void folder_lock_release(struct folder_lock **lock)
{
  if (!*lock)
    return;
  close((*lock)->fd);
  free(*lock);
  *lock = NULL;
}

int folder_lock_stranger(const struct folder_lock *lock)
{
  return lock->stranger;
}
