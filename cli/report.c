#include "cli/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct reporter reporter_make(bool quiet, bool verbose, enum log_format format)
{
  return (struct reporter){
      .log = {.fd = STDERR_FILENO,
              .level = verbose ? LOG_LEVEL_DEBUG
                       : quiet ? LOG_LEVEL_WARNING
                               : LOG_LEVEL_INFO,
              .format = format},
      .console = console_make(quiet, verbose),
  };
}

/* Error messages name their file, and the line's head does already. */
static const char *without_file(const char *message, const char *file)
{
  size_t length = file ? strlen(file) : 0;
  bool named = length && strncmp(message, file, length) == 0 && message[length] == ':';
  return named ? message + length + 1 + (message[length + 1] == ' ') : message;
}

void report(struct reporter *reporter, const struct log_entry *entry, const char *format, ...)
{
  if (entry->level > reporter->log.level)
    return;
  char message[1000];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  console_progress_end(&reporter->console);
  event_log_write(&reporter->log, entry, "%s", without_file(message, entry->file));
}
