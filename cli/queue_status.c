#include "cli/queue_status.h"

#include <string.h>

#include "base/log.h"

/* ---- notes ---- */

static const char *note_text(const json_t *note, const char *name)
{
  const char *text = json_string_value(json_object_get(note, name));
  return text ? text : "";
}

static int64_t note_number(const json_t *note, const char *name)
{
  return json_integer_value(json_object_get(note, name));
}

static bool note_is(const json_t *note, const char *kind)
{
  return strcmp(note_text(note, "kind"), kind) == 0;
}

struct people {
  int64_t workers, processes, last_minute;
};

/* Of one reader, or of all (NULL). */
static struct people people_count(const struct queue_view *view, const char *reader)
{
  struct people people = {0};
  size_t index;
  json_t *note;
  json_array_foreach(view->notes, index, note)
  {
    if (!note_is(note, "worker") || (reader && strcmp(note_text(note, "reader"), reader) != 0))
      continue;
    people.workers++;
    people.processes += note_number(note, "processes");
    people.last_minute += note_number(note, "last_minute");
  }
  return people;
}

/* ---- for people ---- */

static void age_append(int64_t milliseconds, struct strbuf *text)
{
  int64_t minutes = milliseconds / 60000;
  if (minutes < 2)
    strbuf_appendf(text, "%lld s", (long long)(milliseconds / 1000));
  else if (minutes < 120)
    strbuf_appendf(text, "%lld min", (long long)minutes);
  else
    strbuf_appendf(text, "%.1f h", (double)minutes / 60);
}

static void depth_append(const struct queue_view *view, struct strbuf *text)
{
  struct people people = people_count(view, NULL);
  strbuf_appendf(text, "queue      %lld waiting, %lld in work, %lld answers to fetch, %.1f MB",
                 (long long)view->waiting, (long long)view->in_work, (long long)view->answers,
                 (double)view->bytes / 1e6);
  if (view->oldest_ms) {
    strbuf_append(text, "; the oldest for ");
    age_append(view->oldest_ms, text);
  }
  strbuf_appendf(text, "\nworkers    %lld with %lld processes; %lld documents in the last minute\n",
                 (long long)people.workers, (long long)people.processes,
                 (long long)people.last_minute);
}

/* Documents that nobody takes are the one thing that is easily set up wrongly. */
static void lost_lines_append(const struct queue_view *view, struct strbuf *text)
{
  for (size_t i = 0; i < view->line_count; i++) {
    const struct queue_line *line = &view->lines[i];
    if (line->waiting && !people_count(view, line->reader).workers)
      strbuf_appendf(text,
                     "unread     %lld documents wait for a worker of the zhaolu and model that put "
                     "them in (%s), and there is none\n",
                     (long long)line->waiting, line->reader);
  }
}

static void note_append(const json_t *note, struct strbuf *text)
{
  bool worker = note_is(note, "worker");
  strbuf_appendf(text, "  %-6s ", worker ? "worker" : "owner");
  strbuf_append_shown(text, note_text(note, "host"));
  strbuf_appendf(text, ", process %lld: ", (long long)note_number(note, "pid"));
  if (worker)
    strbuf_appendf(text, "%lld processes, ", (long long)note_number(note, "processes"));
  strbuf_appendf(text, "%lld in hand, %lld done (%lld pages), %lld failed, since ",
                 (long long)note_number(note, "in_hand"), (long long)note_number(note, "done"),
                 (long long)note_number(note, "pages"), (long long)note_number(note, "failed"));
  strbuf_append_shown(text, note_text(note, "since"));
  if (!worker) {
    strbuf_append(text, ", into ");
    strbuf_append_shown(text, note_text(note, "place"));
  }
  strbuf_append(text, "\n");
}

void queue_status_append_text(const struct queue_view *view, struct strbuf *text)
{
  size_t index;
  json_t *note;
  depth_append(view, text);
  lost_lines_append(view, text);
  json_array_foreach(view->notes, index, note)
  {
    note_append(note, text);
  }
}

