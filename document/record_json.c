/* The record as the contract's JSON, and back from what an --extractor program prints. */

#include "document/record.h"

#include <stdarg.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

enum { RECORD_FIELDS_MAX = 1000 /* of a record; the kinds have some twenty */ };

/* ---- out ---- */

static json_t *text_or_null(const char *text)
{
  json_t *json = text ? json_string(text) : NULL;
  return json ? json : json_null();
}

static json_t *box_to_json(struct box box)
{
  return box_is_empty(box) ? json_null() : json_pack("[iiii]", box.x, box.y, box.w, box.h);
}

static json_t *checks_to_json(const struct field *field)
{
  json_t *list = json_array();
  for (size_t i = 0; i < field->check_count; i++) {
    const struct field_check *check = &field->checks[i];
    json_array_append_new(list, json_pack("{s:o, s:b, s:o}", "name", text_or_null(check->name),
                                          "ok", check->ok, "detail", text_or_null(check->detail)));
  }
  return list;
}

/* Four digits are all that a confidence means, and keep outputs alike between machines. */
static json_t *confidence_to_json(float confidence)
{
  return json_real(round((double)confidence * 10000.0) / 10000.0);
}

json_t *field_review_to_json(const struct field_review *review)
{
  json_t *json = json_object();
  json_object_set(json, "value", review->value);
  json_object_set_new(json, "by", text_or_null(review->by));
  json_object_set_new(json, "at", text_or_null(review->at));
  return json;
}

static json_t *field_to_json(const struct field *field)
{
  json_t *json = json_object();
  json_object_set_new(json, "label", text_or_null(field->label));
  json_object_set(json, "value", field->value);
  json_object_set_new(json, "raw", text_or_null(field->raw));
  json_object_set_new(json, "page", field->page > 0 ? json_integer(field->page) : json_null());
  json_object_set_new(json, "box", box_to_json(field->box));
  json_object_set_new(json, "confidence", confidence_to_json(field->confidence));
  json_object_set_new(json, "status", json_string(field_status_name(field->status)));
  json_object_set_new(json, "source", json_string(field_source_name(field->source)));
  json_object_set_new(json, "checks", checks_to_json(field));
  if (field->review)
    json_object_set_new(json, "reviewed", field_review_to_json(field->review));
  return json;
}

static json_t *provision_to_json(const struct provision *provision)
{
  json_t *items = json_array();
  for (size_t i = 0; i < provision->item_count; i++) {
    const struct provision_item *item = &provision->items[i];
    json_array_append_new(items, json_pack("{s:o, s:o, s:i}", "number", text_or_null(item->number),
                                           "text", text_or_null(item->text), "page", item->page));
  }
  return json_pack("{s:o, s:o, s:i, s:o}", "number", text_or_null(provision->number), "text",
                   text_or_null(provision->text), "page", provision->page, "items", items);
}

json_t *record_to_json(const struct record *record)
{
  json_t *fields = json_object();
  for (size_t i = 0; i < record->field_count; i++)
    json_object_set_new(fields, record->fields[i].name, field_to_json(&record->fields[i]));
  json_t *provisions = json_array();
  for (size_t i = 0; i < record->provision_count; i++)
    json_array_append_new(provisions, provision_to_json(&record->provisions[i]));
  json_t *pages = json_array();
  for (size_t i = 0; i < record->page_count; i++)
    json_array_append_new(pages, json_integer(record->pages[i]));
  return json_pack("{s:o, s:s*, s:o, s:o, s:o, s:o}", "type", text_or_null(record->type), "title",
                   record->title, "pages", pages, "region", box_to_json(record->region), "fields",
                   fields, "provisions", provisions);
}

json_t *record_list_to_json(const struct record_list *list)
{
  json_t *json = json_array();
  for (size_t i = 0; list && i < list->count; i++)
    json_array_append_new(json, record_to_json(list->items[i]));
  return json;
}

/* ---- in ---- */

/* Where in the record the reader stands, for the message: "record.fields.x.checks[0]". */
struct place {
  char path[200];
  struct error *error;
};

