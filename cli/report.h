#ifndef ZHAOLU_CLI_REPORT_H
#define ZHAOLU_CLI_REPORT_H

/* What watch and batch say while they run: one line an event on standard error, as text or JSON,
 * never in the middle of a progress line. */

#include "base/log.h"
#include "cli/console.h"

struct reporter {
  struct event_log log;
  struct console console;
};

/* -q leaves warnings and errors, -v adds what is only of interest when something is sought. */
struct reporter reporter_make(bool quiet, bool verbose, enum log_format format);

void report(struct reporter *reporter, const struct log_entry *entry, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
