#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <jansson.h>

#include "base/log.h"
#include "base/memory.h"
#include "cli/console.h"
#include "cli/options.h"
#include "cli/queue_status.h"
#include "files/atomic_file.h"
#include "files/file_carry.h"
#include "files/stream.h"
#include "cli/verb.h"
#include "spool/failed_files.h"
#include "spool/ledger.h"
#include "spool/spool_name.h"
#include "spool/watch_folders.h"
#include "files/lock_file.h"

enum status_format { STATUS_AS_TEXT, STATUS_AS_JSON };

struct status_options {
  char *output, *state, *metrics;
  int format;
  int64_t limit;
};

static const struct option_row status_rows[] = {
    {"output", 'o', OPTION_TEXT, offsetof(struct status_options, output), "OUT", 0, 0,
     "output folder of the watch or batch (the current folder)"},
    {"format", 'f', OPTION_CHOICE, offsetof(struct status_options, format), "txt|json", 0, 0,
     "a table for people, or one JSON object (txt)"},
    {"state", 0, OPTION_TEXT, offsetof(struct status_options, state), "STATE[,STATE]", 0, 0,
     "list only queued, working, publishing, done, failed, quarantined (all)"},
    {"metrics", 0, OPTION_TEXT, offsetof(struct status_options, metrics), "FILE", 0, 0,
     "write figures for Prometheus (node_exporter's textfile collector) instead"},
    {"limit", 'n', OPTION_INTEGER, offsetof(struct status_options, limit), "N", 0, INT64_MAX,
     "list the newest N documents, 0 for all (20)"},
    {0}};

static const char *const status_shared[] = {"config", "help", NULL};

const struct verb_usage status_usage = {
    .name = "status",
    .synopsis = "[-o OUT] [--queue nats://HOST] [-f txt|json] [--state STATE] [-n N]",
    .text = "What the ledger of an output folder knows: who is at work, how many documents and\n"
            "pages are done, what is stuck and why. Whoever may read the folder may ask.\n"
            "With --queue: what waits there, who reads, how fast; with -o, the ledger as well.",
    .rows = status_rows,
    .has_queue = true,
    .shared = status_shared,
};

/* One run of the verb. */
struct status_run {
  struct common_options common;
  struct status_options own;
  struct ledger *ledger; /* NULL: only the queue is asked for */
  struct queue_view queue;
  bool has_queue, queue_is_there;
  struct error queue_trouble;
  unsigned states; /* bits */
  struct watch_folders folders;
  struct failed_files failed; /* that the ledger does not list */
  struct folder_list in_work; /* what a watch that was ended left there */
  struct strbuf text;
  json_t *documents, *troubles;
  size_t stuck; /* lines under their heading */
};

static const char *out_of(const struct status_run *run)
{
  return run->own.output ? run->own.output : ".";
}

static const char *const keeper_names[] = {[LEDGER_WATCH] = "watch", [LEDGER_BATCH] = "batch"};

static bool keeper_runs(const struct status_run *run, enum ledger_keeper keeper)
{
  autofree char *lock = memory_format("%s/.zhaolu/%s.lock", out_of(run), keeper_names[keeper]);
  return lock_file_is_held(lock);
}

/* Unix milliseconds as local time; "" for 0. */
static void time_text(int64_t milliseconds, const char *format, char *ret_text, size_t size)
{
  time_t seconds = (time_t)(milliseconds / 1000);
  struct tm local;
  ret_text[0] = '\0';
  if (milliseconds && localtime_r(&seconds, &local))
    strftime(ret_text, size, format, &local);
}

static enum status states_parse(const char *list, unsigned *ret_states, struct error *error)
{
  unsigned states = list ? 0 : ~0u;
  for (; list && *list; list += strcspn(list, ","), list += *list == ',') {
    autofree char *word = memory_copy_bytes(list, strcspn(list, ","));
    enum ledger_state state;
    if (!ledger_state_from_name(word, &state))
      return error_set(error, STATUS_USAGE,
                       "there is no state \"%s\"; there are queued, working, publishing, done, "
                       "failed, quarantined",
                       word);
    states |= 1u << state;
  }
  *ret_states = states;
  return STATUS_OK;
}

/* ---- beside the ledger ---- */

