#include "workers/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "workers/sandbox.h"

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

/* Ctrl-C and a service's stop reach the whole group; the parent decides what becomes of the work,
 * and no worker outlives it. */
static void signals_settle(void)
{
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGCHLD, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

_Noreturn void worker_main(int socket, const struct worker_pool_options *options)
{
  signals_settle();
  descriptors_hush(options->verbose);
  sandbox_enter(&(struct sandbox_limits){.memory = options->worker_memory});
  void *state = options->trade->begin(options->setting);
  for (;;) {
    struct message_reader reader = {0};
    struct message message = {0};
    if (message_receive(&reader, socket, true, &message) != MESSAGE_COMPLETE)
      _exit(0);
    if (!options->trade->work(state, socket, &message))
      _exit(1);
    message_clear(&message);
  }
}
