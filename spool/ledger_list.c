/* What the ledger tells: lists, counters, and who is at work. */

#include "spool/ledger.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "spool/ledger_internal.h"

/* "0,3" for the bits 0 and 3; numbers only, so it may stand in SQL. */
static char *state_list(unsigned states)
{
  struct strbuf list = {0};
  for (int i = 0; i < LEDGER_STATES; i++)
    if (states & 1u << i)
      strbuf_appendf(&list, "%s%d", list.length ? "," : "", i);
  return strbuf_take(&list);
}

enum { LIST_STEP = 256 };

/* Up to LIST_STEP documents with an id below `before`, newest first. Reading in steps keeps no
 * reader open while `each` works, so that the log can be folded in and `each` may write. */
static enum status list_step(struct ledger *ledger, const char *states, int64_t before,
                             struct ledger_document *ret_documents, size_t *ret_count,
                             struct error *error)
{
  autofree char *sql = memory_format("SELECT " LEDGER_DOCUMENT_COLUMNS " FROM document WHERE "
                                     "state IN (%s) AND id < ? ORDER BY id DESC LIMIT %d",
                                     states, LIST_STEP);
  sqlite3_stmt *statement autofinish = NULL;
  enum status status = ledger_prepare(ledger, &statement, error, sql, "i", before);
  size_t count = 0;
  while (!status && (status = ledger_step(ledger, statement, error)) == STATUS_OK)
    document_from_row(statement, &ret_documents[count++]);
  *ret_count = count;
  return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status ledger_list(struct ledger *ledger, unsigned states, int64_t limit,
                        ledger_each_function *each, void *context, struct error *error)
{
  autofree char *list = state_list(states);
  int64_t before = INT64_MAX, given = 0;
  bool more = true;
  while (more) {
    struct ledger_document documents[LIST_STEP];
    size_t count = 0;
    enum status status = list_step(ledger, list, before, documents, &count, error);
    more = !status && count == LIST_STEP;
    if (count)
      before = documents[count - 1].id;
    for (size_t i = 0; i < count; i++) {
      bool wanted = !status && (!limit || given < limit);
      if (wanted && !each(&documents[i], context))
        limit = given + 1;
      given++;
      ledger_document_clear(&documents[i]);
    }
    if (status)
      return status;
    more = more && (!limit || given < limit);
  }
  return STATUS_OK;
}

static const char *const version_names[] = {
    [LEDGER_WATCH] = "watch version", [LEDGER_BATCH] = "batch version"};

enum status ledger_set_version(struct ledger *ledger, enum ledger_keeper keeper,
                               const char *version, struct error *error)
{
  return ledger_set_value(ledger, version_names[keeper], version, error);
}

bool ledger_document_is_outdated(struct ledger *ledger, const struct ledger_document *document)
{
  autofree char *version = NULL;
  return document->state == LEDGER_DONE &&
         ledger_get_value(ledger, version_names[document->keeper], &version, NULL) == STATUS_OK &&
         strcmp(version, document->version) != 0;
}

static enum status outdated_count(struct ledger *ledger, int64_t *ret_count, struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status = ledger_prepare(
      ledger, &statement, error,
      "SELECT count(*) FROM document JOIN value ON value.name = "
      "CASE keeper WHEN ?1 THEN ?2 ELSE ?3 END WHERE state = ?4 AND version <> value",
      "itti", (int64_t)LEDGER_WATCH, version_names[LEDGER_WATCH], version_names[LEDGER_BATCH],
      (int64_t)LEDGER_DONE);
  if (!status)
    status = ledger_step(ledger, statement, error);
  if (!status)
    *ret_count = sqlite3_column_int64(statement, 0);
  return status;
}

enum status ledger_count(struct ledger *ledger, struct ledger_counters *ret_counters,
                         struct error *error)
{
  struct ledger_counters counters = {0};
  sqlite3_stmt *statement autofinish = NULL;
  enum status status =
      ledger_prepare(ledger, &statement, error,
                     "SELECT state, count(*), sum(pages), sum(fields_to_check), sum(seconds), "
                     "sum(result = 'check'), sum(result = 'partial') FROM document GROUP BY state",
                     "");
  while (!status && (status = ledger_step(ledger, statement, error)) == STATUS_OK) {
    int state = sqlite3_column_int(statement, 0);
    if (state < 0 || state >= LEDGER_STATES) {
      counters.unknown += sqlite3_column_int64(statement, 1);
      continue;
    }
    counters.documents[state] = sqlite3_column_int64(statement, 1);
    counters.seconds += sqlite3_column_double(statement, 4);
    if (state != LEDGER_DONE)
      continue;
    counters.pages = sqlite3_column_int64(statement, 2);
    counters.fields_to_check = sqlite3_column_int64(statement, 3);
    counters.to_check = sqlite3_column_int64(statement, 5);
    counters.partial = sqlite3_column_int64(statement, 6);
  }
  if (status != STATUS_NOT_FOUND)
    return status;
  statement_finish(&statement);
  status = ledger_prepare(ledger, &statement, error,
                          "SELECT (SELECT count(*) FROM source) - "
                          "(SELECT count(DISTINCT document) FROM source)",
                          "");
  if (!status)
    status = ledger_step(ledger, statement, error);
  if (status)
    return status;
  counters.copies = sqlite3_column_int64(statement, 0);
  status = outdated_count(ledger, &counters.outdated, error);
  if (!status)
    *ret_counters = counters;
  return status;
}

void ledger_activity_clear(struct ledger_activity *activity)
{
  free(activity->host);
  free(activity->place);
  free(activity->note);
  *activity = (struct ledger_activity){0};
}

enum status ledger_set_activity(struct ledger *ledger, enum ledger_keeper keeper, const char *place,
                                const char *note, struct error *error)
{
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  int64_t now = ledger_now();
  return ledger_run(ledger, error,
                    "INSERT INTO activity (keeper, pid, host, place, note, started, updated) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (keeper) DO UPDATE SET "
                    "started = CASE WHEN pid = excluded.pid AND host = excluded.host "
                    "THEN started ELSE excluded.started END, "
                    "pid = excluded.pid, host = excluded.host, place = excluded.place, "
                    "note = excluded.note, updated = excluded.updated",
                    "iitttii", (int64_t)keeper, (int64_t)getpid(), host, place, note, now, now);
}

enum status ledger_end_activity(struct ledger *ledger, enum ledger_keeper keeper,
                                struct error *error)
{
  return ledger_run(ledger, error, "DELETE FROM activity WHERE keeper = ?", "i", (int64_t)keeper);
}

static char *text_at(sqlite3_stmt *statement, int column)
{
  return memory_copy_string((const char *)sqlite3_column_text(statement, column));
}

enum status ledger_get_activity(struct ledger *ledger, enum ledger_keeper keeper,
                                struct ledger_activity *ret_activity, struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status = ledger_prepare(ledger, &statement, error,
                                      "SELECT pid, host, place, note, started, updated "
                                      "FROM activity WHERE keeper = ?",
                                      "i", (int64_t)keeper);
  if (!status)
    status = ledger_step(ledger, statement, error);
  if (status == STATUS_NOT_FOUND)
    error_set(error, status, "%s: nobody is at work", ledger->path);
  if (status)
    return status;
  *ret_activity = (struct ledger_activity){
      .pid = sqlite3_column_int(statement, 0),
      .host = text_at(statement, 1),
      .place = text_at(statement, 2),
      .note = text_at(statement, 3),
      .started = sqlite3_column_int64(statement, 4),
      .updated = sqlite3_column_int64(statement, 5),
  };
  return STATUS_OK;
}

enum status ledger_set_value(struct ledger *ledger, const char *name, const char *value,
                             struct error *error)
{
  if (!value)
    return ledger_run(ledger, error, "DELETE FROM value WHERE name = ?", "t", name);
  return ledger_run(ledger, error,
                    "INSERT INTO value (name, value) VALUES (?, ?) "
                    "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    "tt", name, value);
}

enum status ledger_get_value(struct ledger *ledger, const char *name, char **ret_value,
                             struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status = ledger_prepare(ledger, &statement, error,
                                      "SELECT value FROM value WHERE name = ?", "t", name);
  if (!status)
    status = ledger_step(ledger, statement, error);
  if (status == STATUS_NOT_FOUND)
    error_set(error, status, "%s: there is no %s", ledger->path, name);
  if (!status)
    *ret_value = text_at(statement, 0);
  return status;
}

enum status ledger_note_trouble(struct ledger *ledger, enum ledger_keeper keeper, const char *place,
                                const char *reason, struct error *error)
{
  return ledger_run(ledger, error,
                    "INSERT INTO trouble (keeper, place, reason, since) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (keeper, place) DO UPDATE SET reason = excluded.reason",
                    "itti", (int64_t)keeper, place, reason, ledger_now());
}

enum status ledger_end_trouble(struct ledger *ledger, enum ledger_keeper keeper, const char *place,
                               struct error *error)
{
  return ledger_run(ledger, error,
                    "DELETE FROM trouble WHERE keeper = ?1 AND (?2 IS NULL OR place = ?2)", "it",
                    (int64_t)keeper, place);
}

enum status ledger_list_troubles(struct ledger *ledger, ledger_each_trouble *each, void *context,
                                 struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status =
      ledger_prepare(ledger, &statement, error,
                     "SELECT keeper, place, reason, since FROM trouble ORDER BY keeper, place", "");
  bool more = true;
  while (!status && more && (status = ledger_step(ledger, statement, error)) == STATUS_OK) {
    autofree char *place = text_at(statement, 1);
    autofree char *reason = text_at(statement, 2);
    const struct ledger_trouble trouble = {
        .keeper = (enum ledger_keeper)sqlite3_column_int(statement, 0),
        .place = place,
        .reason = reason,
        .since = sqlite3_column_int64(statement, 3),
    };
    more = each(&trouble, context);
  }
  return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