/* Files that no document of the ledger stands for. */
static enum status files_look(struct status_run *run, struct error *error)
{
  enum status status = watch_folders_find(run->ledger, out_of(run), &run->folders, error);
  autofree char *work = memory_format("%s/.zhaolu/work", out_of(run));
  if (!status && !keeper_runs(run, LEDGER_WATCH))
    folder_list_files(work, &run->in_work);
  autofree char *own = memory_format("%s/failed", out_of(run));
  /* Without a watch in the ledger (it was left behind, or lost) the originals may be here still. */
  const char *failed = run->folders.failed ? run->folders.failed : own;
  return status ? status : failed_files_unlisted(run->ledger, failed, &run->failed, error);
}

/* "0018f3/sub/a.png" → "sub/a.png": without the ticket. */
static const char *name_in_work(const char *name)
{
  const char *slash = strchr(name, '/');
  return slash ? slash + 1 : name;
}

/* ---- text ---- */

static void stuck_append(struct status_run *run, const char *place, const char *reason)
{
  enum { LINES_MAX = 50 };
  if (run->stuck++ == 0)
    strbuf_append(&run->text, "Stuck\n");
  if (run->stuck == LINES_MAX + 1)
    strbuf_append(&run->text, "  … and more; -f json -n 0 --state failed,quarantined has all\n");
  if (run->stuck > LINES_MAX)
    return;
  strbuf_append(&run->text, "  ");
  strbuf_append_shown(&run->text, place);
  strbuf_append(&run->text, ": ");
  strbuf_append_shown(&run->text, message_after_name(reason, place));
  strbuf_append(&run->text, "\n");
}

static bool trouble_append(const struct ledger_trouble *trouble, void *context)
{
  stuck_append(context, trouble->place, trouble->reason);
  return true;
}

/* Waiting is no trouble unless something went wrong before. */
static bool document_stuck_append(const struct ledger_document *document, void *context)
{
  if (document->state != LEDGER_QUEUED || document->reason)
    stuck_append(context, document->source, document->reason ? document->reason : "it failed");
  return true;
}

static enum status all_stuck_append(struct status_run *run, struct error *error)
{
  const struct failed_files *failed = &run->failed;
  for (size_t i = 0; i < failed->closed_count; i++)
    stuck_append(run, failed->closed[i], "no access, so that the failed files are not seen");
  for (size_t i = 0; i < run->in_work.closed_count; i++)
    stuck_append(run, run->in_work.closed[i], "no access, so that what is in work is not seen");
  enum status status = ledger_list_troubles(run->ledger, trouble_append, run, error);
  if (!status)
    status = ledger_list(run->ledger,
                         1u << LEDGER_FAILED | 1u << LEDGER_QUARANTINED | 1u << LEDGER_QUEUED, 0,
                         document_stuck_append, run, error);
  for (size_t i = 0; !status && i < failed->count; i++)
    stuck_append(run, failed->items[i].name,
                 failed->items[i].reason ? failed->items[i].reason
                                         : "among the failed files, with no reason beside it");
  for (size_t i = 0; !status && i < run->in_work.count; i++)
    stuck_append(run, name_in_work(run->in_work.names[i]),
                 "left in work when the watch was ended; the next start takes it up");
  if (run->stuck)
    strbuf_append(&run->text, "\n");
  return status;
}

static void keeper_append(struct status_run *run, enum ledger_keeper keeper)
{
  struct ledger_activity activity cleanup_with(ledger_activity_clear) = {0};
  if (ledger_get_activity(run->ledger, keeper, &activity, NULL))
    return;
  char since[40];
  time_text(activity.started, "%Y-%m-%d %H:%M", since, sizeof since);
  if (keeper_runs(run, keeper))
    strbuf_appendf(&run->text, "%s runs as process %d on %s since %s: ", keeper_names[keeper],
                   activity.pid, activity.host, since);
  else
    strbuf_appendf(&run->text, "%s was ended in the middle (process %d on %s, begun %s): ",
                   keeper_names[keeper], activity.pid, activity.host, since);
  strbuf_append_shown(&run->text, activity.place);
  if (activity.note[0])
    strbuf_appendf(&run->text, "; %s", activity.note);
  strbuf_append(&run->text, "\n");
}

