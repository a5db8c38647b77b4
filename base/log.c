#include "base/log.h"

#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"

const char *log_level_name(enum log_level level)
{
  static const char *const names[] = {"error", "warning", "info", "debug"};
  return names[level];
}

/* Local time with its offset, ISO 8601. */
static void append_time(struct strbuf *line)
{
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  struct tm local;
  localtime_r(&now.tv_sec, &local);
  char text[40];
  strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S%z", &local);
  strbuf_append(line, text);
}

/* What could move a terminal's cursor or end the line is spelled out. */
void strbuf_append_shown(struct strbuf *line, const char *text)
{
  for (unsigned codepoint; *text;) {
    size_t length = utf8_decode(text, &codepoint);
    bool invalid = codepoint == 0xFFFD && length == 1;
    if (codepoint_steers(codepoint) || invalid)
      strbuf_appendf(line, codepoint > 0xFF && !invalid ? "\\u%04X" : "\\x%02X",
                     invalid ? (unsigned char)*text : codepoint);
    else
      strbuf_append_bytes(line, text, length);
    text += length;
  }
}

static void append_json_string(struct strbuf *line, const char *text)
{
  strbuf_append_char(line, '"');
  for (unsigned codepoint; *text;) {
    size_t length = utf8_decode(text, &codepoint);
    if (codepoint == '"' || codepoint == '\\')
      strbuf_appendf(line, "\\%c", (int)codepoint);
    else if (codepoint_steers(codepoint))
      strbuf_appendf(line, "\\u%04x", codepoint);
    else
      strbuf_append_codepoint(line, codepoint);
    text += length;
  }
  strbuf_append_char(line, '"');
}

static void append_json_member(struct strbuf *line, const char *name, const char *text)
{
  if (!text)
    return;
  if (line->data[line->length - 1] != '{')
    strbuf_append_char(line, ',');
  append_json_string(line, name);
  strbuf_append_char(line, ':');
  append_json_string(line, text);
}

static void append_json(struct strbuf *line, const struct log_entry *entry, const char *message)
{
  struct strbuf when cleanup_with(strbuf_clear) = {0};
  append_time(&when);
  strbuf_append_char(line, '{');
  append_json_member(line, "time", strbuf_text(&when));
  append_json_member(line, "level", log_level_name(entry->level));
  append_json_member(line, "event", entry->event);
  append_json_member(line, "file", entry->file);
  if (entry->document)
    strbuf_appendf(line, ",\"document\":%lld", (long long)entry->document);
  if (entry->pages)
    strbuf_appendf(line, ",\"pages\":%lld", (long long)entry->pages);
  if (entry->seconds > 0)
    strbuf_appendf(line, ",\"seconds\":%.3f", entry->seconds);
  append_json_member(line, "message", message);
  strbuf_append(line, "}\n");
}

static void append_text(struct strbuf *line, const struct log_entry *entry, const char *message)
{
  append_time(line);
  strbuf_appendf(line, " %s %s", log_level_name(entry->level), entry->event);
  if (entry->document)
    strbuf_appendf(line, " #%lld", (long long)entry->document);
  if (entry->file) {
    strbuf_append_char(line, ' ');
    strbuf_append_shown(line, entry->file);
  }
  strbuf_append(line, ": ");
  strbuf_append_shown(line, message);
  strbuf_append_char(line, '\n');
}

static const char *without_file(const char *message, const char *file)
{
  size_t length = file ? strlen(file) : 0;
  bool named = length && strncmp(message, file, length) == 0 && message[length] == ':';
  return named ? message + length + 1 + (message[length + 1] == ' ') : message;
}

enum { PATIENCE_MS = 500 }; /* for who reads the log */

static bool may_write(const struct event_log *log)
{
  struct pollfd fd = {.fd = log->fd, .events = POLLOUT};
  return !log->lost || poll(&fd, 1, *log->lost ? 0 : PATIENCE_MS) > 0;
}

/* In pieces that a pipe takes whole. False: nobody reads. */
static bool bytes_write(const struct event_log *log, const char *bytes, size_t size)
{
  while (size) {
    size_t piece = size < PIPE_BUF ? size : PIPE_BUF;
    if (!may_write(log))
      return false;
    /* A log that cannot be written has nobody to complain to. */
    ssize_t written = write(log->fd, bytes, piece);
    if (written <= 0)
      return true;
    bytes += written;
    size -= (size_t)written;
  }
  return true;
}

static void line_write(const struct event_log *log, const struct log_entry *entry,
                       const char *message)
{
  struct strbuf line cleanup_with(strbuf_clear) = {0};
  if (log->format == LOG_FORMAT_JSON)
    append_json(&line, entry, message);
  else
    append_text(&line, entry, message);
  if (!bytes_write(log, line.data, line.length))
    ++*log->lost;
}

static void losses_tell(const struct event_log *log)
{
  const struct log_entry entry = {.level = LOG_LEVEL_WARNING, .event = "log_lost"};
  if (!log->lost || !*log->lost || !may_write(log))
    return;
  autofree char *message =
      memory_format("%zu lines before this one are missing: nobody read the log", *log->lost);
  *log->lost = 0;
  line_write(log, &entry, message);
}

void event_log_write(const struct event_log *log, const struct log_entry *entry, const char *format,
                     ...)
{
  if (entry->level > log->level)
    return;
  char text[1000];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  const char *message = without_file(text, entry->file);

  if (log->before_line)
    log->before_line(log->context);
  losses_tell(log);
  line_write(log, entry, message);
}
