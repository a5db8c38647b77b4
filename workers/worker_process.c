#include "workers/worker_process.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How long the parent waits for a worker to take its job; a sound one takes it at once. */
enum { SEND_SECONDS = 10 };

enum status worker_process_start(struct snapshot *snapshot, struct worker_process *ret_process,
                                 struct error *error)
{
  int ends[2];
  pid_t pid = 0;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return error_set_errno(error, errno, "cannot talk to a new worker process");
  const struct timeval patience = {.tv_sec = SEND_SECONDS};
  setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  enum status status = snapshot_copy(snapshot, ends[1], &pid, error);
  close(ends[1]);
  if (status)
    close(ends[0]);
  else
    *ret_process = (struct worker_process){.pid = pid, .socket = ends[0]};
  return status;
}

int worker_process_end(struct worker_process *process)
{
  int wait_status = 0;
  if (process->pid <= 0)
    return 0;
  kill(process->pid, SIGKILL); /* does not change the fate of one that is dying already */
  while (waitpid(process->pid, &wait_status, 0) < 0 && errno == EINTR)
    ;
  close(process->socket);
  message_reader_clear(&process->reader);
  *process = (struct worker_process){0};
  return wait_status;
}

void worker_process_stop(const struct worker_process *process)
{
  if (process->pid > 0)
    kill(process->pid, SIGSTOP);
}

void worker_process_continue(const struct worker_process *process)
{
  if (process->pid > 0)
    kill(process->pid, SIGCONT);
}

int64_t worker_process_ms(const struct worker_process *process)
{
  clockid_t clock;
  struct timespec time;
  if (process->pid <= 0 || clock_getcpuclockid(process->pid, &clock) != 0 ||
      clock_gettime(clock, &time) != 0)
    return 0;
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

uint64_t worker_process_resident(const struct worker_process *process)
{
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/statm", (int)process->pid);
  FILE *file = fopen(path, "re");
  uint64_t total = 0, resident = 0;
  if (file) {
    if (fscanf(file, "%" SCNu64 " %" SCNu64, &total, &resident) != 2)
      resident = 0;
    fclose(file);
  }
  return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* A process's folder of threads has a link more for each. */
uint64_t worker_process_threads(const struct worker_process *process)
{
  enum { LINKS_OF_EMPTY = 2 };
  char path[64];
  struct stat about;
  snprintf(path, sizeof path, "/proc/%d/task", (int)process->pid);
  return process->pid && stat(path, &about) == 0 ? about.st_nlink - LINKS_OF_EMPTY : 0;
}