static void counters_append(struct status_run *run, const struct ledger_counters *counters)
{
  const int64_t *documents = counters->documents;
  strbuf_appendf(
      &run->text,
      "documents  %lld done, %lld failed, %lld quarantined, %lld waiting, %lld in work\n",
      (long long)documents[LEDGER_DONE], (long long)documents[LEDGER_FAILED],
      (long long)documents[LEDGER_QUARANTINED], (long long)documents[LEDGER_QUEUED],
      (long long)(documents[LEDGER_WORKING] + documents[LEDGER_PUBLISHING]));
  if (counters->unknown)
    strbuf_appendf(&run->text,
                   "damaged    %lld documents whose state in the ledger is none; send their files "
                   "again\n",
                   (long long)counters->unknown);
  strbuf_appendf(&run->text, "to look at %lld documents with %lld fields to check, %lld partial\n",
                 (long long)counters->to_check, (long long)counters->fields_to_check,
                 (long long)counters->partial);
  if (counters->outdated)
    strbuf_appendf(&run->text,
                   "outdated   %lld document%s done with other rules, profiles or another model "
                   "than now\n",
                   (long long)counters->outdated, counters->outdated == 1 ? "" : "s");
  strbuf_appendf(&run->text, "done       %lld page%s in %.0f s; %lld cop%s recognised\n\n",
                 (long long)counters->pages, counters->pages == 1 ? "" : "s", counters->seconds,
                 (long long)counters->copies, counters->copies == 1 ? "y" : "ies");
}

static bool row_append(const struct ledger_document *document, void *context)
{
  struct status_run *run = context;
  int64_t when = document->finished  ? document->finished
                 : document->started ? document->started
                                     : document->seen;
  char time[40];
  time_text(when, "%Y-%m-%d %H:%M", time, sizeof time);
  const char *result = document->state == LEDGER_DONE && document->result
                           ? document->result
                           : ledger_state_name(document->state);
  strbuf_appendf(&run->text, "%6lld  %-11s %5d %5d %5d  %s  ", (long long)document->id, result,
                 document->pages, document->fields_to_check, document->attempts, time);
  strbuf_append_shown(&run->text, document->source);
  strbuf_append(&run->text, "\n");
  if (document->reason) {
    strbuf_append(&run->text, "        ");
    strbuf_append_shown(&run->text, message_after_name(document->reason, document->source));
    strbuf_append(&run->text, "\n");
  }
  return true;
}

static void queue_append(struct status_run *run)
{
  if (run->queue_is_there)
    queue_status_append_text(&run->queue, &run->text);
  else
    strbuf_appendf(&run->text, "queue      %s\n", run->queue_trouble.message);
}

static enum status text_make(struct status_run *run, const struct ledger_counters *counters,
                             struct error *error)
{
  if (run->has_queue)
    queue_append(run);
  if (!run->ledger)
    return STATUS_OK;
  keeper_append(run, LEDGER_WATCH);
  keeper_append(run, LEDGER_BATCH);
  counters_append(run, counters);
  enum status status = all_stuck_append(run, error);
  if (status)
    return status;
  strbuf_append(&run->text, "    ID  STATE       PAGES CHECK TRIES  TIME              FILE\n");
  return ledger_list(run->ledger, run->states, run->own.limit, row_append, run, error);
}

/* ---- JSON ---- */

static json_t *text_or_null(const char *text)
{
  return text ? json_string(text) : json_null();
}

/* To the millisecond: sums of seconds have no more digits that mean anything. */
static json_t *seconds_json(double seconds)
{
  return json_real(round(seconds * 1000) / 1000);
}

static json_t *time_json(int64_t milliseconds)
{
  char text[40];
  time_text(milliseconds, "%Y-%m-%dT%H:%M:%S%z", text, sizeof text);
  return text_or_null(text[0] ? text : NULL);
}

static bool document_add(const struct ledger_document *document, void *context)
{
  struct status_run *run = context;
  json_array_append_new(
      run->documents,
      json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:i, s:o, s:o, s:i, s:i, s:o, s:o, s:o, "
                "s:o, s:o, s:o}",
                "id", (json_int_t)document->id, "state", ledger_state_name(document->state),
                "source", document->source, "output", document->output, "sha256", document->sha256,
                "keeper", keeper_names[document->keeper], "formats",
                text_or_null(document->formats), "result", text_or_null(document->result),
                "attempts", document->attempts, "error", text_or_null(document->error), "reason",
                text_or_null(document->reason), "pages", document->pages, "fields_to_check",
                document->fields_to_check, "seconds", seconds_json(document->seconds), "expires",
                text_or_null(document->expires), "seen", time_json(document->seen), "started",
                time_json(document->started), "finished", time_json(document->finished), "next_try",
                time_json(document->next_try)));
  return true;
}

