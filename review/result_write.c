#include "review/result_write.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/stream.h"
#include "jobs/review_words.h"
#include "output/html_review.h"
#include "output/output.h"
#include "output/table.h"
#include "review/result_load.h"
#include "spool/own_file.h"

enum { PAGE_BYTES_MAX = 256 << 20 };

/* One result on its way into its files. */
struct writing {
  struct own_folder folder;
  const char *stem; /* "sub/a" */
  json_t *json;
  struct record_list records; /* with what people said */
};

/* ---- JSON ---- */

static void reviews_set(json_t *json, const struct record_list *records)
{
  json_t *list = json_object_get(json, "records");
  for (size_t r = 0; r < records->count; r++) {
    json_t *fields = json_object_get(json_array_get(list, r), "fields");
    for (size_t i = 0; i < records->items[r]->field_count; i++) {
      const struct field *field = &records->items[r]->fields[i];
      json_t *object = json_object_get(fields, field->name);
      if (field->review)
        json_object_set_new(object, "reviewed", field_review_to_json(field->review));
      else
        json_object_del(object, "reviewed");
    }
  }
}

static enum status json_render(const struct writing *writing, struct strbuf *bytes,
                               struct error *error)
{
  reviews_set(writing->json, &writing->records);
  return document_json_append(writing->json, false, bytes)
             ? STATUS_OK
             : error_set(error, STATUS_NO_MEMORY, "%s.json: needs too much memory", writing->stem);
}

/* ---- the others ---- */

static enum status table_render(const struct writing *writing, bool as_workbook,
                                struct strbuf *bytes, struct error *error)
{
  struct summary_list rows cleanup_with(summary_list_clear) = {0};
  enum status status = summaries_from_json(writing->json, &rows, error);
  if (!status && as_workbook)
    status = xlsx_append_table(&rows, bytes, error);
  else if (!status)
    csv_append_table(&rows, bytes);
  return status;
}

static enum status csv_render(const struct writing *writing, struct strbuf *bytes,
                              struct error *error)
{
  return table_render(writing, false, bytes, error);
}

static enum status xlsx_render(const struct writing *writing, struct strbuf *bytes,
                               struct error *error)
{
  return table_render(writing, true, bytes, error);
}

static enum status html_render(const struct writing *writing, struct strbuf *bytes,
                               struct error *error)
{
  autofree char *path = memory_format("%s/%s.html", writing->folder.path, writing->stem);
  autofree char *page = NULL;
  size_t length;
  enum status status = stream_read_all(path, PAGE_BYTES_MAX, &page, &length, error);
  if (!status)
    html_review_replace(page, length, &writing->records, bytes);
  return status;
}

/* JSON comes first: the tables are made of it. */
static const struct {
  const char *ending;
  enum status (*render)(const struct writing *writing, struct strbuf *bytes, struct error *error);
} formats[] = {
    {"json", json_render},
    {"csv", csv_render},
    {"xlsx", xlsx_render},
    {"html", html_render},
};

static enum status format_write(const struct writing *writing, size_t index, struct error *error)
{
  autofree char *file = memory_format("%s.%s", writing->stem, formats[index].ending);
  autofree char *path = memory_format("%s/%s", writing->folder.path, file);
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  if (access(path, F_OK) != 0)
    return STATUS_OK;
  enum status status = formats[index].render(writing, &bytes, error);
  return status ? status
                : own_file_amend(&writing->folder, file, strbuf_text(&bytes), bytes.length, error);
}

static enum status file_write(const struct results *results, struct ledger *ledger,
                              struct written_list *written, struct result *result,
                              struct error *error)
{
  autofree char *stem = memory_copy_bytes(result->name, strlen(result->name) - strlen(".json"));
  autofree char *path = memory_format("%s/%s", results_folder(results), result->name);
  struct writing writing = {.folder = {results_folder(results), written, ledger, false},
                            .stem = stem};
  enum status status = result_load(path, &writing.json, error);
  if (!status)
    status = record_list_from_json(writing.json, &writing.records, error);
  if (!status)
    status = review_words_put(ledger, result->sha256, &writing.records, error);
  /* A batch that runs may have replaced it: then it is read again, and written later. */
  if (!status && !result_is_current(results, result))
    status = error_set(error, STATUS_BUSY, "%s: was replaced meanwhile", path);
  for (size_t i = 0; !status && i < sizeof formats / sizeof *formats; i++)
    status = format_write(&writing, i, error);
  if (!status)
    result_was_written(results, result);
  json_decref(writing.json);
  record_list_clear(&writing.records);
  return status;
}

enum status result_write(const struct results *results, struct ledger *ledger,
                         struct result *result, struct error *error)
{
  struct written_list *written cleanup_with(written_list_close) = NULL;
  enum status status = written_list_open(results_folder(results), &written, error);
  for (; !status && result; result = result->copy)
    if (result->is_behind)
      status = file_write(results, ledger, written, result, error);
  return status;
}
