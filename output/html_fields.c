/* The record's fields as a table: what was read beside a cut-out of where it stands. */

#include <string.h>

#include "base/memory.h"
#include "output/field_names.h"
#include "output/html_parts.h"
#include "output/markup.h"
#include "output/sentence.h"
#include "output/summary.h"
#include "output/value_text.h"
#include "output/template.h"

/* A part of an entry below its first; of a list the part's name stands on the first line. */
static void part_append(const struct entry_part *part, struct strbuf *bytes)
{
  autofree char *key = memory_format("part:%s", part->name);
  strbuf_append(bytes, "<span class=\"part\">");
  if (!part->goes_on) {
    words_append(bytes, key);
    words_append_pair(bytes, "：", ": ");
  }
  markup_append(bytes, part->text);
  strbuf_append(bytes, "</span>");
}

/* {"name", "terms": […], "coverage"}: the first part large, the others below it. */
static void entry_append(const json_t *entry, struct strbuf *bytes)
{
  struct entry_parts parts cleanup_with(entry_parts_clear) = {0};
  entry_parts_of(entry, &parts);
  for (size_t i = 0; i < parts.count; i++)
    if (i == 0)
      markup_append(bytes, parts.items[i].text);
    else
      part_append(&parts.items[i], bytes);
}

static void list_append(const json_t *list, struct strbuf *bytes)
{
  size_t index;
  json_t *item;
  strbuf_append(bytes, "<ul class=\"text\">");
  json_array_foreach(list, index, item)
  {
    strbuf_append(bytes, "<li>");
    if (json_is_object(item)) {
      entry_append(item, bytes);
    } else {
      autofree char *text = value_text(item);
      markup_append(bytes, text);
    }
    strbuf_append(bytes, "</li>");
  }
  strbuf_append(bytes, "</ul>");
}

static void value_append(const struct field *field, struct strbuf *bytes)
{
  if (json_is_array(field->value)) {
    list_append(field->value, bytes);
    return;
  }
  strbuf_append(bytes, "<div class=\"text\">");
  if (json_is_object(field->value)) {
    entry_append(field->value, bytes);
  } else if (json_is_null(field->value)) {
    strbuf_append(bytes, "—");
  } else {
    autofree char *text = value_text(field->value);
    markup_append(bytes, text);
  }
  strbuf_append(bytes, "</div>");
}

/* What was read, where the value says it in another form (a date as 2025-07-17), or is none. */
void html_raw_append(const struct field *field, struct strbuf *bytes)
{
  autofree char *text = value_text(field->value);
  if (!field->raw || !field->raw[0] || json_is_array(field->value) ||
      json_is_object(field->value) || strcmp(field->raw, text) == 0)
    return;
  strbuf_append(bytes, "<p class=\"raw\">");
  words_append(bytes, "raw");
  strbuf_append(bytes, ": ");
  markup_append(bytes, field->raw);
  strbuf_append(bytes, "</p>");
}

static void check_append(const struct field_check *check, struct strbuf *bytes)
{
  autofree char *key = memory_format("check:%s", check->name ? check->name : "");
  strbuf_appendf(bytes, "<li class=\"%s\"><span class=\"unseen\">",
                 check->ok ? "passed" : "not-passed");
  words_append(bytes, check->ok ? "yes" : "no");
  strbuf_append(bytes, " </span>");
  words_append(bytes, key);
  if (check->detail && check->detail[0]) {
    autofree char *chinese = sentence_in_chinese(check->detail);
    words_append_pair(bytes, "：", ": ");
    words_append_pair(bytes, chinese, check->detail);
  }
  strbuf_append(bytes, "</li>");
}

/* A field may be in doubt though no check failed: then its reading is not sure enough. */
static bool is_unsure_reading(const struct field *field)
{
  bool all_ok = true;
  for (size_t i = 0; i < field->check_count; i++)
    all_ok = all_ok && field->checks[i].ok;
  return field->status == FIELD_CHECK && all_ok;
}

static void unsure_append(struct strbuf *bytes)
{
  strbuf_append(bytes, "<li class=\"not-passed\">");
  words_append(bytes, "unsure");
  strbuf_append(bytes, "</li>");
}