static bool trouble_add(const struct ledger_trouble *trouble, void *context)
{
  struct status_run *run = context;
  json_array_append_new(run->troubles,
                        json_pack("{s:s, s:s, s:s, s:o}", "keeper", keeper_names[trouble->keeper],
                                  "place", trouble->place, "reason", trouble->reason, "since",
                                  time_json(trouble->since)));
  return true;
}

static json_t *failed_json(const struct failed_files *files)
{
  json_t *list = json_array();
  for (size_t i = 0; i < files->count; i++) {
    autofree char *shown = name_shown(files->items[i].name);
    autofree char *reason = files->items[i].reason ? name_shown(files->items[i].reason) : NULL;
    json_array_append_new(list,
                          json_pack("{s:s, s:o}", "file", shown, "reason", text_or_null(reason)));
  }
  return list;
}

static json_t *in_work_json(const struct folder_list *files)
{
  json_t *list = json_array();
  for (size_t i = 0; i < files->count; i++) {
    autofree char *shown = name_shown(name_in_work(files->names[i]));
    json_array_append_new(list, json_string(shown));
  }
  return list;
}

static json_t *closed_json(const struct status_run *run)
{
  json_t *list = json_array();
  for (size_t i = 0; i < run->failed.closed_count; i++)
    json_array_append_new(list, json_string(run->failed.closed[i]));
  for (size_t i = 0; i < run->in_work.closed_count; i++)
    json_array_append_new(list, json_string(run->in_work.closed[i]));
  return list;
}

static json_t *keeper_json(struct status_run *run, enum ledger_keeper keeper)
{
  struct ledger_activity activity cleanup_with(ledger_activity_clear) = {0};
  if (ledger_get_activity(run->ledger, keeper, &activity, NULL))
    return json_null();
  return json_pack("{s:b, s:i, s:s, s:s, s:s, s:o, s:o}", "running", keeper_runs(run, keeper),
                   "pid", activity.pid, "host", activity.host, "place", activity.place, "note",
                   activity.note, "started", time_json(activity.started), "updated",
                   time_json(activity.updated));
}

static json_t *counters_json(const struct ledger_counters *counters)
{
  json_t *object = json_object();
  int64_t failures = counters->documents[LEDGER_FAILED] + counters->documents[LEDGER_QUARANTINED];
  int64_t documents = 0;
  for (int i = 0; i < LEDGER_STATES; i++) {
    json_object_set_new(object, ledger_state_name((enum ledger_state)i),
                        json_integer(counters->documents[i]));
    documents += counters->documents[i];
  }
  json_object_set_new(object, "unknown", json_integer(counters->unknown));
  json_object_set_new(object, "documents", json_integer(documents + counters->unknown));
  json_object_set_new(object, "failures", json_integer(failures));
  json_object_set_new(object, "pages", json_integer(counters->pages));
  json_object_set_new(object, "seconds", seconds_json(counters->seconds));
  json_object_set_new(object, "fields_to_check", json_integer(counters->fields_to_check));
  json_object_set_new(object, "to_check", json_integer(counters->to_check));
  json_object_set_new(object, "partial", json_integer(counters->partial));
  json_object_set_new(object, "copies", json_integer(counters->copies));
  json_object_set_new(object, "outdated", json_integer(counters->outdated));
  return object;
}

static json_t *queue_json(const struct status_run *run)
{
  if (!run->queue_is_there)
    return json_pack("{s:s}", "error", run->queue_trouble.message);
  return queue_status_json(&run->queue);
}

static void json_append(struct status_run *run, json_t *object)
{
  autofree char *text = json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
  strbuf_append(&run->text, text ? text : "");
  strbuf_append(&run->text, "\n");
  json_decref(object);
}

