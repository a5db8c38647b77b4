#include "base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void message_format(struct error *error, const char *format, va_list arguments)
{
  vsnprintf(error->message, sizeof error->message, format, arguments);
}

enum status error_set(struct error *error, enum status status, const char *format, ...)
{
  if (error) {
    va_list arguments;
    va_start(arguments, format);
    message_format(error, format, arguments);
    va_end(arguments);
    error->status = status;
  }
  return status;
}

void error_prefix(struct error *error, const char *format, ...)
{
  if (!error)
    return;
  struct error old = *error;
  va_list arguments;
  va_start(arguments, format);
  message_format(error, format, arguments);
  va_end(arguments);
  size_t used = strlen(error->message);
  snprintf(error->message + used, sizeof error->message - used, ": %s", old.message);
}

const char *message_after_name(const char *message, const char *name)
{
  size_t length = strlen(name);
  bool named = strncmp(message, name, length) == 0 && strncmp(message + length, ": ", 2) == 0;
  return named ? message + length + 2 : message;
}

static enum status status_from_errno(int errno_value)
{
  switch (errno_value) {
  case ENOENT:
    return STATUS_NOT_FOUND;
  case ENOSPC:
  case EDQUOT:
    return STATUS_NO_SPACE;
  case ENOMEM:
    return STATUS_NO_MEMORY;
  default:
    return STATUS_IO;
  }
}

enum status error_set_errno(struct error *error, int errno_value, const char *format, ...)
{
  enum status status = status_from_errno(errno_value);
  if (error) {
    va_list arguments;
    va_start(arguments, format);
    message_format(error, format, arguments);
    va_end(arguments);
    size_t used = strlen(error->message);
    snprintf(error->message + used, sizeof error->message - used, ": %s", strerror(errno_value));
    error->status = status;
  }
  return status;
}

const char *status_name(enum status status)
{
  static const char *const names[] = {
      [STATUS_OK] = "ok",
      [STATUS_USAGE] = "usage",
      [STATUS_INSTALL] = "install",
      [STATUS_BAD_INPUT] = "bad_input",
      [STATUS_UNSUPPORTED] = "unsupported",
      [STATUS_TOO_LARGE] = "too_large",
      [STATUS_IO] = "io",
      [STATUS_NO_SPACE] = "no_space",
      [STATUS_NO_MEMORY] = "no_memory",
      [STATUS_TIMEOUT] = "timeout",
      [STATUS_CRASHED] = "crashed",
      [STATUS_BUSY] = "busy",
      [STATUS_NOT_FOUND] = "not_found",
      [STATUS_INTERNAL] = "internal",
  };
  unsigned index = (unsigned)status;
  return index < sizeof names / sizeof *names ? names[index] : "unknown";
}

bool status_is_transient(enum status status)
{
  return status == STATUS_IO || status == STATUS_NO_SPACE || status == STATUS_NO_MEMORY ||
         status == STATUS_TIMEOUT || status == STATUS_BUSY;
}
