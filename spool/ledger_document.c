/* The ledger's documents: entering, finding, and every change of state. */

#include "spool/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "spool/ledger_internal.h"

enum { SHORT_HASH = 8, LONGER_HASH = 16 };

void ledger_document_clear(struct ledger_document *document)
{
  free(document->version);
  free(document->source);
  free(document->output);
  free(document->ticket);
  free(document->formats);
  free(document->error);
  free(document->reason);
  free(document->result);
  free(document->expires);
  free(document->summary);
  *document = (struct ledger_document){0};
}

static char *column_text(sqlite3_stmt *statement, int column)
{
  return memory_copy_string((const char *)sqlite3_column_text(statement, column));
}

void document_from_row(sqlite3_stmt *statement, struct ledger_document *ret_document)
{
  struct ledger_document document = {
      .id = sqlite3_column_int64(statement, 0),
      .version = column_text(statement, 2),
      .keeper = (enum ledger_keeper)sqlite3_column_int(statement, 3),
      .state = (enum ledger_state)sqlite3_column_int(statement, 4),
      .source = column_text(statement, 5),
      .output = column_text(statement, 6),
      .ticket = column_text(statement, 7),
      .formats = column_text(statement, 8),
      .attempts = sqlite3_column_int(statement, 9),
      .interruptions = sqlite3_column_int(statement, 10),
      .crashes = sqlite3_column_int(statement, 11),
      .error = column_text(statement, 12),
      .reason = column_text(statement, 13),
      .result = column_text(statement, 14),
      .pages = sqlite3_column_int(statement, 15),
      .fields_to_check = sqlite3_column_int(statement, 16),
      .seconds = sqlite3_column_double(statement, 17),
      .expires = column_text(statement, 18),
      .summary = column_text(statement, 19),
      .seen = sqlite3_column_int64(statement, 20),
      .started = sqlite3_column_int64(statement, 21),
      .finished = sqlite3_column_int64(statement, 22),
      .next_try = sqlite3_column_int64(statement, 23),
      .replace_edited = sqlite3_column_int(statement, 24) != 0,
  };
  snprintf(document.sha256, sizeof document.sha256, "%s",
           (const char *)sqlite3_column_text(statement, 1));
  *ret_document = document;
}

/* Runs a query for one document; STATUS_NOT_FOUND leaves *ret_document alone. */
static enum status document_fetch(struct ledger *ledger, sqlite3_stmt *statement,
                                  struct ledger_document *ret_document, struct error *error)
{
  enum status status = ledger_step(ledger, statement, error);
  if (!status)
    document_from_row(statement, ret_document);
  return status;
}

enum status ledger_find(struct ledger *ledger, int64_t id, struct ledger_document *ret_document,
                        struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status =
      ledger_prepare(ledger, &statement, error,
                     "SELECT " LEDGER_DOCUMENT_COLUMNS " FROM document WHERE id = ?", "i", id);
  if (!status)
    status = document_fetch(ledger, statement, ret_document, error);
  if (status == STATUS_NOT_FOUND)
    error_set(error, status, "%s: there is no document %lld", ledger->path, (long long)id);
  return status;
}

enum status ledger_find_content(struct ledger *ledger, const char *sha256,
                                struct ledger_document *ret_document, struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status = ledger_prepare(
      ledger, &statement, error,
      "SELECT " LEDGER_DOCUMENT_COLUMNS " FROM document WHERE sha256 = ?", "t", sha256);
  if (!status)
    status = document_fetch(ledger, statement, ret_document, error);
  if (status == STATUS_NOT_FOUND)
    error_set(error, status, "%s: no document has the content %.8s", ledger->path, sha256);
  return status;
}

static enum status output_is_taken(struct ledger *ledger, const char *output, bool *ret_taken,
                                   struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status = ledger_prepare(ledger, &statement, error,
                                      "SELECT 1 FROM document WHERE output = ?", "t", output);
  if (!status)
    status = ledger_step(ledger, statement, error);
  if (status && status != STATUS_NOT_FOUND)
    return status;
  *ret_taken = status == STATUS_OK;
  return STATUS_OK;
}

