#include "files/lock_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

struct lock_file {
  int fd;
  char *path;
};

static struct flock whole_file(short type)
{
  return (struct flock){.l_type = type, .l_whence = SEEK_SET};
}

/* "process 4711 on archive since 2025-03-01 02:00:00", or what is known of it. */
static void read_holder(int fd, char *ret_holder, size_t size)
{
  ssize_t got = pread(fd, ret_holder, size - 1, 0);
  ret_holder[got > 0 ? got : 0] = '\0';
  ret_holder[strcspn(ret_holder, "\n")] = '\0';
  if (ret_holder[0])
    return;
  struct flock lock = whole_file(F_WRLCK);
  if (fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
    snprintf(ret_holder, size, "process %d", (int)lock.l_pid);
  else
    snprintf(ret_holder, size, "another process");
}

static enum status write_holder(int fd, const char *path, struct error *error)
{
  char host[256] = "", when[40];
  gethostname(host, sizeof host - 1);
  time_t now = time(NULL);
  struct tm local;
  localtime_r(&now, &local);
  strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &local);
  autofree char *line = memory_format("process %d on %s since %s\n", (int)getpid(), host, when);
  /* On a full disk the lock itself still holds, only without its name. */
  if (ftruncate(fd, 0) == 0 && pwrite(fd, line, strlen(line), 0) >= 0)
    return STATUS_OK;
  if (errno == ENOSPC || errno == EDQUOT)
    return STATUS_OK;
  return error_set_errno(error, errno, "%s: cannot be written", path);
}

/* Another may have removed the file between our open and our lock: then we hold nothing. */
static bool is_still_there(int fd, const char *path)
{
  struct stat ours, there;
  return fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_ino == there.st_ino &&
         ours.st_dev == there.st_dev;
}

static bool knows_no_locks(int failure)
{
  return failure == ENOLCK || failure == EOPNOTSUPP || failure == ENOSYS || failure == EINVAL;
}

/* On a network folder without locks only the holder's own words are left: on this host its process
 * can be looked for, on another it must be believed. */
static bool holder_may_live(const char *holder)
{
  int pid;
  char there[256], here[256] = "";
  gethostname(here, sizeof here - 1);
  if (sscanf(holder, "process %d on %255s", &pid, there) != 2)
    return false;
  return strcmp(there, here) != 0 || kill(pid, 0) == 0 || errno == EPERM;
}

static enum status busy(struct error *error, const char *place, const char *holder)
{
  return error_set(error, STATUS_BUSY, "%s is already in use by %s; stop that one first", place,
                   holder);
}

static enum status take_without_locks(int fd, const char *path, const char *place,
                                      struct error *error)
{
  char holder[400];
  read_holder(fd, holder, sizeof holder);
  if (!holder_may_live(holder))
    return write_holder(fd, path, error);
  return error_set(error, STATUS_BUSY,
                   "%s is already in use by %s; stop that one first, or remove %s if it has ended",
                   place, holder, path);
}

/* STATUS_NOT_FOUND: the file went away meanwhile, try again. */
static enum status try_take(const char *path, const char *place, int *ret_fd, struct error *error)
{
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0)
    return error_set(error, STATUS_INSTALL,
                     "%s: cannot be written: %s; check the folder's owner and permissions", path,
                     strerror(errno));
  struct flock lock = whole_file(F_WRLCK);
  enum status status = STATUS_OK;
  if (fcntl(fd, F_SETLK, &lock) == 0) {
    status = is_still_there(fd, path) ? write_holder(fd, path, error) : STATUS_NOT_FOUND;
  } else if (errno == EACCES || errno == EAGAIN) {
    char holder[400];
    read_holder(fd, holder, sizeof holder);
    status = busy(error, place, holder);
  } else if (knows_no_locks(errno)) {
    status = take_without_locks(fd, path, place, error);
  } else {
    status = error_set(error, STATUS_INSTALL, "%s: cannot be locked: %s", path, strerror(errno));
  }
  if (status)
    close(fd);
  else
    *ret_fd = fd;
  return status;
}

enum status lock_file_take(const char *path, const char *place, struct lock_file **ret_lock,
                           struct error *error)
{
  int fd = -1;
  enum status status;
  do
    status = try_take(path, place, &fd, error);
  while (status == STATUS_NOT_FOUND);
  if (status)
    return status;
  struct lock_file *lock = memory_alloc(sizeof *lock);
  lock->fd = fd;
  lock->path = memory_copy_string(path);
  *ret_lock = lock;
  return STATUS_OK;
}

void lock_file_release(struct lock_file **lock)
{
  if (!*lock)
    return;
  unlink((*lock)->path); /* while it is still held, so that nobody else's is removed */
  close((*lock)->fd);
  free((*lock)->path);
  free(*lock);
  *lock = NULL;
}

bool lock_file_is_held(const char *path)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW); /* asking needs no more */
  if (fd < 0)
    return false;
  struct flock lock = whole_file(F_WRLCK);
  bool held = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close(fd);
  return held;
}
