#ifndef ZHAOLU_CLI_CONSOLE_H
#define ZHAOLU_CLI_CONSOLE_H

/*
 * All that the program says to a person goes through here, to standard error: one line a message,
 * "zhaolu: …", in colour only on a terminal and never as the only sign (NO_COLOR is respected).
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/log.h"
#include "base/status.h"

enum console_level { CONSOLE_QUIET, CONSOLE_NORMAL, CONSOLE_VERBOSE };
enum exit_code { EXIT_DONE = 0, EXIT_DOCUMENT_FAILED = 1, EXIT_BAD_USAGE = 2, EXIT_UNUSABLE = 3 };

struct console {
  enum console_level level;
  bool terminal;   /* standard error is one */
  bool line_shown; /* a progress line stands there */
  size_t lost;     /* lines of a log that nobody read */
};

struct console console_make(bool quiet, bool verbose);

/* What a long run says: one line an event on standard error, never in the middle of a progress
 * line. -q leaves warnings and errors, -v adds what is only of interest when something is sought.
 * The console must outlive the log. */
struct event_log console_event_log(struct console *console, enum log_format format);

/* `console` may be NULL before the options are known. */
void console_error(struct console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* always */
void console_note(struct console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* not with -q */
void console_detail(struct console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* only with -v */

/* A line that is overwritten by the next and gone at the end; only on a terminal, not with -q. */
bool console_has_progress(const struct console *console);
void console_progress(struct console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void console_progress_end(struct console *console);

/* True when `file_descriptor` is a terminal and NO_COLOR is not set. */
bool console_has_colour(int file_descriptor);

/* Columns of a terminal; 0 where there is none. */
int console_columns(int file_descriptor);

/* 2 for a usage error, 3 where the installation is unusable, 1 otherwise. */
int exit_code_for(enum status status);

#endif
