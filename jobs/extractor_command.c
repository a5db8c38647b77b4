#include "jobs/extractor_command.h"

#include <errno.h>
#include <jansson.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/clock.h"

enum {
  RECORD_BYTES_MAX = 8 << 20,
  RECORD_VALUES_MAX = 200000, /* so many take some 20 MB once they are read */
  RECORD_DEPTH_MAX = 32,
  CHUNK_BYTES = 64 << 10,
  LOOK_MS = 250,          /* how often a stop signal is looked for */
  STOP_GRACE_MS = 4000,   /* what is left to the program once we are told to stop */
  SHELL_CANNOT_RUN = 126, /* the shell's exit codes */
  SHELL_NOT_FOUND = 127,
};

struct command {
  const char *text;
  pid_t pid;         /* leader of its own process group */
  int input, output; /* our ends; -1 once closed */
  int64_t deadline;  /* ms, monotonic */
  struct strbuf answer;
};

static _Noreturn void command_exec(const char *text, int input, int output)
{
  setpgid(0, 0);
  signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL); /* watch and batch hold back what stops them */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0)
    execl("/bin/sh", "sh", "-c", text, (char *)NULL);
  _exit(SHELL_CANNOT_RUN);
}

static enum status command_start(struct command *command, struct error *error)
{
  int to[2], from[2];
  if (pipe2(to, O_CLOEXEC) != 0)
    return error_set_errno(error, errno, "cannot run the extractor");
  if (pipe2(from, O_CLOEXEC) != 0) {
    enum status status = error_set_errno(error, errno, "cannot run the extractor");
    close(to[0]);
    close(to[1]);
    return status;
  }
  command->pid = fork();
  if (command->pid == 0)
    command_exec(command->text, to[0], from[1]);
  int fork_errno = errno;
  close(to[0]);
  close(from[1]);
  command->input = to[1];
  command->output = from[0];
  if (command->pid < 0)
    return error_set_errno(error, fork_errno, "cannot run the extractor");
  setpgid(command->pid, command->pid);
  fcntl(command->input, F_SETFL, O_NONBLOCK);
  return STATUS_OK;
}

static void end_close(int *end)
{
  if (*end >= 0)
    close(*end);
  *end = -1;
}

/* A program that does not want its input may close it; what it writes counts. */
static void command_feed(struct command *command, const char *text, size_t length, size_t *sent)
{
  ssize_t written = write(command->input, text + *sent, length - *sent);
  if (written > 0)
    *sent += (size_t)written;
  if (*sent == length || (written < 0 && errno != EAGAIN && errno != EINTR))
    end_close(&command->input);
}

static void command_listen(struct command *command)
{
  char chunk[CHUNK_BYTES];
  ssize_t received = read(command->output, chunk, sizeof chunk);
  if (received > 0)
    strbuf_append_bytes(&command->answer, chunk, (size_t)received);
  else if (received == 0 || errno != EINTR)
    end_close(&command->output);
}

/* Watch and batch block the signals that stop them and read them in their loop, which stands still
 * while the program runs. */
static bool stop_is_wanted(void)
{
  sigset_t waiting;
  return sigpending(&waiting) == 0 &&
         (sigismember(&waiting, SIGTERM) || sigismember(&waiting, SIGINT) ||
          sigismember(&waiting, SIGHUP));
}

static enum status time_is_over(const struct command *command, bool stopping, int timeout_seconds,
                                struct error *error)
{
  if (stopping)
    return error_set(error, STATUS_BUSY, "stopped while the extractor \"%s\" ran", command->text);
  return error_set(error, STATUS_TIMEOUT,
                   "the extractor \"%s\" did not finish within %d seconds; "
                   "raise --extractor-timeout",
                   command->text, timeout_seconds);
}

/* Until its output ends or the time is over. */
static enum status command_talk(struct command *command, const char *text, int timeout_seconds,
                                struct error *error)
{
  size_t length = strlen(text), sent = 0;
  bool stopping = false;
  while (command->output >= 0) {
    int64_t now = clock_now(), left = command->deadline - now;
    if (left <= 0)
      return time_is_over(command, stopping, timeout_seconds, error);
    if (!stopping && stop_is_wanted()) {
      stopping = true;
      left = left < STOP_GRACE_MS ? left : STOP_GRACE_MS;
      command->deadline = now + left;
    }
    if (command->answer.length > RECORD_BYTES_MAX)
      return error_set(error, STATUS_BAD_INPUT, "the extractor \"%s\" wrote more than %d MB",
                       command->text, RECORD_BYTES_MAX >> 20);
    struct pollfd ends[] = {{.fd = command->output, .events = POLLIN},
                            {.fd = command->input, .events = POLLOUT}};
    if (poll(ends, 2, left < LOOK_MS ? (int)left : LOOK_MS) <= 0)
      continue;
    if (ends[1].revents)
      command_feed(command, text, length, &sent);
    if (ends[0].revents)
      command_listen(command);
  }
  return STATUS_OK;
}

