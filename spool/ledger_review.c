#include "spool/ledger_review.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "spool/ledger_internal.h"

void review_entry_clear(struct review_entry *entry)
{
  free(entry->sha256);
  free(entry->type);
  free(entry->field);
  free(entry->person);
  free(entry->machine);
  free(entry->before);
  free(entry->after);
  *entry = (struct review_entry){0};
}

void review_time_text(int64_t milliseconds, char ret_text[REVIEW_TIME_BYTES])
{
  time_t seconds = (time_t)(milliseconds / 1000);
  struct tm utc = {0};
  gmtime_r(&seconds, &utc);
  if (strftime(ret_text, REVIEW_TIME_BYTES, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
    ret_text[0] = '\0';
}

/* One number of one row; 0 where there is no row. */
static enum status number_ask(struct ledger *ledger, const char *sql, const char *text,
                              int64_t *ret_number, struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status = ledger_prepare(ledger, &statement, error, sql, "t", text);
  if (!status)
    status = ledger_step(ledger, statement, error);
  if (status && status != STATUS_NOT_FOUND)
    return status;
  *ret_number = status ? 0 : sqlite3_column_int64(statement, 0);
  return STATUS_OK;
}

enum status ledger_review_version(struct ledger *ledger, const char *sha256, int64_t *ret_version,
                                  struct error *error)
{
  return number_ask(ledger, "SELECT coalesce(max(id), 0) FROM review WHERE sha256 = ?", sha256,
                    ret_version, error);
}

static enum status word_write(struct ledger *ledger, const struct review_word *word,
                              struct error *error)
{
  const struct review_place *place = &word->place;
  return ledger_run(ledger, error,
                    "INSERT INTO review (sha256, record, type, field, person, at, machine, before, "
                    "after, receipt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    "titttitttt", place->sha256, (int64_t)place->record, place->type, place->field,
                    word->person, word->at ? word->at : ledger_now(), word->machine, word->before,
                    word->after, word->receipt);
}

enum status ledger_review_say(struct ledger *ledger, const struct review_word *word,
                              int64_t *ret_version, struct error *error)
{
  struct transaction transaction autorollback = {0};
  const char *sha256 = word->place.sha256;
  int64_t known = 0, version = 0;
  enum status status = transaction_begin(ledger, &transaction, error);
  if (!status && word->receipt)
    status =
        number_ask(ledger, "SELECT id FROM review WHERE receipt = ?", word->receipt, &known, error);
  if (!status)
    status = ledger_review_version(ledger, sha256, &version, error);
  if (status)
    return status;
  if (!known && version != word->seen) {
    *ret_version = version;
    return error_set(error, STATUS_BUSY, "somebody else has said something of this document");
  }
  if (!known)
    status = word_write(ledger, word, error);
  if (!status)
    status = ledger_review_version(ledger, sha256, &version, error);
  if (!status)
    status = transaction_commit(&transaction, error);
  if (!status)
    *ret_version = version;
  return status;
}

static char *text_at(sqlite3_stmt *statement, int column)
{
  return memory_copy_string((const char *)sqlite3_column_text(statement, column));
}

#define ENTRY_COLUMNS "id, sha256, record, type, field, person, at, machine, before, after"

static void entry_from_row(sqlite3_stmt *statement, struct review_entry *ret_entry)
{
  *ret_entry = (struct review_entry){
      .id = sqlite3_column_int64(statement, 0),
      .sha256 = text_at(statement, 1),
      .record = sqlite3_column_int(statement, 2),
      .type = text_at(statement, 3),
      .field = text_at(statement, 4),
      .person = text_at(statement, 5),
      .at = sqlite3_column_int64(statement, 6),
      .machine = text_at(statement, 7),
      .before = text_at(statement, 8),
      .after = text_at(statement, 9),
  };
}

static enum status entries_give(struct ledger *ledger, sqlite3_stmt *statement,
                                review_each_function *each, void *context, struct error *error)
{
  enum status status;
  while ((status = ledger_step(ledger, statement, error)) == STATUS_OK) {
    struct review_entry entry cleanup_with(review_entry_clear) = {0};
    entry_from_row(statement, &entry);
    each(&entry, context);
  }
  return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status ledger_review_of(struct ledger *ledger, const char *sha256, review_each_function *each,
                             void *context, struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status =
      ledger_prepare(ledger, &statement, error,
                     "SELECT " ENTRY_COLUMNS " FROM review WHERE after IS NOT NULL AND id IN "
                     "(SELECT max(id) FROM review WHERE sha256 = ? GROUP BY record, type, field) "
                     "ORDER BY id",
                     "t", sha256);
  return status ? status : entries_give(ledger, statement, each, context, error);
}

enum status ledger_review_last(struct ledger *ledger, review_each_function *each, void *context,
                               struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status = ledger_prepare(
      ledger, &statement, error,
      "SELECT " ENTRY_COLUMNS " FROM review WHERE id IN "
      "(SELECT max(id) FROM review GROUP BY sha256, record, type, field) ORDER BY id",
      "");
  return status ? status : entries_give(ledger, statement, each, context, error);
}

enum status ledger_review_since(struct ledger *ledger, int64_t after, review_each_function *each,
                                void *context, struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status =
      ledger_prepare(ledger, &statement, error,
                     "SELECT " ENTRY_COLUMNS " FROM review WHERE id > ? ORDER BY id", "i", after);
  return status ? status : entries_give(ledger, statement, each, context, error);
}