/* The wanted name if it is free, else with the hash's beginning. */
static enum status output_choose(struct ledger *ledger, const struct ledger_arrival *arrival,
                                 char **ret_output, struct error *error)
{
  static const int hash_lengths[] = {0, SHORT_HASH, LONGER_HASH, DIGEST_HEX_BYTES - 1};
  for (size_t i = arrival->name_taken ? 1 : 0; i < sizeof hash_lengths / sizeof *hash_lengths;
       i++) {
    autofree char *output =
        memory_format("%s%s%.*s", arrival->name, i ? "-" : "", hash_lengths[i], arrival->sha256);
    bool taken = false;
    enum status status = output_is_taken(ledger, output, &taken, error);
    if (status)
      return status;
    if (!taken) {
      *ret_output = output;
      output = NULL;
      return STATUS_OK;
    }
  }
  return error_set(error, STATUS_INTERNAL, "%s: no output name is left for %s", ledger->path,
                   arrival->name);
}

static enum status document_insert(struct ledger *ledger, const struct ledger_arrival *arrival,
                                   struct error *error)
{
  autofree char *output = NULL;
  enum status status = output_choose(ledger, arrival, &output, error);
  if (status)
    return status;
  return ledger_run(ledger, error,
                    "INSERT INTO document (sha256, version, keeper, state, source, output, ticket, "
                    "seen, replace_edited) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    "ttiitttii", arrival->sha256, arrival->version, (int64_t)arrival->keeper,
                    (int64_t)LEDGER_QUEUED, arrival->source, output, arrival->ticket, ledger_now(),
                    (int64_t)arrival->force);
}

/* A clean slate for a document that was finished, or that nobody holds any more. */
static enum status document_queue_again(struct ledger *ledger, int64_t id,
                                        const struct ledger_arrival *arrival, struct error *error)
{
  return ledger_run(ledger, error,
                    "UPDATE document SET formats = CASE WHEN version = ?1 THEN formats END, "
                    "version = ?1, keeper = ?2, state = ?3, source = ?4, ticket = ?5, "
                    "attempts = 0, interruptions = 0, crashes = 0, error = NULL, reason = NULL, "
                    "next_try = 0, replace_edited = ?7 WHERE id = ?6",
                    "tiittii", arrival->version, (int64_t)arrival->keeper, (int64_t)LEDGER_QUEUED,
                    arrival->source, arrival->ticket, id, (int64_t)arrival->force);
}

/* Still waiting, and the program that held it has gone: the counts of its troubles go on. */
static enum status document_adopt(struct ledger *ledger, int64_t id,
                                  const struct ledger_arrival *arrival, struct error *error)
{
  return ledger_run(ledger, error,
                    "UPDATE document SET formats = CASE WHEN version = ?1 THEN formats END, "
                    "version = ?1, keeper = ?2, source = ?3, ticket = ?4, "
                    "replace_edited = max(replace_edited, ?6) WHERE id = ?5",
                    "tittii", arrival->version, (int64_t)arrival->keeper, arrival->source,
                    arrival->ticket, id, (int64_t)arrival->force);
}

static bool is_own_ticket(const struct ledger_document *known, const struct ledger_arrival *arrival)
{
  return known->keeper == arrival->keeper && known->ticket && arrival->ticket &&
         strcmp(known->ticket, arrival->ticket) == 0;
}

/* The very file in the work folder that the ledger already closed: the program stopped before it
 * put the file away. A batch finds the same path every night, which says nothing. */
static bool is_same_drop(const struct ledger_document *known, const struct ledger_arrival *arrival)
{
  return known->keeper == LEDGER_WATCH && is_own_ticket(known, arrival);
}

static bool is_held(const struct ledger_document *known, const struct ledger_arrival *arrival)
{
  if (!known->ticket || is_own_ticket(known, arrival))
    return false;
  return known->keeper == arrival->keeper || arrival->other_runs;
}