static struct place place_enter(const struct place *parent, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static struct place place_enter(const struct place *parent, const char *format, ...)
{
  struct place place = *parent;
  size_t used = strlen(place.path);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(place.path + used, sizeof place.path - used, format, arguments);
  va_end(arguments);
  return place;
}

static enum status place_refuse(const struct place *place, const char *what)
{
  return error_set(place->error, STATUS_BAD_INPUT, "%s: %s", place->path, what);
}

/* A text under `key`; absent or null gives NULL unless `needed`. */
static enum status text_read(const struct place *place, const json_t *object, const char *key,
                             bool needed, char **ret_text)
{
  const json_t *json = json_object_get(object, key);
  if (!json_is_string(json) && (needed || !(json == NULL || json_is_null(json)))) {
    autofree char *what = memory_format("'%s' must be a text", key);
    return place_refuse(place, what);
  }
  *ret_text = memory_copy_string(json_string_value(json));
  return STATUS_OK;
}

static enum status page_read(const struct place *place, const json_t *object, int *ret_page)
{
  const json_t *json = json_object_get(object, "page");
  if (!json || json_is_null(json)) {
    *ret_page = 0;
    return STATUS_OK;
  }
  json_int_t page = json_integer_value(json);
  if (!json_is_integer(json) || page < 1 || page > 1000000)
    return place_refuse(place, "'page' must be a page's number from 1, or null");
  *ret_page = (int)page;
  return STATUS_OK;
}

static enum status box_read(const struct place *place, const json_t *object, const char *key,
                            struct box *ret_box)
{
  const json_t *json = json_object_get(object, key);
  if (!json || json_is_null(json))
    return STATUS_OK;
  int numbers[4];
  for (size_t i = 0; i < 4; i++) {
    const json_t *number = json_array_get(json, i);
    json_int_t value = json_integer_value(number);
    if (json_array_size(json) != 4 || !json_is_integer(number) || value < -1000000 ||
        value > 1000000)
      return place_refuse(place, strcmp(key, "box")
                                     ? "'region' must be [x, y, width, height] in whole "
                                       "pixels, or null"
                                     : "'box' must be [x, y, width, height] in whole "
                                       "pixels, or null");
    numbers[i] = (int)value;
  }
  *ret_box = (struct box){numbers[0], numbers[1], numbers[2], numbers[3]};
  return STATUS_OK;
}

static enum status field_status_read(const struct place *place, const json_t *json,
                                     struct field *field)
{
  const char *status = json_string_value(json_object_get(json, "status"));
  for (int i = FIELD_OK; i <= FIELD_MISSING; i++)
    if (status && !strcmp(status, field_status_name((enum field_status)i))) {
      field->status = (enum field_status)i;
      if (field->status == FIELD_MISSING && !json_is_null(field->value))
        return place_refuse(place, "a field with 'status' \"missing\" must have 'value' null");
      if (field->status == FIELD_OK && json_is_null(field->value))
        return place_refuse(
            place, "a field with 'value' null must have 'status' \"missing\" or \"check\"");
      return STATUS_OK;
    }
  return place_refuse(place, "'status' must be \"ok\", \"check\" or \"missing\"");
}

static enum status field_source_read(const struct place *place, const json_t *json,
                                     struct field *field)
{
  const json_t *source = json_object_get(json, "source");
  const char *name = source ? json_string_value(source) : "print";
  if (!name || (strcmp(name, "print") && strcmp(name, "qr") && strcmp(name, "seal")))
    return place_refuse(place, "'source' must be \"print\", \"qr\" or \"seal\"");
  field->source = !strcmp(name, "qr")     ? FIELD_FROM_QR
                  : !strcmp(name, "seal") ? FIELD_FROM_SEAL
                                          : FIELD_FROM_PRINT;
  return STATUS_OK;
}

static enum status confidence_read(const struct place *place, const json_t *json,
                                   struct field *field)
{
  const json_t *confidence = json_object_get(json, "confidence");
  double value = confidence ? json_number_value(confidence) : 0;
  if ((confidence && !json_is_number(confidence)) || !(value >= 0 && value <= 1))
    return place_refuse(place, "'confidence' must be a number from 0 to 1");
  field->confidence = (float)value;
  return STATUS_OK;
}

static enum status checks_read(const struct place *place, const json_t *json, struct field *field)
{
  const json_t *checks = json_object_get(json, "checks");
  if (checks && !json_is_array(checks))
    return place_refuse(place, "'checks' must be a list");
  size_t i;
  const json_t *check;
  json_array_foreach(checks, i, check)
  {
    struct place here = place_enter(place, ".checks[%zu]", i);
    autofree char *name = NULL, *detail = NULL;
    const json_t *ok = json_object_get(check, "ok");
    if (!json_is_boolean(ok))
      return place_refuse(&here, "'ok' must be true or false");
    enum status status = text_read(&here, check, "name", true, &name);
    if (status == STATUS_OK)
      status = text_read(&here, check, "detail", false, &detail);
    if (status != STATUS_OK)
      return status;
    field_add_check(field, name, json_is_true(ok), "%s", detail ? detail : "");
  }
  return STATUS_OK;
}

static bool is_value(const json_t *value)
{
  return json_is_null(value) || json_is_string(value) || json_is_array(value);
}

static enum status review_read(const struct place *place, const json_t *json, struct field *field)
{
  const json_t *reviewed = json_object_get(json, "reviewed");
  if (!reviewed || json_is_null(reviewed))
    return STATUS_OK;
  struct place here = place_enter(place, ".reviewed");
  json_t *value = json_object_get(reviewed, "value");
  if (!is_value(value))
    return place_refuse(&here, "'value' must be a text, a list or null");
  autofree char *by = NULL, *at = NULL;
  enum status status = text_read(&here, reviewed, "by", true, &by);
  if (status == STATUS_OK)
    status = text_read(&here, reviewed, "at", true, &at);
  if (status == STATUS_OK)
    field_set_review(field, json_incref(value), by, at);
  return status;
}

static enum status field_read(const struct place *place, json_t *json, struct field *field)
{
  if (!json_is_object(json))
    return place_refuse(place, "a field must be an object");
  json_t *value = json_object_get(json, "value");
  if (value && !is_value(value))
    return place_refuse(place, "'value' must be a text, a list or null");
  if (value)
    field->value = json_incref(value);
  enum status status = text_read(place, json, "label", false, &field->label);
  if (status == STATUS_OK)
    status = text_read(place, json, "raw", false, &field->raw);
  if (status == STATUS_OK)
    status = page_read(place, json, &field->page);
  if (status == STATUS_OK)
    status = box_read(place, json, "box", &field->box);
  if (status == STATUS_OK)
    status = confidence_read(place, json, field);
  if (status == STATUS_OK)
    status = field_status_read(place, json, field);
  if (status == STATUS_OK)
    status = field_source_read(place, json, field);
  if (status == STATUS_OK)
    status = checks_read(place, json, field);
  if (status == STATUS_OK)
    status = review_read(place, json, field);
  return status;
}

static enum status fields_read(const struct place *place, const json_t *json, struct record *record)
{
  json_t *fields = json_object_get(json, "fields");
  if (!json_is_object(fields))
    return place_refuse(place, "'fields' must be an object");
  if (json_object_size(fields) > RECORD_FIELDS_MAX)
    return place_refuse(place, "has too many fields; a record holds 1000 at most");
  const char *name;
  json_t *value;
  json_object_foreach(fields, name, value)
  {
    struct place here = place_enter(place, ".fields.%s", name);
    enum status status = field_read(&here, value, record_add_field(record, name));
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

/* What a provision and its items have in common: number, text and page. */
static enum status clause_read(const struct place *place, const json_t *json, char **ret_number,
                               char **ret_text, int *ret_page)
{
  autofree char *number = NULL, *text = NULL;
  enum status status = text_read(place, json, "number", true, &number);
  if (status == STATUS_OK)
    status = text_read(place, json, "text", true, &text);
  if (status == STATUS_OK)
    status = page_read(place, json, ret_page);
  if (status != STATUS_OK)
    return status;
  *ret_number = number;
  *ret_text = text;
  number = text = NULL;
  return STATUS_OK;
}

static enum status items_read(const struct place *place, const json_t *json,
                              struct provision *provision)
{
  const json_t *items = json_object_get(json, "items");
  if (items && !json_is_array(items))
    return place_refuse(place, "'items' must be a list");
  size_t i;
  const json_t *value;
  json_array_foreach(items, i, value)
  {
    struct place here = place_enter(place, ".items[%zu]", i);
    char *number, *text;
    int page;
    enum status status = clause_read(&here, value, &number, &text, &page);
    if (status != STATUS_OK)
      return status;
    provision_add_item(provision, number, text, page);
  }
  return STATUS_OK;
}

static enum status provisions_read(const struct place *place, const json_t *json,
                                   struct record *record)
{
  const json_t *provisions = json_object_get(json, "provisions");
  if (provisions && !json_is_array(provisions))
    return place_refuse(place, "'provisions' must be a list");
  size_t i;
  const json_t *value;
  json_array_foreach(provisions, i, value)
  {
    struct place here = place_enter(place, ".provisions[%zu]", i);
    char *number, *text;
    int page;
    enum status status = clause_read(&here, value, &number, &text, &page);
    if (status == STATUS_OK)
      status = items_read(&here, value, record_add_provision(record, number, text, page));
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

static enum status pages_read(const struct place *place, const json_t *json, struct record *record)
{
  const json_t *pages = json_object_get(json, "pages");
  size_t i;
  const json_t *page;
  if (pages && !json_is_array(pages))
    return place_refuse(place, "'pages' must be a list");
  json_array_foreach(pages, i, page)
  {
    json_int_t number = json_integer_value(page);
    if (!json_is_integer(page) || number < 1 || number > 1000000)
      return place_refuse(place, "each of 'pages' must be a page's number from 1");
    record_add_page(record, (int)number);
  }
  return STATUS_OK;
}

static enum status record_read(const struct place *place, const json_t *json,
                               struct record **ret_record)
{
  if (!json_is_object(json))
    return place_refuse(place, "must be an object with 'type' and 'fields'");
  cleanup_with(record_free) struct record *record = memory_alloc(sizeof *record);
  enum status status = text_read(place, json, "type", true, &record->type);
  if (status == STATUS_OK)
    status = text_read(place, json, "title", false, &record->title);
  if (status == STATUS_OK)
    status = pages_read(place, json, record);
  if (status == STATUS_OK)
    status = box_read(place, json, "region", &record->region);
  if (status == STATUS_OK)
    status = fields_read(place, json, record);
  if (status == STATUS_OK)
    status = provisions_read(place, json, record);
  if (status != STATUS_OK)
    return status;
  *ret_record = record;
  record = NULL;
  return STATUS_OK;
}

enum status record_list_from_json(const json_t *json, struct record_list *ret_list,
                                  struct error *error)
{
  const json_t *records = json_is_array(json) ? json : json_object_get(json, "records");
  struct place place = {.path = "record", .error = error};
  struct record_list list cleanup_with(record_list_clear) = {0};
  struct record *record = NULL;
  enum status status = STATUS_OK;
  if (records && !json_is_array(records))
    return place_refuse(&place, "'records' must be a list");
  if (!records) {
    status = record_read(&place, json, &record);
    if (status == STATUS_OK)
      record_list_add(&list, record);
  }
  for (size_t i = 0; i < json_array_size(records) && status == STATUS_OK; i++) {
    struct place here = {.error = error};
    snprintf(here.path, sizeof here.path, "records[%zu]", i);
    status = record_read(&here, json_array_get(records, i), &record);
    if (status == STATUS_OK)
      record_list_add(&list, record);
  }
  if (status != STATUS_OK)
    return status;
  *ret_list = list;
  list = (struct record_list){0};
  return STATUS_OK;
}