/* ---- for programs ---- */

json_t *queue_status_json(const struct queue_view *view)
{
  struct people people = people_count(view, NULL);
  json_t *lines = json_array();
  for (size_t i = 0; i < view->line_count; i++)
    json_array_append_new(lines, json_pack("{s:s, s:I, s:I, s:I}", "reader", view->lines[i].reader,
                                           "waiting", (json_int_t)view->lines[i].waiting, "in_work",
                                           (json_int_t)view->lines[i].in_work, "workers",
                                           people_count(view, view->lines[i].reader).workers));
  return json_pack("{s:I, s:I, s:I, s:I, s:f, s:I, s:I, s:I, s:o, s:O}", "waiting",
                   (json_int_t)view->waiting, "in_work", (json_int_t)view->in_work, "answers",
                   (json_int_t)view->answers, "bytes", (json_int_t)view->bytes, "oldest_seconds",
                   (double)view->oldest_ms / 1000, "workers", (json_int_t)people.workers,
                   "processes", (json_int_t)people.processes, "last_minute",
                   (json_int_t)people.last_minute, "readers", lines, "people", view->notes);
}

static void metric_append(struct strbuf *text, const char *name, const char *help, double value)
{
  strbuf_appendf(text, "# HELP zhaolu_queue_%s %s\n# TYPE zhaolu_queue_%s gauge\n", name, help,
                 name);
  strbuf_appendf(text, "zhaolu_queue_%s %.15g\n", name, value);
}

/* Within quotation marks, as Prometheus wants it. */
static void label_append(struct strbuf *text, const char *name, const char *value)
{
  strbuf_appendf(text, "%s=\"", name);
  for (; *value; value++) {
    if (*value == '\n')
      strbuf_append(text, "\\n");
    else if (*value == '"' || *value == '\\')
      strbuf_appendf(text, "\\%c", *value);
    else
      strbuf_append_char(text, *value);
  }
  strbuf_append(text, "\"");
}

/* One value of everyone at work. */
static void people_append(const struct queue_view *view, const char *metric, const char *type,
                          const char *field, const char *help, struct strbuf *text)
{
  size_t index;
  json_t *note;
  strbuf_appendf(text, "# HELP zhaolu_queue_%s %s\n# TYPE zhaolu_queue_%s %s\n", metric, help,
                 metric, type);
  json_array_foreach(view->notes, index, note)
  {
    strbuf_appendf(text, "zhaolu_queue_%s{", metric);
    label_append(text, "kind", note_text(note, "kind"));
    strbuf_append(text, ",");
    label_append(text, "host", note_text(note, "host"));
    strbuf_append(text, ",");
    label_append(text, "name", note_text(note, "name"));
    strbuf_appendf(text, "} %lld\n", (long long)note_number(note, field));
  }
}

void queue_status_append_metrics(const struct queue_view *view, struct strbuf *text)
{
  metric_append(text, "up", "1 if the queue can be reached.", view ? 1 : 0);
  if (!view)
    return;
  struct people people = people_count(view, NULL);
  metric_append(text, "waiting", "Documents that wait for a worker.", (double)view->waiting);
  metric_append(text, "in_work", "Documents that a worker has.", (double)view->in_work);
  metric_append(text, "answers", "Answers that their owner has not fetched.",
                (double)view->answers);
  metric_append(text, "bytes", "Bytes of messages on the server.", (double)view->bytes);
  metric_append(text, "oldest_seconds", "Age of the oldest document.",
                (double)view->oldest_ms / 1000);
  metric_append(text, "workers", "Workers that are there.", (double)people.workers);
  metric_append(text, "worker_processes", "Their processes.", (double)people.processes);
  metric_append(text, "documents_last_minute", "Documents read in the last minute.",
                (double)people.last_minute);
  people_append(view, "done_total", "counter", "done", "Documents that were read, by whom.", text);
  people_append(view, "failed_total", "counter", "failed", "Readings that failed, by whom.", text);
}
