#include "jobs/stop_signals.h"

#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

static sigset_t stop_signals(void)
{
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  return signals;
}

int stop_signals_open(void)
{
  sigset_t signals = stop_signals();
  sigprocmask(SIG_BLOCK, &signals, NULL);
  return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

int stop_signals_take(int fd)
{
  struct signalfd_siginfo info;
  int count = 0;
  while (read(fd, &info, sizeof info) == sizeof info)
    count++;
  return count;
}

void stop_signals_let_through(void)
{
  sigset_t signals = stop_signals();
  sigprocmask(SIG_UNBLOCK, &signals, NULL);
}
