#include "document/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The word that a profile has for a meaning, and the contract's name of such a field. */
static const struct {
  const char *word, *name;
} meanings[FIELD_MEANINGS] = {
    [MEANS_NUMBER] = {"number", "licence_number"}, [MEANS_HOLDER] = {"holder", "company_name"},
    [MEANS_ISSUED] = {"issued", "issue_date"},     [MEANS_EXPIRES] = {"expires", "expiry_date"},
    [MEANS_SERVICES] = {"services", "business"},   [MEANS_COVERAGE] = {"coverage", "coverage"},
};

enum field_meaning field_meaning_of_name(const char *name)
{
  for (int i = MEANS_NUMBER; i < FIELD_MEANINGS; i++)
    if (!strcmp(meanings[i].name, name))
      return (enum field_meaning)i;
  return MEANS_NOTHING_ELSE;
}

const char *field_meaning_word(enum field_meaning means)
{
  return meanings[means].word;
}

const struct field *record_find_meaning(const struct record *record, enum field_meaning means)
{
  for (size_t i = 0; i < record->field_count; i++)
    if (record->fields[i].means == means)
      return &record->fields[i];
  return NULL;
}

struct field *record_add_field(struct record *record, const char *name)
{
  record->fields = memory_resize(record->fields, record->field_count + 1, sizeof *record->fields);
  struct field *field = &record->fields[record->field_count++];
  *field = (struct field){
      .name = memory_copy_string(name),
      .means = field_meaning_of_name(name),
      .value = json_null(),
      .status = FIELD_MISSING,
  };
  return field;
}

const struct field *record_find_field(const struct record *record, const char *name)
{
  for (size_t i = 0; i < record->field_count; i++)
    if (!strcmp(record->fields[i].name, name))
      return &record->fields[i];
  return NULL;
}

void field_add_check(struct field *field, const char *name, bool ok, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  char *detail = NULL;
  int length = vasprintf(&detail, format, arguments);
  va_end(arguments);
  field->checks = memory_resize(field->checks, field->check_count + 1, sizeof *field->checks);
  field->checks[field->check_count++] = (struct field_check){
      .name = memory_copy_string(name),
      .ok = ok,
      .detail = length < 0 ? memory_copy_string("") : detail,
  };
}

struct provision *record_add_provision(struct record *record, char *number, char *text, int page)
{
  record->provisions =
      memory_resize(record->provisions, record->provision_count + 1, sizeof *record->provisions);
  struct provision *provision = &record->provisions[record->provision_count++];
  *provision = (struct provision){.number = number, .text = text, .page = page};
  return provision;
}

void provision_add_item(struct provision *provision, char *number, char *text, int page)
{
  provision->items =
      memory_resize(provision->items, provision->item_count + 1, sizeof *provision->items);
  provision->items[provision->item_count++] =
      (struct provision_item){.number = number, .text = text, .page = page};
}

void field_set_review(struct field *field, json_t *value, const char *by, const char *at)
{
  field_clear_review(field);
  field->review = memory_alloc(sizeof *field->review);
  *field->review = (struct field_review){
      .value = value, .by = memory_copy_string(by), .at = memory_copy_string(at)};
}

void field_clear_review(struct field *field)
{
  if (!field->review)
    return;
  json_decref(field->review->value);
  free(field->review->by);
  free(field->review->at);
  free(field->review);
  field->review = NULL;
}

json_t *field_value_in_force(const struct field *field)
{
  return field->review ? field->review->value : field->value;
}

bool field_is_in_doubt(const struct field *field)
{
  return field->status == FIELD_CHECK && !field->review;
}

void field_clear(struct field *field)
{
  field_clear_review(field);
  free(field->name);
  free(field->label);
  free(field->raw);
  json_decref(field->value);
  for (size_t i = 0; i < field->check_count; i++) {
    free(field->checks[i].name);
    free(field->checks[i].detail);
  }
  free(field->checks);
  *field = (struct field){0};
}

void record_drop_missing(struct record *record)
{
  size_t kept = 0;
  for (size_t i = 0; i < record->field_count; i++) {
    if (json_is_null(record->fields[i].value))
      field_clear(&record->fields[i]);
    else
      record->fields[kept++] = record->fields[i];
  }
  record->field_count = kept;
}

static void provision_clear(struct provision *provision)
{
  for (size_t i = 0; i < provision->item_count; i++) {
    free(provision->items[i].number);
    free(provision->items[i].text);
  }
  free(provision->items);
  free(provision->number);
  free(provision->text);
}

void record_free(struct record **record)
{
  if (!record || !*record)
    return;
  struct record *old = *record;
  for (size_t i = 0; i < old->field_count; i++)
    field_clear(&old->fields[i]);
  for (size_t i = 0; i < old->provision_count; i++)
    provision_clear(&old->provisions[i]);
  free(old->fields);
  free(old->provisions);
  free(old->pages);
  free(old->type);
  free(old->title);
  free(old);
  *record = NULL;
}

void record_add_page(struct record *record, int page)
{
  size_t at = record->page_count;
  for (; at > 0 && record->pages[at - 1] >= page; at--)
    if (record->pages[at - 1] == page)
      return;
  record->pages = memory_resize(record->pages, record->page_count + 1, sizeof *record->pages);
  memmove(record->pages + at + 1, record->pages + at,
          (record->page_count - at) * sizeof *record->pages);
  record->pages[at] = page;
  record->page_count++;
}

void record_list_add(struct record_list *list, struct record *record)
{
  list->items = memory_resize(list->items, list->count + 1, sizeof(struct record *));
  list->items[list->count++] = record;
}

void record_list_join(struct record_list *list, struct record_list *others)
{
  for (size_t i = 0; i < others->count; i++)
    record_list_add(list, others->items[i]);
  free(others->items);
  *others = (struct record_list){0};
}

void record_list_clear(struct record_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    record_free(&list->items[i]);
  free(list->items);
  *list = (struct record_list){0};
}

size_t record_list_count_checks(const struct record_list *list)
{
  size_t count = 0;
  for (size_t i = 0; i < list->count; i++)
    for (size_t k = 0; k < list->items[i]->field_count; k++)
      count += field_is_in_doubt(&list->items[i]->fields[k]);
  return count;
}

const char *field_status_name(enum field_status status)
{
  switch (status) {
  case FIELD_OK:
    return "ok";
  case FIELD_CHECK:
    return "check";
  case FIELD_MISSING:
    break;
  }
  return "missing";
}

const char *field_source_name(enum field_source source)
{
  return source == FIELD_FROM_QR ? "qr" : source == FIELD_FROM_SEAL ? "seal" : "print";
}
