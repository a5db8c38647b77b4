/* The ledger's changes of state. Each is one statement, so one transaction. */

#include "spool/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "spool/ledger_internal.h"

enum status ledger_start(struct ledger *ledger, int64_t id, struct error *error)
{
  return ledger_run(ledger, error,
                    "UPDATE document SET state = ?, attempts = attempts + 1, started = ?, "
                    "next_try = 0 WHERE id = ?",
                    "iii", (int64_t)LEDGER_WORKING, ledger_now(), id);
}

enum status ledger_put_back(struct ledger *ledger, int64_t id, struct error *error)
{
  return ledger_run(ledger, error,
                    "UPDATE document SET state = ?, attempts = max(attempts - 1, 0) "
                    "WHERE id = ? AND state = ?",
                    "iii", (int64_t)LEDGER_QUEUED, id, (int64_t)LEDGER_WORKING);
}

enum status ledger_try_later(struct ledger *ledger, int64_t id, enum status trouble,
                             const char *reason, int64_t next_try, struct error *error)
{
  return ledger_run(ledger, error,
                    "UPDATE document SET state = ?, error = ?, reason = ?, next_try = ? "
                    "WHERE id = ?",
                    "ittii", (int64_t)LEDGER_QUEUED, status_name(trouble), reason, next_try, id);
}

/* Both lists' words, each once. */
static char *format_list_join(const char *have, const char *added)
{
  struct strbuf joined = {0};
  strbuf_append(&joined, have ? have : "");
  while (*added) {
    size_t length = strcspn(added, ",");
    autofree char *word = memory_copy_bytes(added, length);
    if (!format_list_covers(strbuf_text(&joined), word))
      strbuf_appendf(&joined, "%s%s", joined.length ? "," : "", word);
    added += length + (added[length] == ',');
  }
  return strbuf_take(&joined);
}

static enum status written_note(struct ledger *ledger, int64_t id,
                                const struct ledger_result *result, struct error *error)
{
  enum status status = STATUS_OK;
  for (size_t i = 0; !status && i < result->written_count; i++)
    status = ledger_run(ledger, error,
                        "INSERT INTO written (file, document, sha256) "
                        "SELECT output || '.' || ?1, id, ?2 FROM document WHERE id = ?3 "
                        "ON CONFLICT (file) DO UPDATE SET document = excluded.document, "
                        "before = CASE WHEN sha256 = excluded.sha256 THEN before ELSE sha256 END, "
                        "sha256 = excluded.sha256",
                        "tti", result->written[i].format, result->written[i].sha256, id);
  return status;
}

enum status ledger_publish(struct ledger *ledger, int64_t id, const struct ledger_result *result,
                           struct error *error)
{
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  enum status status = ledger_find(ledger, id, &document, error);
  if (status)
    return status;
  autofree char *formats = format_list_join(document.formats, result->formats);
  struct transaction transaction autorollback = {0};
  status = transaction_begin(ledger, &transaction, error);
  if (!status)
    status = written_note(ledger, id, result, error);
  if (!status)
    status = ledger_run(ledger, error,
                        "UPDATE document SET state = ?, formats = ?, result = ?, expires = ?, "
                        "summary = ?, pages = ?, fields_to_check = ?, seconds = ?, error = NULL, "
                        "reason = NULL WHERE id = ?",
                        "ittttiidi", (int64_t)LEDGER_PUBLISHING, formats, result->result,
                        result->expires, result->summary, (int64_t)result->pages,
                        (int64_t)result->fields_to_check, result->seconds, id);
  return status ? status : transaction_commit(&transaction, error);
}

