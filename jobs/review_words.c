#include "jobs/review_words.h"

#include <string.h>

#include "base/memory.h"
#include "output/value_text.h"

/* A new reference; NULL: taken back, or not to be understood. */
static json_t *entry_value(const struct review_entry *entry)
{
  return entry->after ? json_loads(entry->after, JSON_DECODE_ANY, NULL) : NULL;
}

/* ---- in records ---- */

static void word_put(const struct review_entry *entry, void *context)
{
  const struct record_list *records = context;
  if (entry->record < 0 || (size_t)entry->record >= records->count)
    return;
  const struct record *record = records->items[entry->record];
  struct field *field = (struct field *)record_find_field(record, entry->field);
  json_t *value = field && strcmp(record->type, entry->type) == 0 ? entry_value(entry) : NULL;
  char at[REVIEW_TIME_BYTES];
  review_time_text(entry->at, at);
  if (value)
    field_set_review(field, value, entry->person, at);
}

enum status review_words_put(struct ledger *ledger, const char *sha256, struct record_list *records,
                             struct error *error)
{
  for (size_t i = 0; i < records->count; i++)
    for (size_t k = 0; k < records->items[i]->field_count; k++)
      field_clear_review(&records->items[i]->fields[k]);
  return ledger && sha256 ? ledger_review_of(ledger, sha256, word_put, records, error) : STATUS_OK;
}

/* ---- in rows ---- */

bool review_word_put_in_rows(const struct review_entry *entry, struct summary_list *rows)
{
  if (entry->record < 0 || (size_t)entry->record >= rows->count)
    return false;
  const struct summary *row = &rows->items[entry->record];
  struct summary_field *field = (struct summary_field *)summary_find_field(row, entry->field);
  if (!field || strcmp(row->type, entry->type) != 0)
    return false;
  json_t *value = entry_value(entry);
  autofree char *text = value ? value_text(value) : NULL;
  char at[REVIEW_TIME_BYTES];
  json_decref(value);
  review_time_text(entry->at, at);
  return summary_field_review(field, text, entry->person, at);
}

static void row_word_put(const struct review_entry *entry, void *context)
{
  review_word_put_in_rows(entry, context);
}

enum status review_words_put_in_rows(struct ledger *ledger, const char *sha256,
                                     struct summary_list *rows, struct error *error)
{
  return ledger_review_of(ledger, sha256, row_word_put, rows, error);
}
