#include "workers/snapshot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workers/worker.h"

/* A model is loaded from a slow disk in less. */
enum { COPY_SECONDS = 120 };

/* What a pool's side asks: one byte and the socket of the worker to be. */
static bool socket_send(int control, int socket)
{
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
  } room = {0};
  char byte = 0;
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data,
                           .msg_iovlen = 1,
                           .msg_control = room.bytes,
                           .msg_controllen = sizeof room.bytes};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &socket, sizeof socket);
  return sendmsg(control, &message, MSG_NOSIGNAL) == 1;
}

/* -1: the pool is gone. */
static int socket_receive(int control)
{
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
  } room = {0};
  char byte;
  int socket = -1;
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data,
                           .msg_iovlen = 1,
                           .msg_control = room.bytes,
                           .msg_controllen = sizeof room.bytes};
  ssize_t received;
  while ((received = recvmsg(control, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
    ;
  const struct cmsghdr *header = received == 1 ? CMSG_FIRSTHDR(&message) : NULL;
  if (header && header->cmsg_type == SCM_RIGHTS)
    memcpy(&socket, CMSG_DATA(header), sizeof socket);
  return socket;
}

/* ---- in the snapshot's process ---- */

/* Nobody reads from or writes to the parent's standard input and output; what libraries print, the
 * parent says better. */
static void descriptors_hush(bool verbose)
{
  int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere < 0)
    return;
  dup2(nowhere, STDIN_FILENO);
  dup2(nowhere, STDOUT_FILENO);
  if (!verbose)
    dup2(nowhere, STDERR_FILENO);
  close(nowhere);
}

/* What a worker must not hold: the sockets of the pool's process and its files. */
static void descriptors_close_all_but(int kept)
{
  if (kept > STDERR_FILENO + 1)
    close_range(STDERR_FILENO + 1, (unsigned)kept - 1, 0);
  close_range((unsigned)kept + 1, ~0u, 0);
}

/* Command line and environment, which may hold names of files and secrets, lie in one piece of
 * memory that the kernel tells the ends of. */
static void command_line_forget(void)
{
  enum { ARGUMENTS_BEGIN = 48 }; /* the field of /proc/self/stat; three more follow */
  char text[2048] = "";
  FILE *file = fopen("/proc/self/stat", "re");
  size_t length = file ? fread(text, 1, sizeof text - 1, file) : 0;
  if (file)
    fclose(file);
  text[length] = '\0';
  const char *next = strrchr(text, ')'); /* the end of field 2 */
  for (int field = 2; next && field < ARGUMENTS_BEGIN; field++)
    next = strchr(next + 1, ' ');
  clearenv();
  uintptr_t ends[4];
  if (next && sscanf(next, " %" SCNuPTR " %" SCNuPTR " %" SCNuPTR " %" SCNuPTR, &ends[0], &ends[1],
                     &ends[2], &ends[3]) == 4)
    for (int i = 0; i < 4; i += 2)
      if (ends[i] && ends[i + 1] > ends[i])
        memset((void *)ends[i], 0, ends[i + 1] - ends[i]);
}

/* Of a process that has threads only the calling one is copied, and what the others were in the
 * middle of stays so for ever. */
static bool has_one_thread(void)
{
  DIR *folder = opendir("/proc/self/task");
  int count = 0;
  for (const struct dirent *entry; folder && (entry = readdir(folder));)
    count += entry->d_name[0] != '.';
  if (folder)
    closedir(folder);
  return count <= 1;
}

/* The parent is the pool's process, which waits for its end and whose end is its own. */
static pid_t sibling_fork(void)
{
  if (!has_one_thread()) {
    errno = EDEADLK;
    return -1;
  }
  return (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
}

static _Noreturn void snapshot_serve(int control, const struct worker_pool_options *options)
{
  void *state = NULL;
  for (bool begun = false;; begun = true) {
    int socket = socket_receive(control);
    if (socket < 0)
      _exit(0);
    if (!begun) {
      state = options->trade->begin(options->setting);
      command_line_forget();
    }
    pid_t pid = sibling_fork();
    if (pid == 0) {
      close(control);
      worker_main(socket, options, state);
    }
    int32_t answer = pid < 0 ? -errno : pid;
    close(socket);
    if (send(control, &answer, sizeof answer, MSG_NOSIGNAL) != sizeof answer)
      _exit(0);
  }
}

/* ---- on the pool's side ---- */

enum status snapshot_start(const struct worker_pool_options *options, struct snapshot *ret_snapshot,
                           struct error *error)
{
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return error_set_errno(error, errno, "cannot talk to a new worker process");
  const struct timeval patience = {.tv_sec = COPY_SECONDS};
  setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  pid_t pid = fork();
  if (pid < 0) {
    enum status status = error_set_errno(error, errno, "cannot start a worker process");
    close(ends[0]);
    close(ends[1]);
    return status;
  }
  if (pid == 0) {
    descriptors_close_all_but(ends[1]);
    worker_signals_settle();
    descriptors_hush(options->verbose);
    prctl(PR_SET_NAME, SNAPSHOT_NAME);
    snapshot_serve(ends[1], options);
  }
  close(ends[1]);
  *ret_snapshot = (struct snapshot){.pid = pid, .control = ends[0]};
  return STATUS_OK;
}

enum status snapshot_copy(const struct snapshot *snapshot, int socket, pid_t *ret_pid,
                          struct error *error)
{
  int32_t answer = -EPIPE;
  ssize_t received = -1;
  if (socket_send(snapshot->control, socket))
    while ((received = recv(snapshot->control, &answer, sizeof answer, 0)) < 0 && errno == EINTR)
      ;
  if (received != sizeof answer)
    return error_set(error, STATUS_CRASHED, "the process that makes workers has gone");
  if (answer <= 0)
    return error_set_errno(error, -answer, "cannot start a worker process");
  *ret_pid = answer;
  return STATUS_OK;
}

void snapshot_end(struct snapshot *snapshot)
{
  if (snapshot->pid <= 0)
    return;
  kill(snapshot->pid, SIGKILL);
  while (waitpid(snapshot->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  close(snapshot->control);
  *snapshot = (struct snapshot){0};
}