void html_checks_append(const struct field *field, struct strbuf *bytes)
{
  bool unsure = is_unsure_reading(field);
  if (field->check_count == 0 && !unsure)
    return;
  strbuf_append(bytes, "<ul class=\"checks\">");
  if (unsure)
    unsure_append(bytes);
  for (int ok = 0; ok <= 1; ok++) /* what failed comes first */
    for (size_t i = 0; i < field->check_count; i++)
      if (field->checks[i].ok == (ok == 1))
        check_append(&field->checks[i], bytes);
  strbuf_append(bytes, "</ul>");
}

void html_trust_append(const struct field *field, struct strbuf *bytes)
{
  int percent = (int)(field->confidence * 100.0f + 0.5f);
  html_chip_append("field", field_status_name(field->status), bytes);
  if (json_is_null(field->value))
    return;
  strbuf_append(bytes, "<span class=\"confidence\">");
  words_append(bytes, "confidence");
  strbuf_appendf(bytes,
                 " %d %%<svg class=\"bar\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" "
                 "aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"4\"/>"
                 "<rect class=\"share\" width=\"%d\" height=\"4\"/></svg></span>",
                 percent, percent);
}

void html_origin_append(const struct field *field, struct strbuf *bytes)
{
  if (field->source == FIELD_FROM_PRINT)
    return;
  strbuf_append(bytes, "<p class=\"origin\">");
  words_append(bytes, field->source == FIELD_FROM_QR ? "source:qr" : "source:seal");
  strbuf_append(bytes, "</p>");
}

static void field_append(const struct document *document, const struct field *field, size_t index,
                         struct strbuf *bytes)
{
  struct field_title title;
  field_title_of(field->name, field->label, &title);
  strbuf_appendf(bytes, "<tr class=\"is-%s\" data-field=\"%zu\" data-name=\"",
                 field_status_name(field->status), index);
  markup_append(bytes, field->name);
  strbuf_append(bytes, "\" tabindex=\"0\">\n<th scope=\"row\">");
  words_append_pair(bytes, title.chinese, title.english);
  strbuf_append(bytes, "</th>\n<td>");
  html_crop_append(document, field, bytes);
  value_append(field, bytes);
  html_raw_append(field, bytes);
  html_review_append(field, index, bytes);
  html_origin_append(field, bytes);
  html_checks_append(field, bytes);
  strbuf_append(bytes, "</td>\n<td class=\"trust\">");
  html_trust_append(field, bytes);
  strbuf_append(bytes, "</td></tr>\n");
  field_title_clear(&title);
}

/* Of several certificates each has its heading: the kind, and where it stands. */
static void heading_append(const struct record *record, struct strbuf *bytes)
{
  autofree char *pages = record_pages_text(record);
  strbuf_append(bytes, "<h3 class=\"record\">");
  html_type_append(record->type, record->title, bytes);
  if (pages[0]) {
    strbuf_append(bytes, " <span class=\"where\">");
    words_append(bytes, "record_pages");
    strbuf_append_char(bytes, ' ');
    markup_append(bytes, pages);
    strbuf_append(bytes, "</span>");
  }
  strbuf_append(bytes, "</h3>\n");
}

static void record_append(const struct document *document, const struct record *record,
                          size_t first_index, struct strbuf *bytes)
{
  strbuf_append(bytes, "<table class=\"fields\"><thead><tr>");
  static const char *const columns[] = {"column:field", "column:value", "column:trust"};
  for (size_t i = 0; i < 3; i++) {
    strbuf_append(bytes, "<th scope=\"col\">");
    words_append(bytes, columns[i]);
    strbuf_append(bytes, "</th>");
  }
  strbuf_append(bytes, "</tr></thead><tbody>\n");
  for (size_t i = 0; i < record->field_count; i++)
    field_append(document, &record->fields[i], first_index + i, bytes);
  strbuf_append(bytes, "</tbody></table>\n");
}

static void no_record_append(struct strbuf *bytes)
{
  strbuf_append(bytes, "<p>");
  words_append(bytes, "no_record");
  strbuf_append(bytes, "</p>");
}

void html_fields_append(const void *context, struct strbuf *bytes)
{
  const struct output_context *output = context;
  size_t count = output->records ? output->records->count : 0, index = 0;
  for (size_t i = 0; i < count; i++) {
    const struct record *record = output->records->items[i];
    if (count > 1)
      heading_append(record, bytes);
    if (record->field_count > 0)
      record_append(output->document, record, index, bytes);
    else
      no_record_append(bytes);
    index += record->field_count;
  }
  if (count == 0)
    no_record_append(bytes);
}
