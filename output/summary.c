#include "output/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "output/value_text.h"

static void list_append(struct strbuf *list, const char *text)
{
  if (!text || !text[0])
    return;
  if (list->length > 0)
    strbuf_append(list, "；");
  strbuf_append(list, text);
}

static char *field_doubt(const struct field *field)
{
  struct strbuf doubt = {0};
  for (size_t i = 0; i < field->check_count; i++) {
    const struct field_check *check = &field->checks[i];
    if (!check->ok)
      list_append(&doubt, check->detail && check->detail[0] ? check->detail : check->name);
  }
  return strbuf_take(&doubt);
}

/* Names of the failed checks; "unsure" where the reading alone is in doubt. */
static char *failed_checks(const struct field *field)
{
  struct strbuf names = {0};
  for (size_t i = 0; field->status == FIELD_CHECK && i < field->check_count; i++)
    if (!field->checks[i].ok && field->checks[i].name)
      strbuf_appendf(&names, "%s%s", names.length ? ";" : "", field->checks[i].name);
  if (field->status == FIELD_CHECK && names.length == 0)
    strbuf_append(&names, "unsure");
  return strbuf_take(&names);
}

static void text_set(char **text, const char *value)
{
  free(*text);
  *text = memory_copy_string(value);
}

static bool text_is(const char *text, const char *other)
{
  return text && other ? strcmp(text, other) == 0 : text == other;
}

bool summary_field_review(struct summary_field *field, const char *value, const char *by,
                          const char *at)
{
  if (!value && !field->by)
    return false;
  if (!value) {
    free(field->value);
    field->value = field->machine;
    field->machine = NULL;
    text_set(&field->by, NULL);
    text_set(&field->at, NULL);
    return true;
  }
  if (field->by && text_is(field->value, value) && text_is(field->by, by) && text_is(field->at, at))
    return false;
  if (!field->by)
    field->machine = memory_copy_string(field->value);
  text_set(&field->value, value);
  text_set(&field->by, by);
  text_set(&field->at, at);
  return true;
}

bool summary_field_is_in_doubt(const struct summary_field *field)
{
  return field->status == FIELD_CHECK && !field->by;
}

static void review_take(struct summary_field *summary, const struct field *field)
{
  if (!field->review)
    return;
  autofree char *value = value_text(field->review->value);
  summary_field_review(summary, value, field->review->by, field->review->at);
}

void summary_take_record(struct summary *summary, const struct record *record)
{
  summary->type = memory_copy_string(record ? record->type : "");
  summary->title = memory_copy_string(record && record->title ? record->title : "");
  if (!record || record->field_count == 0)
    return;
  summary->fields = memory_alloc(record->field_count * sizeof *summary->fields);
  for (size_t i = 0; i < record->field_count; i++) {
    const struct field *field = &record->fields[i];
    summary->fields[i] = (struct summary_field){
        .name = memory_copy_string(field->name),
        .value = value_text(field->value),
        .doubt = field_doubt(field),
        .failed = failed_checks(field),
        .status = field->status,
    };
    review_take(&summary->fields[i], field);
  }
  summary->field_count = record->field_count;
}

static char *document_reason(const struct document *document)
{
  struct strbuf reason = {0};
  for (size_t i = 0; i < document->page_count; i++) {
    const struct read_page *page = &document->pages[i].read;
    if (page->status != PAGE_FAILED)
      continue;
    autofree char *sentence =
        memory_format("page %d: %s", page->number, page->error ? page->error : "");
    list_append(&reason, sentence);
  }
  for (size_t i = 0; i < document->warning_count; i++)
    list_append(&reason, document->warnings[i]);
  return strbuf_take(&reason);
}

char *record_pages_text(const struct record *record)
{
  struct strbuf text = {0};
  for (size_t i = 0; i < record->page_count; i++)
    strbuf_appendf(&text, "%s%d", i ? "、" : "", record->pages[i]);
  return strbuf_take(&text);
}

