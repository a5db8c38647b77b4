#include "cli/console.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"

#define COLOUR_ERROR "\033[31m"
#define COLOUR_OFF "\033[0m"
#define LINE_ERASE "\r\033[K"

struct console console_make(bool quiet, bool verbose)
{
  return (struct console){
      .level = verbose ? CONSOLE_VERBOSE
               : quiet ? CONSOLE_QUIET
                       : CONSOLE_NORMAL,
      .terminal = isatty(STDERR_FILENO),
  };
}

bool console_has_colour(int file_descriptor)
{
  const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
  return isatty(file_descriptor) && !(no_colour && *no_colour) &&
         !(terminal && strcmp(terminal, "dumb") == 0);
}

void console_progress_end(struct console *console)
{
  if (console && console->line_shown) {
    fputs(LINE_ERASE, stderr);
    console->line_shown = false;
  }
}

static void progress_line_end(void *console)
{
  console_progress_end(console);
}

struct event_log console_event_log(struct console *console, enum log_format format)
{
  static const enum log_level levels[] = {[CONSOLE_QUIET] = LOG_LEVEL_WARNING,
                                          [CONSOLE_NORMAL] = LOG_LEVEL_INFO,
                                          [CONSOLE_VERBOSE] = LOG_LEVEL_DEBUG};
  return (struct event_log){.fd = STDERR_FILENO,
                            .level = levels[console->level],
                            .format = format,
                            .lost = &console->lost,
                            .before_line = progress_line_end,
                            .context = console};
}

/* Files are named by strangers: what would steer the terminal is shown, not sent. */
static char *text_escape(const char *text)
{
  struct strbuf escaped = {0};
  strbuf_append_shown(&escaped, text);
  return strbuf_take(&escaped);
}

/* One write a line, so that lines of several programs on one terminal do not mix. */
static void line_print(struct console *console, const char *colour, const char *format,
                       va_list arguments)
{
  autofree char *raw = NULL;
  if (vasprintf(&raw, format, arguments) < 0)
    return;
  autofree char *text = text_escape(raw);
  console_progress_end(console);
  bool coloured = *colour && console_has_colour(STDERR_FILENO);
  fprintf(stderr, "%szhaolu: %s%s\n", coloured ? colour : "", text, coloured ? COLOUR_OFF : "");
}

void console_error(struct console *console, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  line_print(console, COLOUR_ERROR, format, arguments);
  va_end(arguments);
}

void console_note(struct console *console, const char *format, ...)
{
  if (console && console->level < CONSOLE_NORMAL)
    return;
  va_list arguments;
  va_start(arguments, format);
  line_print(console, "", format, arguments);
  va_end(arguments);
}

void console_detail(struct console *console, const char *format, ...)
{
  if (!console || console->level < CONSOLE_VERBOSE)
    return;
  va_list arguments;
  va_start(arguments, format);
  line_print(console, "", format, arguments);
  va_end(arguments);
}

bool console_has_progress(const struct console *console)
{
  return console->terminal && console->level > CONSOLE_QUIET;
}

void console_progress(struct console *console, const char *format, ...)
{
  if (!console_has_progress(console))
    return;
  autofree char *raw = NULL;
  va_list arguments;
  va_start(arguments, format);
  int length = vasprintf(&raw, format, arguments);
  va_end(arguments);
  if (length < 0)
    return;
  autofree char *text = text_escape(raw);
  fprintf(stderr, LINE_ERASE "%s", text);
  fflush(stderr);
  console->line_shown = true;
}

int console_columns(int file_descriptor)
{
  struct winsize size;
  return ioctl(file_descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int exit_code_for(enum status status)
{
  switch (status) {
  case STATUS_OK:
    return EXIT_DONE;
  case STATUS_USAGE:
    return EXIT_BAD_USAGE;
  case STATUS_INSTALL:
    return EXIT_UNUSABLE;
  default:
    return EXIT_DOCUMENT_FAILED;
  }
}