static enum ledger_verdict verdict_for(const struct ledger_document *known,
                                       const struct ledger_arrival *arrival)
{
  bool same_version = strcmp(known->version, arrival->version) == 0;
  switch (known->state) {
  case LEDGER_DONE:
    if (is_same_drop(known, arrival))
      return LEDGER_ALREADY_DONE;
    return !arrival->force && (same_version || !arrival->outdated) &&
                   format_list_covers(known->formats, arrival->formats)
               ? LEDGER_ALREADY_DONE
               : LEDGER_TO_DO;
  case LEDGER_FAILED:
  case LEDGER_QUARANTINED:
    if (is_same_drop(known, arrival))
      return LEDGER_FAILED_BEFORE;
    return arrival->force || arrival->again || !same_version ? LEDGER_TO_DO : LEDGER_FAILED_BEFORE;
  case LEDGER_QUEUED:
    return is_held(known, arrival) ? LEDGER_IN_WORK : LEDGER_TO_DO;
  case LEDGER_WORKING:
    return known->keeper != arrival->keeper && !arrival->other_runs ? LEDGER_TO_DO : LEDGER_IN_WORK;
  case LEDGER_PUBLISHING:
    break;
  }
  return LEDGER_IN_WORK;
}

static enum status document_take_up(struct ledger *ledger, const struct ledger_document *known,
                                    const struct ledger_arrival *arrival, struct error *error)
{
  if (known->state == LEDGER_QUEUED)
    return document_adopt(ledger, known->id, arrival, error);
  return document_queue_again(ledger, known->id, arrival, error);
}

enum status ledger_enter(struct ledger *ledger, const struct ledger_arrival *arrival,
                         enum ledger_verdict *ret_verdict, struct ledger_document *ret_document,
                         struct error *error)
{
  struct transaction transaction autorollback = {0};
  enum status status = transaction_begin(ledger, &transaction, error);
  if (status)
    return status;
  struct ledger_document known cleanup_with(ledger_document_clear) = {0};
  enum ledger_verdict verdict = LEDGER_TO_DO;
  status = ledger_find_content(ledger, arrival->sha256, &known, error);
  if (status == STATUS_NOT_FOUND) {
    status = document_insert(ledger, arrival, error);
  } else if (!status) {
    verdict = verdict_for(&known, arrival);
    if (verdict == LEDGER_TO_DO)
      status = document_take_up(ledger, &known, arrival, error);
  }
  struct ledger_document now cleanup_with(ledger_document_clear) = {0};
  if (!status)
    status = ledger_find_content(ledger, arrival->sha256, &now, error);
  if (!status)
    status = transaction_commit(&transaction, error);
  if (status)
    return status;
  *ret_verdict = verdict;
  *ret_document = now;
  now = (struct ledger_document){0};
  return STATUS_OK;
}

enum status ledger_note_source(struct ledger *ledger, int64_t id,
                               const struct ledger_source *source, struct error *error)
{
  return ledger_run(ledger, error,
                    "INSERT INTO source (path, document, size, mtime, seen) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT (path, document) DO UPDATE SET size = excluded.size, mtime = "
                    "excluded.mtime, seen = excluded.seen",
                    "tiiii", source->path, id, (int64_t)source->size, source->mtime, ledger_now());
}

enum status ledger_find_source(struct ledger *ledger, const struct ledger_source *source,
                               struct ledger_document *ret_document, struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status = ledger_prepare(
      ledger, &statement, error,
      "SELECT " LEDGER_DOCUMENT_COLUMNS " FROM source JOIN document ON document.id = document "
      "WHERE path = ? AND size = ? AND mtime = ? ORDER BY source.seen DESC LIMIT 1",
      "tii", source->path, (int64_t)source->size, source->mtime);
  if (!status)
    status = document_fetch(ledger, statement, ret_document, error);
  if (status == STATUS_NOT_FOUND)
    error_set(error, status, "%s: not known, or changed", source->path);
  return status;
}
