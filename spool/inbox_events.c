#include "spool/inbox_events.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/memory.h"

struct inbox_events {
  int fd;
};

enum status inbox_events_open(struct inbox_events **ret_events, struct error *error)
{
  int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) {
    int failure = errno;
    error_set_errno(error, failure, "no notifications of new files");
    if (error)
      error->status = STATUS_UNSUPPORTED;
    return STATUS_UNSUPPORTED;
  }
  struct inbox_events *events = memory_alloc(sizeof *events);
  events->fd = fd;
  *ret_events = events;
  return STATUS_OK;
}

void inbox_events_close(struct inbox_events **events)
{
  if (!*events)
    return;
  close((*events)->fd);
  free(*events);
  *events = NULL;
}

bool inbox_events_listen(struct inbox_events *events, const char *const *folders, size_t count)
{
  bool all = true;
  for (size_t i = 0; i < count; i++)
    if (inotify_add_watch(events->fd, folders[i],
                          IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR) < 0 &&
        errno != ENOENT)
      all = false;
  return all;
}

int inbox_events_fd(const struct inbox_events *events)
{
  return events->fd;
}

bool inbox_events_drain(struct inbox_events *events)
{
  _Alignas(struct inotify_event) char bytes[16384];
  bool any = false;
  while (read(events->fd, bytes, sizeof bytes) > 0)
    any = true;
  return any;
}
