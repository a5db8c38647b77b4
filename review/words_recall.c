#include "review/words_recall.h"

#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "review/result_load.h"

static bool says_more_than_the_ledger(const struct result *result)
{
  if (result->version)
    return false;
  for (size_t r = 0; r < result->rows.count; r++)
    for (size_t i = 0; i < result->rows.items[r].field_count; i++)
      if (result->rows.items[r].fields[i].by)
        return true;
  return false;
}

/* Unix milliseconds of "2026-03-01T08:30:00Z"; 0, which is now, when it is none. */
static int64_t time_of(const char *text)
{
  struct tm utc = {0};
  const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return end && !*end ? (int64_t)timegm(&utc) * 1000 : 0;
}

static char *value_dump(const json_t *value)
{
  return json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
}

static enum status field_recall(struct ledger *ledger, const struct result *result, int record,
                                const struct record *of, const struct field *field,
                                int64_t *version, struct error *error)
{
  autofree char *machine = value_dump(field->value), *after = value_dump(field->review->value);
  const struct review_word word = {
      .place = {result->sha256, record, of->type, field->name},
      .person = field->review->by,
      .at = time_of(field->review->at),
      .machine = machine,
      .before = machine,
      .after = after,
      .seen = *version,
  };
  return ledger_review_say(ledger, &word, version, error);
}

static enum status result_recall(struct ledger *ledger, const char *folder,
                                 const struct result *result, struct error *error)
{
  autofree char *path = memory_format("%s/%s", folder, result->name);
  struct record_list records cleanup_with(record_list_clear) = {0};
  json_t *json = NULL;
  int64_t version = 0;
  enum status status = result_load(path, &json, error);
  if (!status)
    status = record_list_from_json(json, &records, error);
  json_decref(json);
  for (size_t r = 0; !status && r < records.count; r++)
    for (size_t i = 0; !status && i < records.items[r]->field_count; i++)
      if (records.items[r]->fields[i].review)
        status = field_recall(ledger, result, (int)r, records.items[r],
                              &records.items[r]->fields[i], &version, error);
  return status;
}

enum status words_recall(struct results *results, struct ledger *ledger, struct error *error)
{
  bool recalled = false;
  for (size_t i = 0; i < results_count(results); i++) {
    const struct result *result = results_at(results, i);
    if (!says_more_than_the_ledger(result))
      continue;
    enum status status = result_recall(ledger, results_folder(results), result, error);
    if (status && status != STATUS_NOT_FOUND) /* taken away meanwhile */
      return status;
    recalled = true;
  }
  return recalled ? results_hear(results, error) : STATUS_OK;
}
