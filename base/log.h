#ifndef ZHAOLU_BASE_LOG_H
#define ZHAOLU_BASE_LOG_H

/*
 * One line an event, for a person or, as JSON Lines, for a program. A line leaves in one write(2),
 * so that lines of several processes on one descriptor do not mix. File names come from strangers:
 * control characters in them are shown as \xNN, never sent to the terminal.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

struct event_log {
  int fd;               /* usually 2 */
  enum log_level level; /* what is less urgent is left out */
  enum log_format format;
  /* Lines that nobody took: who does not read must not stop the program. They are left out, counted
   * here, and told when somebody reads again. NULL: lines are waited for. */
  size_t *lost;
  /* Called before a line leaves, where something else stands on the same terminal; may be NULL. */
  void (*before_line)(void *context);
  void *context;
};

/* What happened. Only what is known is filled: zero or NULL is left out of the line. */
struct log_entry {
  enum log_level level;
  const char *event; /* a stable lower-case word: "taken", "done", "failed", … */
  const char *file;  /* as the user knows it */
  int64_t document;  /* the ledger's id */
  int64_t pages;
  double seconds;
};

/* Text: "2025-03-01T02:00:00+0800 info done sub/a.pdf: 3 pages, …"; JSON: an object with "time",
 * "level", "event", then what is known, and "message". Where the message begins with the entry's
 * file, as errors do, the file is not said twice. */
void event_log_write(const struct event_log *log, const struct log_entry *entry, const char *format,
                     ...) __attribute__((format(printf, 3, 4)));

/* Appends a stranger's text for a person's eyes, as event_log_write shows it. */
void strbuf_append_shown(struct strbuf *buffer, const char *text);

const char *log_level_name(enum log_level level); /* "error", "warning", "info", "debug" */

#endif
