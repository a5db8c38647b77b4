#include "workers/worker.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "workers/sandbox.h"

/* Ctrl-C and a service's stop reach the whole group; the parent decides what becomes of the work,
 * and no worker outlives it. */
void worker_signals_settle(void)
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

static void shut_in(const struct worker_pool_options *options, const void *state,
                    const struct message *first)
{
  struct worker_needs needs = {0};
  options->trade->needs(state, first, &needs);
  sandbox_enter(&(struct sandbox_limits){.memory = options->worker_memory,
                                         .readable = needs.paths,
                                         .readable_count = needs.count,
                                         .threads = needs.threads,
                                         .landlock_version = options->landlock_version});
  worker_needs_clear(&needs);
}

/* Waits for a job; the parent's end of the socket closes when there is no more of the group. */
static struct message job_receive(int socket)
{
  struct message_reader reader = {0};
  struct message message = {0};
  if (message_receive(&reader, socket, true, &message) != MESSAGE_COMPLETE)
    _exit(0);
  return message;
}

_Noreturn void worker_main(int socket, const struct worker_pool_options *options, void *state)
{
  prctl(PR_SET_NAME, WORKER_NAME);
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* is not inherited */
  struct message message = job_receive(socket);
  shut_in(options, state, &message);
  for (;; message = job_receive(socket)) {
    if (!options->trade->work(state, socket, &message))
      _exit(1);
    message_clear(&message);
  }
}