void summary_list_fill(const struct summary *document, const struct record_list *records,
                       struct summary_list *ret_list)
{
  size_t found = records ? records->count : 0, count = found ? found : 1;
  *ret_list =
      (struct summary_list){.items = memory_alloc(count * sizeof *ret_list->items), .count = count};
  for (size_t i = 0; i < count; i++) {
    const struct record *record = found ? records->items[i] : NULL;
    struct summary *summary = &ret_list->items[i];
    *summary = (struct summary){
        .file = memory_copy_string(document->file),
        .sha256 = memory_copy_string(document->sha256),
        .reason = memory_copy_string(document->reason),
        .status = document->status,
        .pages = document->pages,
        .record_pages = found > 1 ? record_pages_text(record) : memory_copy_string(""),
    };
    summary_take_record(summary, record);
  }
}

void summaries_from_document(const struct output_context *context, struct summary_list *ret_list)
{
  const struct document *document = context->document;
  const char *sha256 = document->source.sha256, *name = document->source.name;
  autofree char *reason = document_reason(document);
  const struct summary whole = {
      .file = (char *)(name ? name : ""),
      .sha256 = (char *)(sha256 ? sha256 : ""),
      .reason = reason,
      .status = document->status,
      .pages = (int)document->page_count,
  };
  summary_list_fill(&whole, context->records, ret_list);
}

void summary_list_set_file(struct summary_list *list, const char *file)
{
  for (size_t i = 0; i < list->count; i++) {
    free(list->items[i].file);
    list->items[i].file = memory_copy_string(file);
  }
}

void summary_list_clear(struct summary_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    summary_clear(&list->items[i]);
  free(list->items);
  *list = (struct summary_list){0};
}

void summary_of_failure(const char *file, const char *reason, struct summary *ret_summary)
{
  *ret_summary = (struct summary){
      .file = memory_copy_string(file),
      .sha256 = memory_copy_string(""),
      .type = memory_copy_string(""),
      .title = memory_copy_string(""),
      .record_pages = memory_copy_string(""),
      .reason = memory_copy_string(message_after_name(reason, file)),
      .status = DOCUMENT_FAILED,
  };
}

void summary_list_of_failure(const char *file, const char *reason, struct summary_list *ret_list)
{
  *ret_list = (struct summary_list){.items = memory_alloc(sizeof *ret_list->items), .count = 1};
  summary_of_failure(file, reason, &ret_list->items[0]);
}

void summary_set_link(struct summary *summary, const char *link)
{
  free(summary->link);
  summary->link = memory_copy_string(link);
}

const struct summary_field *summary_find_field(const struct summary *summary, const char *name)
{
  for (size_t i = 0; i < summary->field_count; i++)
    if (strcmp(summary->fields[i].name, name) == 0)
      return &summary->fields[i];
  return NULL;
}

const char *summary_value_of_first(const struct summary *summary, const char *const *names)
{
  for (; *names; names++) {
    const struct summary_field *field = summary_find_field(summary, *names);
    if (field && field->value[0])
      return field->value;
  }
  return "";
}

const char *summary_number(const struct summary *summary)
{
  static const char *const names[] = {"licence_number", "unified_social_credit_code",
                                      "registration_number", "certificate_number", NULL};
  return summary_value_of_first(summary, names);
}

const char *summary_holder(const struct summary *summary)
{
  static const char *const names[] = {"company_name", "operator_name", "name", "copyright_owner",
                                      "patentee",     "applicant",     NULL};
  return summary_value_of_first(summary, names);
}

const char *summary_last_day(const struct summary *summary)
{
  static const char *const names[] = {"expiry_date", "valid_until", NULL};
  return summary_value_of_first(summary, names);
}

bool summary_value_is_in_doubt(const struct summary *summary, const char *value)
{
  for (size_t i = 0; i < summary->field_count; i++)
    if (!strcmp(summary->fields[i].value, value) && summary_field_is_in_doubt(&summary->fields[i]))
      return true;
  return false;
}

void summary_clear(struct summary *summary)
{
  for (size_t i = 0; i < summary->field_count; i++) {
    free(summary->fields[i].name);
    free(summary->fields[i].value);
    free(summary->fields[i].doubt);
    free(summary->fields[i].failed);
    free(summary->fields[i].by);
    free(summary->fields[i].at);
    free(summary->fields[i].machine);
  }
  free(summary->fields);
  free(summary->file);
  free(summary->sha256);
  free(summary->type);
  free(summary->title);
  free(summary->reason);
  free(summary->link);
  free(summary->record_pages);
  *summary = (struct summary){0};
}
