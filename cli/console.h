#ifndef ZHAOLU_CLI_CONSOLE_H
#define ZHAOLU_CLI_CONSOLE_H

/*
 * All that the program says to a person goes through here, to standard error: one line a message,
 * "zhaolu: …", in colour only on a terminal and never as the only sign (NO_COLOR is respected).
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

enum console_level { CONSOLE_QUIET, CONSOLE_NORMAL, CONSOLE_VERBOSE };
enum exit_code { EXIT_DONE = 0, EXIT_DOCUMENT_FAILED = 1, EXIT_BAD_USAGE = 2, EXIT_UNUSABLE = 3 };

/* What to say: set once, by the verb, from -q and -v. */
void console_set_level(enum console_level level);

void console_error(const char *format, ...) __attribute__((format(printf, 1, 2))); /* always */
void console_note(const char *format, ...) __attribute__((format(printf, 1, 2)));  /* not with -q */
void console_detail(const char *format, ...) __attribute__((format(printf, 1, 2))); /* with -v */

/* A line that is overwritten by the next and gone at the end; only on a terminal, not with -q. */
bool console_has_progress(void);
void console_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
void console_progress_end(void);

/* True when `file_descriptor` is a terminal and NO_COLOR is not set. */
bool console_has_colour(int file_descriptor);

/* 2 for a usage error, 3 where the installation is unusable, 1 otherwise. */
int exit_code_for(enum status status);

#endif
