#include "jobs/crash_note.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

/* A signal handler can see nothing but statics; this file and cli/piped_input.c alone
 * have any. */
static volatile int64_t document_in_hand;
static volatile int note_fd = -1;

static void note_and_die(int number)
{
  char digits[24];
  size_t at = sizeof digits;
  digits[--at] = '\n';
  for (int64_t rest = document_in_hand; rest > 0; rest /= 10)
    digits[--at] = (char)('0' + rest % 10);
  if (document_in_hand > 0 && write(note_fd, digits + at, sizeof digits - at) > 0)
    fsync(note_fd);
  /* The handler was reset (SA_RESETHAND): the signal now has its usual effect. */
  raise(number);
}

static enum status notes_count(const char *path, struct ledger *ledger, struct error *error)
{
  FILE *file = fopen(path, "re");
  if (!file)
    return STATUS_OK;
  enum status status = STATUS_OK;
  char line[32];
  while (!status && fgets(line, sizeof line, file)) {
    int64_t id = strtoll(line, NULL, 10);
    if (id > 0)
      status = ledger_count_crash(ledger, id, error);
  }
  fclose(file);
  return status;
}

enum status crash_note_open(const char *out, struct ledger *ledger, struct error *error)
{
  autofree char *path = memory_format("%s/.zhaolu/crashes", out);
  enum status status = notes_count(path, ledger, error);
  if (status)
    return status;
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0)
    return error_set_errno(error, errno, "%s: cannot be written", path);
  note_fd = fd;
  const struct sigaction action = {.sa_handler = note_and_die, .sa_flags = SA_RESETHAND};
  static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
    sigaction(crashes[i], &action, NULL);
  return STATUS_OK;
}

void crash_note_set(int64_t document)
{
  document_in_hand = document;
}