/* Waits for the program's end, not longer than it may run. What it left running is not waited for.
 */
static int command_end(struct command *command)
{
  static const struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};
  int wait_status = 0;
  pid_t ended = 0;
  end_close(&command->input);
  while (ended == 0 && clock_now() < command->deadline && command->output < 0) {
    ended = waitpid(command->pid, &wait_status, WNOHANG);
    if (ended == 0)
      nanosleep(&pause, NULL);
  }
  if (ended == 0) {
    kill(-command->pid, SIGKILL);
    while (waitpid(command->pid, &wait_status, 0) < 0 && errno == EINTR)
      ;
  }
  end_close(&command->output);
  return wait_status;
}

static enum status end_judge(const char *text, int wait_status, struct error *error)
{
  if (WIFSIGNALED(wait_status))
    return error_set(error, STATUS_BAD_INPUT, "the extractor \"%s\" was stopped by signal %d (%s)",
                     text, WTERMSIG(wait_status), strsignal(WTERMSIG(wait_status)));
  int code = WEXITSTATUS(wait_status);
  if (code == SHELL_CANNOT_RUN || code == SHELL_NOT_FOUND)
    return error_set(error, STATUS_INSTALL, "the extractor \"%s\" cannot be run; check --extractor",
                     text);
  if (code != 0)
    return error_set(error, STATUS_BAD_INPUT, "the extractor \"%s\" failed with exit code %d", text,
                     code);
  return STATUS_OK;
}

/* Before it is read, which takes many times the memory of its text. */
static enum status answer_bound(const struct command *command, struct error *error)
{
  size_t values = 1, depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < command->answer.length; i++) {
    char byte = command->answer.data[i];
    if (byte == '"')
      in_string = !in_string;
    else if (in_string)
      i += byte == '\\';
    else if (byte == ',' || byte == ':')
      values++;
    else if (byte == '[' || byte == '{')
      depth++, values++;
    else if (byte == ']' || byte == '}')
      depth -= depth > 0;
    if (depth > RECORD_DEPTH_MAX)
      return error_set(error, STATUS_BAD_INPUT,
                       "the extractor \"%s\" wrote JSON that is more than %d levels deep",
                       command->text, RECORD_DEPTH_MAX);
    if (values > RECORD_VALUES_MAX)
      return error_set(error, STATUS_BAD_INPUT,
                       "the extractor \"%s\" wrote JSON of more than %d values", command->text,
                       RECORD_VALUES_MAX);
  }
  return STATUS_OK;
}

static enum status answer_read(const struct command *command, struct record_list *ret_records,
                               struct error *error)
{
  json_error_t where;
  enum status status = answer_bound(command, error);
  if (status)
    return status;
  json_t *json = json_loadb(strbuf_text(&command->answer), command->answer.length, 0, &where);
  if (!json)
    return error_set(error, STATUS_BAD_INPUT,
                     "the extractor \"%s\" did not write JSON (line %d, column %d: %s)",
                     command->text, where.line, where.column, where.text);
  status = record_list_from_json(json, ret_records, error);
  json_decref(json);
  if (status != STATUS_OK)
    error_prefix(error, "the extractor \"%s\" did not write a record", command->text);
  return status;
}

enum status extractor_command_run(const char *text, int timeout_seconds, const char *document,
                                  struct record_list *ret_records, struct error *error)
{
  struct command command = {
      .text = text,
      .input = -1,
      .output = -1,
      .deadline = clock_now() + (int64_t)timeout_seconds * 1000,
  };
  enum status status = command_start(&command, error);
  if (status == STATUS_OK)
    status = command_talk(&command, document, timeout_seconds, error);
  int wait_status = command.pid > 0 ? command_end(&command) : 0;
  end_close(&command.input);
  end_close(&command.output);
  if (status == STATUS_OK)
    status = end_judge(text, wait_status, error);
  if (status == STATUS_OK)
    status = answer_read(&command, ret_records, error);
  strbuf_clear(&command.answer);
  return status;
}
