/* A summary to JSON and back, and from a whole document's JSON as it lies on disk. */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/json_text.h"
#include "output/summary.h"

static const char *const document_statuses[] = {"ok", "check", "partial", "failed"};
static const char *const field_statuses[] = {"ok", "check", "missing"};

static bool word_find(const char *const *words, size_t count, const json_t *word, int *ret_index)
{
  const char *text = json_string_value(word);
  for (size_t i = 0; text && i < count; i++)
    if (strcmp(words[i], text) == 0) {
      *ret_index = (int)i;
      return true;
    }
  return false;
}

static char *member_text(const json_t *object, const char *key)
{
  const char *text = json_string_value(json_object_get(object, key));
  return memory_copy_string(text ? text : "");
}

/* NULL where there is none. */
static char *member_copy(const json_t *object, const char *key)
{
  return memory_copy_string(json_string_value(json_object_get(object, key)));
}

static json_t *row_to_json(const struct summary *summary)
{
  json_t *object = json_object(), *fields = json_array();
  json_object_set_new(object, "file", json_from_text(summary->file));
  json_object_set_new(object, "sha256", json_from_text(summary->sha256));
  json_object_set_new(object, "type", json_from_text(summary->type));
  json_object_set_new(object, "title", json_from_text(summary->title));
  json_object_set_new(object, "reason", json_from_text(summary->reason));
  json_object_set_new(object, "link", json_from_text(summary->link));
  json_object_set_new(object, "status", json_string(document_statuses[summary->status]));
  json_object_set_new(object, "pages", json_integer(summary->pages));
  json_object_set_new(object, "record_pages", json_from_text(summary->record_pages));
  for (size_t i = 0; i < summary->field_count; i++) {
    const struct summary_field *field = &summary->fields[i];
    json_t *item = json_object();
    json_object_set_new(item, "name", json_from_text(field->name));
    json_object_set_new(item, "value", json_from_text(field->value));
    json_object_set_new(item, "doubt", json_from_text(field->doubt));
    json_object_set_new(item, "failed", json_from_text(field->failed));
    json_object_set_new(item, "status", json_string(field_statuses[field->status]));
    if (field->by) {
      json_object_set_new(item, "by", json_from_text(field->by));
      json_object_set_new(item, "at", json_from_text(field->at));
      json_object_set_new(item, "machine", json_from_text(field->machine));
    }
    json_array_append_new(fields, item);
  }
  json_object_set_new(object, "fields", fields);
  return object;
}

json_t *summaries_to_json(const struct summary_list *list)
{
  json_t *rows = json_array();
  for (size_t i = 0; i < list->count; i++)
    json_array_append_new(rows, row_to_json(&list->items[i]));
  return json_pack("{s:s, s:o}", "summary", "zhaolu/2", "rows", rows);
}

static enum status row_read(const json_t *json, struct summary *summary, struct error *error)
{
  const json_t *fields = json_object_get(json, "fields");
  int status;
  if (!word_find(document_statuses, 4, json_object_get(json, "status"), &status))
    return error_set(error, STATUS_BAD_INPUT, "a stored summary has no known status");
  summary->status = (enum document_status)status;
  summary->file = member_text(json, "file");
  summary->sha256 = member_text(json, "sha256");
  summary->type = member_text(json, "type");
  summary->title = member_text(json, "title");
  summary->reason = member_text(json, "reason");
  summary->record_pages = member_text(json, "record_pages");
  summary->link = member_copy(json, "link");
  summary->pages = (int)json_integer_value(json_object_get(json, "pages"));
  summary->fields = memory_resize(NULL, json_array_size(fields), sizeof *summary->fields);
  size_t index;
  json_t *item;
  json_array_foreach(fields, index, item)
  {
    if (!word_find(field_statuses, 3, json_object_get(item, "status"), &status))
      return error_set(error, STATUS_BAD_INPUT, "a stored summary's field has no known status");
    summary->fields[summary->field_count++] = (struct summary_field){
        .name = member_text(item, "name"),
        .value = member_text(item, "value"),
        .doubt = member_text(item, "doubt"),
        .failed = member_text(item, "failed"),
        .by = member_copy(item, "by"),
        .at = member_copy(item, "at"),
        .machine = member_copy(item, "machine"),
        .status = (enum field_status)status,
    };
  }
  return STATUS_OK;
}

/* A ledger's earlier summary is one row by itself. */
static enum status own_form_read(const json_t *json, struct summary_list *list, struct error *error)
{
  const json_t *rows = json_object_get(json, "rows");
  size_t count = rows ? json_array_size(rows) : 1;
  if (count == 0)
    return error_set(error, STATUS_BAD_INPUT, "a stored summary has no rows");
  list->items = memory_alloc(count * sizeof *list->items);
  enum status status = STATUS_OK;
  for (size_t i = 0; i < count && status == STATUS_OK; i++) {
    list->count++;
    status = row_read(rows ? json_array_get(rows, i) : json, &list->items[i], error);
  }
  return status;
}

static void reason_add(struct strbuf *reason, const char *prefix, const json_t *text)
{
  if (!json_is_string(text))
    return;
  if (reason->length > 0)
    strbuf_append(reason, "；");
  strbuf_append(reason, prefix);
  strbuf_append(reason, json_string_value(text));
}

static char *document_json_reason(const json_t *json)
{
  struct strbuf reason = {0};
  size_t index;
  json_t *item;
  json_array_foreach(json_object_get(json, "pages"), index, item)
  {
    autofree char *prefix =
        memory_format("page %d: ", (int)json_integer_value(json_object_get(item, "number")));
    reason_add(&reason, prefix, json_object_get(item, "error"));
  }
  json_array_foreach(json_object_get(json, "warnings"), index, item) reason_add(&reason, "", item);
  return strbuf_take(&reason);
}

/* Documents of an earlier release have one record. */
static enum status records_read(const json_t *json, struct record_list *ret_records,
                                struct error *error)
{
  const json_t *records = json_object_get(json, "records");
  const json_t *record = json_object_get(json, "record");
  if (!records && !json_is_object(record))
    return STATUS_OK;
  return record_list_from_json(records ? records : record, ret_records, error);
}

static enum status document_form_read(const json_t *json, struct summary_list *list,
                                      struct error *error)
{
  const json_t *source = json_object_get(json, "source");
  struct record_list records = {0};
  int word;
  if (!word_find(document_statuses, 4, json_object_get(json, "status"), &word))
    return error_set(error, STATUS_BAD_INPUT, "the document's JSON has no known status");
  enum status status = records_read(json, &records, error);
  if (status != STATUS_OK)
    return status;
  autofree char *file = member_text(source, "name"), *sha256 = member_text(source, "sha256");
  autofree char *reason = document_json_reason(json);
  const struct summary whole = {
      .file = file,
      .sha256 = sha256,
      .reason = reason,
      .status = (enum document_status)word,
      .pages = (int)json_array_size(json_object_get(json, "pages")),
  };
  summary_list_fill(&whole, &records, list);
  record_list_clear(&records);
  return STATUS_OK;
}

enum status summaries_from_json(const json_t *json, struct summary_list *ret_list,
                                struct error *error)
{
  struct summary_list list = {0};
  enum status status;
  if (json_is_string(json_object_get(json, "summary")))
    status = own_form_read(json, &list, error);
  else if (json_is_string(json_object_get(json, "schema")))
    status = document_form_read(json, &list, error);
  else
    status = error_set(error, STATUS_BAD_INPUT, "this JSON is not a document of zhaolu");
  if (status == STATUS_OK)
    *ret_list = list;
  else
    summary_list_clear(&list);
  return status;
}
