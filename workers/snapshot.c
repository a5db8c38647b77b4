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
/* How often a snapshot that is killed is made anew before a job is refused. */
enum { RENEWALS_MAX = 4 };

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

/* ---- in the processes of snapshot and keeper ---- */

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

/* Copies this process whenever the pool asks for it; returns in the copy, with the socket that came
 * for it. */
static int copies_make(int control, void (*prepare)(void *context), void *context)
{
  for (;;) {
    int socket = socket_receive(control);
    if (socket < 0)
      _exit(0);
    if (prepare)
      prepare(context);
    pid_t pid = sibling_fork();
    if (pid == 0) {
      close(control);
      return socket;
    }
    int32_t answer = pid < 0 ? -errno : pid;
    close(socket);
    if (send(control, &answer, sizeof answer, MSG_NOSIGNAL) != sizeof answer)
      _exit(0);
  }
}

struct loading {
  const struct worker_pool_options *options;
  void *state; /* what begin() gave */
  bool is_done;
};

static void load_once(void *context)
{
  struct loading *loading = context;
  if (loading->is_done)
    return;
  loading->state = loading->options->trade->begin(loading->options->setting);
  command_line_forget();
  loading->is_done = true;
}

static _Noreturn void keeper_serve(int control, const struct worker_pool_options *options)
{
  struct loading loading = {.options = options};
  prctl(PR_SET_NAME, KEEPER_NAME);
  control = copies_make(control, NULL, NULL);
  prctl(PR_SET_NAME, SNAPSHOT_NAME);
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* is not inherited */
  int socket = copies_make(control, load_once, &loading);
  worker_main(socket, options, loading.state);
}

/* ---- on the pool's side ---- */

static enum status sockets_make(int ret_ends[2], struct error *error)
{
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ret_ends) != 0)
    return error_set_errno(error, errno, "cannot talk to a new worker process");
  const struct timeval patience = {.tv_sec = COPY_SECONDS};
  setsockopt(ret_ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return STATUS_OK;
}

enum status snapshot_open(const struct worker_pool_options *options, struct snapshot *ret_snapshot,
                          struct error *error)
{
  int ends[2];
  enum status status = sockets_make(ends, error);
  if (status)
    return status;
  pid_t pid = fork();
  if (pid < 0) {
    status = error_set_errno(error, errno, "cannot start a worker process");
    close(ends[0]);
    close(ends[1]);
    return status;
  }
  if (pid == 0) {
    descriptors_close_all_but(ends[1]);
    worker_signals_settle();
    descriptors_hush(options->verbose);
    keeper_serve(ends[1], options);
  }
  close(ends[1]);
  *ret_snapshot = (struct snapshot){.keeper = pid, .keeper_control = ends[0]};
  return STATUS_OK;
}

/* Asks a process for a copy of itself that talks through `socket`. */
static enum status copy_ask(int control, int socket, pid_t *ret_pid, struct error *error)
{
  int32_t answer = -EPIPE;
  ssize_t received = -1;
  if (socket_send(control, socket))
    while ((received = recv(control, &answer, sizeof answer, 0)) < 0 && errno == EINTR)
      ;
  if (received != sizeof answer)
    return error_set(error, STATUS_CRASHED, "the process that makes workers has gone");
  if (answer <= 0)
    return error_set_errno(error, -answer, "cannot start a worker process");
  *ret_pid = answer;
  return STATUS_OK;
}

static void process_end(pid_t *pid, int control)
{
  if (*pid <= 0)
    return;
  kill(*pid, SIGKILL);
  while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
    ;
  close(control);
  *pid = 0;
}

static enum status snapshot_renew(struct snapshot *snapshot, struct error *error)
{
  int ends[2];
  process_end(&snapshot->pid, snapshot->control);
  enum status status = sockets_make(ends, error);
  if (status)
    return status;
  status = copy_ask(snapshot->keeper_control, ends[1], &snapshot->pid, error);
  close(ends[1]);
  if (!status) {
    snapshot->control = ends[0];
    return STATUS_OK;
  }
  close(ends[0]);
  return status == STATUS_CRASHED
             ? error_set(error, STATUS_INSTALL,
                         "the process that workers are made of was killed; start zhaolu again")
             : status;
}

enum status snapshot_copy(struct snapshot *snapshot, int socket, pid_t *ret_pid,
                          struct error *error)
{
  enum status status = STATUS_CRASHED;
  if (snapshot->pid)
    status = copy_ask(snapshot->control, socket, ret_pid, error);
  for (int i = 0; status == STATUS_CRASHED && i < RENEWALS_MAX; i++) {
    status = snapshot_renew(snapshot, error);
    if (!status)
      status = copy_ask(snapshot->control, socket, ret_pid, error);
  }
  return status;
}

void snapshot_close(struct snapshot *snapshot)
{
  process_end(&snapshot->pid, snapshot->control);
  process_end(&snapshot->keeper, snapshot->keeper_control);
}