enum status ledger_has_written(struct ledger *ledger, const char *file, const char *sha256,
                               int64_t mtime, bool *ret_written, struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status = ledger_prepare(
      ledger, &statement, error,
      "SELECT 1 FROM written WHERE file = ?1 AND (?2 IN (sha256, before) OR (?3 <= until AND "
      "'' IN (sha256, before)))",
      "tti", file, sha256, mtime);
  if (!status)
    status = ledger_step(ledger, statement, error);
  if (status && status != STATUS_NOT_FOUND)
    return status;
  *ret_written = status == STATUS_OK;
  return STATUS_OK;
}

enum status ledger_done(struct ledger *ledger, int64_t id, struct error *error)
{
  return ledger_run(ledger, error,
                    "UPDATE document SET state = ?, finished = ?, replace_edited = 0 WHERE id = ?",
                    "iii", (int64_t)LEDGER_DONE, ledger_now(), id);
}

enum status ledger_fail(struct ledger *ledger, int64_t id, enum ledger_state state,
                        enum status trouble, const char *reason, struct error *error)
{
  return ledger_run(ledger, error,
                    "UPDATE document SET state = ?, error = ?, reason = ?, finished = ?, "
                    "next_try = 0 WHERE id = ?",
                    "ittii", (int64_t)state, status_name(trouble), reason, ledger_now(), id);
}

enum status ledger_requeue(struct ledger *ledger, int64_t id, bool replace_edited,
                           struct error *error)
{
  return ledger_run(ledger, error,
                    "UPDATE document SET state = ?, ticket = NULL, attempts = 0, "
                    "interruptions = 0, crashes = 0, error = NULL, reason = NULL, next_try = 0, "
                    "replace_edited = ? WHERE id = ?",
                    "iii", (int64_t)LEDGER_QUEUED, (int64_t)replace_edited, id);
}

enum status ledger_let_go(struct ledger *ledger, int64_t id, struct error *error)
{
  return ledger_run(ledger, error,
                    "UPDATE document SET state = ?, ticket = NULL WHERE id = ? AND state IN (?, ?)",
                    "iiii", (int64_t)LEDGER_QUEUED, id, (int64_t)LEDGER_QUEUED,
                    (int64_t)LEDGER_WORKING);
}

enum status ledger_forget(struct ledger *ledger, int64_t id, struct error *error)
{
  struct transaction transaction autorollback = {0};
  enum status status = transaction_begin(ledger, &transaction, error);
  if (!status)
    status =
        ledger_run(ledger, error, "DELETE FROM document WHERE id = ? AND formats IS NULL", "i", id);
  if (!status)
    status = ledger_run(ledger, error, "UPDATE document SET state = ? WHERE id = ?", "ii",
                        (int64_t)LEDGER_DONE, id);
  return status ? status : transaction_commit(&transaction, error);
}

enum status ledger_count_crash(struct ledger *ledger, int64_t id, struct error *error)
{
  return ledger_run(ledger, error, "UPDATE document SET crashes = crashes + 1 WHERE id = ?", "i",
                    id);
}

enum status ledger_recover(struct ledger *ledger, enum ledger_keeper keeper, int *ret_count,
                           struct error *error)
{
  struct transaction transaction autorollback = {0};
  enum status status = transaction_begin(ledger, &transaction, error);
  if (!status)
    status = ledger_run(ledger, error,
                        "UPDATE document SET state = ?, interruptions = interruptions + 1, "
                        "attempts = max(attempts - 1, 0) WHERE state = ? AND keeper = ?",
                        "iii", (int64_t)LEDGER_QUEUED, (int64_t)LEDGER_WORKING, (int64_t)keeper);
  int count = sqlite3_changes(ledger->database);
  if (!status && keeper == LEDGER_BATCH)
    status = ledger_run(ledger, error,
                        "UPDATE document SET ticket = NULL WHERE state IN (?, ?) AND keeper = ?",
                        "iii", (int64_t)LEDGER_QUEUED, (int64_t)LEDGER_PUBLISHING, (int64_t)keeper);
  if (!status)
    status = transaction_commit(&transaction, error);
  if (!status)
    *ret_count = count;
  return status;
}