static enum status json_make(struct status_run *run, const struct ledger_counters *counters,
                             struct error *error)
{
  if (!run->ledger) {
    json_append(run, json_pack("{s:o}", "queue", queue_json(run)));
    return STATUS_OK;
  }
  run->documents = json_array();
  run->troubles = json_array();
  enum status status =
      ledger_list(run->ledger, run->states, run->own.limit, document_add, run, error);
  if (!status)
    status = ledger_list_troubles(run->ledger, trouble_add, run, error);
  json_t *object = json_pack(
      "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "counters", counters_json(counters), "watch",
      keeper_json(run, LEDGER_WATCH), "batch", keeper_json(run, LEDGER_BATCH), "documents",
      run->documents, "troubles", run->troubles, "failed_unlisted", failed_json(&run->failed),
      "left_in_work", in_work_json(&run->in_work), "no_access", closed_json(run));
  if (run->has_queue)
    json_object_set_new(object, "queue", queue_json(run));
  json_append(run, object);
  return status;
}

/* ---- for Prometheus ---- */

static enum status metrics_write(struct status_run *run, const struct ledger_counters *counters,
                                 struct error *error)
{
  for (int i = 0; run->ledger && i < LEDGER_STATES; i++) {
    if (i == 0)
      strbuf_append(&run->text, "# HELP zhaolu_documents Documents of the ledger, by state.\n"
                                "# TYPE zhaolu_documents gauge\n");
    strbuf_appendf(&run->text, "zhaolu_documents{state=\"%s\"} %lld\n",
                   ledger_state_name((enum ledger_state)i), (long long)counters->documents[i]);
  }
  if (run->has_queue)
    queue_status_append_metrics(run->queue_is_there ? &run->queue : NULL, &run->text);
  return file_write_atomic(run->own.metrics, strbuf_text(&run->text), run->text.length, error);
}

/* ---- all together ---- */

/* A queue that cannot be reached is told like the rest; a mistake in the options is not. */
static enum status queue_look(struct status_run *run, struct error *error)
{
  const struct queue_place place = queue_place_of(&run->common.queue);
  enum status status = queue_view_look(&place, &run->queue, &run->queue_trouble);
  run->queue_is_there = !status;
  return status && status != STATUS_IO ? error_set(error, status, "%s", run->queue_trouble.message)
                                       : STATUS_OK;
}

static enum status ledger_look(struct status_run *run, struct ledger_counters *ret_counters,
                               struct error *error)
{
  enum status status = ledger_open_to_read(out_of(run), &run->ledger, error);
  if (!status)
    status = files_look(run, error);
  return status ? status : ledger_count(run->ledger, ret_counters, error);
}

static enum status status_tell(struct status_run *run, struct error *error)
{
  struct ledger_counters counters = {0};
  enum status status = states_parse(run->own.state, &run->states, error);
  run->has_queue = queue_is_named(&run->common.queue);
  if (!status && run->has_queue)
    status = queue_look(run, error);
  if (!status && (run->own.output || !run->has_queue || file_exists("./.zhaolu/ledger.sqlite3")))
    status = ledger_look(run, &counters, error);
  if (!status && run->own.metrics)
    return metrics_write(run, &counters, error);
  if (!status)
    status = run->own.format == STATUS_AS_JSON ? json_make(run, &counters, error)
                                               : text_make(run, &counters, error);
  if (!status)
    status = stream_write_out(strbuf_text(&run->text), run->text.length, error);
  if (!status && run->has_queue && !run->queue_is_there)
    *error = run->queue_trouble, status = STATUS_INSTALL;
  return status;
}

int cmd_status(int argc, char **argv)
{
  struct status_run run = {.own = {.limit = 20}};
  struct arguments arguments = {0};
  struct error error = {0};
  int exit_code;
  common_options_init(&run.common);
  if (!options_read(&status_usage, argc, argv, &run.own, &run.common, &arguments, &exit_code))
    return exit_code;
  enum status status = arguments.count
                           ? error_set(&error, STATUS_USAGE,
                                       "status takes no files; name the output folder with -o OUT")
                           : status_tell(&run, &error);
  if (status)
    console_error(NULL, "%s", error.message);
  watch_folders_clear(&run.folders);
  failed_files_clear(&run.failed);
  folder_list_clear(&run.in_work);
  strbuf_clear(&run.text);
  queue_view_clear(&run.queue);
  ledger_close(&run.ledger);
  arguments_clear(&arguments);
  options_clear(status_rows, &run.own);
  common_options_clear(&run.common);
  return exit_code_for(status);
}
