#include "workers/worker_process.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workers/worker.h"

/* How long the parent waits for a worker to take its job; a sound one takes it at once. */
enum { SEND_SECONDS = 10 };

/* What a worker must not hold: its siblings' sockets, so that their ends are noticed, and the
 * parent's files. */
static void descriptors_close_all_but(int socket)
{
  if (socket > STDERR_FILENO + 1)
    close_range(STDERR_FILENO + 1, (unsigned)socket - 1, 0);
  close_range((unsigned)socket + 1, ~0u, 0);
}

enum status worker_process_start(const struct worker_pool_options *options,
                                 struct worker_process *ret_process, struct error *error)
{
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return error_set_errno(error, errno, "cannot talk to a new worker process");
  const struct timeval patience = {.tv_sec = SEND_SECONDS};
  setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  pid_t pid = fork();
  if (pid < 0) {
    enum status status = error_set_errno(error, errno, "cannot start a worker process");
    close(ends[0]);
    close(ends[1]);
    return status;
  }
  if (pid == 0) {
    descriptors_close_all_but(ends[1]);
    worker_main(ends[1], options);
  }
  close(ends[1]);
  *ret_process = (struct worker_process){.pid = pid, .socket = ends[0]};
  return STATUS_OK;
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
