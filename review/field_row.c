#include "review/field_row.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/field_names.h"
#include "output/html_parts.h"
#include "output/markup.h"
#include "output/template.h"
#include "review/result_load.h"
#include "review/value_form.h"

enum { PREVIEW_EDGE = 1600 }; /* of picture_encode_preview */

static void attribute_append(const char *name, const char *value, struct strbuf *bytes)
{
  strbuf_appendf(bytes, " data-%s=\"", name);
  markup_append(bytes, value);
  strbuf_append_char(bytes, '"');
}

static void head_append(const struct field_row *row, const char *machine, struct strbuf *bytes)
{
  const struct field *field = row->field;
  autofree char *record = memory_format("%zu", row->record);
  autofree char *version = memory_format("%lld", (long long)row->document->result->version);
  strbuf_appendf(bytes, "<tr class=\"is-%s%s\" data-field=\"%zu\"",
                 field_status_name(field->status), field->review ? " is-reviewed" : "", row->index);
  attribute_append("document", row->document->result->sha256, bytes);
  attribute_append("version", version, bytes);
  attribute_append("record", record, bytes);
  attribute_append("type", row->document->records.items[row->record]->type, bytes);
  attribute_append("name", field->name, bytes);
  attribute_append("machine", machine, bytes);
  if (field->status == FIELD_CHECK)
    strbuf_append(bytes, " data-doubt");
  strbuf_append(bytes, ">\n");
}

static void name_append(const struct field_row *row, struct strbuf *bytes)
{
  struct field_title title;
  field_title_of(row->field->name, row->field->label, &title);
  strbuf_appendf(bytes, "<th scope=\"row\"><label for=\"value-%zu\">", row->number);
  words_append_pair(bytes, title.chinese, title.english);
  strbuf_append(bytes, "</label>");
  field_title_clear(&title);
  if (row->names_document) {
    const struct result *result = row->document->result;
    strbuf_appendf(bytes, "<a class=\"file\" href=\"/document/%s\">", result->sha256);
    markup_append(bytes, result->rows.items[0].file);
    strbuf_append(bytes, "</a>");
  }
  strbuf_append(bytes, "</th>\n");
}

static void input_append(const struct field_row *row, struct strbuf *bytes)
{
  autofree char *value = value_form_text(field_value_in_force(row->field));
  size_t lines = 1;
  for (const char *at = value; *at; at++)
    lines += *at == '\n';
  strbuf_appendf(bytes,
                 "<textarea class=\"value\" id=\"value-%zu\" rows=\"%zu\" lang=\"zh\" "
                 "spellcheck=\"false\" autocomplete=\"off\" aria-describedby=\"state-%zu "
                 "note-%zu\"%s>",
                 row->number, lines, row->number, row->number,
                 json_is_array(row->field->value) ? " data-lines" : "");
  if (value[0] == '\n')
    strbuf_append_char(bytes, '\n'); /* HTML drops the first */
  markup_append(bytes, value);
  strbuf_append(bytes, "</textarea>\n");
}

static void state_append(const struct field_row *row, struct strbuf *bytes)
{
  const struct field_review *review = row->field->review;
  strbuf_appendf(bytes, "<p class=\"state\" id=\"state-%zu\" role=\"status\">", row->number);
  if (review) {
    words_append(bytes, "reviewed_by");
    strbuf_append_char(bytes, ' ');
    markup_append(bytes, review->by);
    strbuf_append(bytes, ", ");
    markup_append(bytes, review->at);
  }
  strbuf_append(bytes, "</p>\n");
}

void field_row_append(const struct field_row *row, struct strbuf *bytes)
{
  autofree char *machine = value_form_text(row->field->value);
  head_append(row, machine, bytes);
  name_append(row, bytes);
  strbuf_append(bytes, "<td>");
  html_crop_append(row->shell, row->field, bytes);
  input_append(row, bytes);
  state_append(row, bytes);
  strbuf_append(bytes, "<div class=\"offers\" hidden></div>\n");
  strbuf_appendf(bytes, "<div id=\"note-%zu\">", row->number);
  html_raw_append(row->field, bytes);
  html_origin_append(row->field, bytes);
  html_checks_append(row->field, bytes);
  strbuf_append(bytes, "</div></td>\n<td class=\"trust\">");
  html_trust_append(row->field, bytes);
  strbuf_append(bytes, "</td></tr>\n");
}

void field_rows_head_append(struct strbuf *bytes)
{
  static const char *const columns[] = {"column:field", "column:value", "column:trust"};
  strbuf_append(bytes, "<thead><tr>");
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
    strbuf_append(bytes, "<th scope=\"col\">");
    words_append(bytes, columns[i]);
    strbuf_append(bytes, "</th>");
  }
  strbuf_append(bytes, "</tr></thead>");
}

/* ---- the pages ---- */

static void page_show(struct read_page *page, const char *sha256)
{
  int longer = page->width > page->height ? page->width : page->height;
  double scale = longer > PREVIEW_EDGE ? (double)PREVIEW_EDGE / longer : 1;
  page->scan_preview.format = PICTURE_JPEG;
  page->scan_preview.width = (int)(page->width * scale);
  page->scan_preview.height = (int)(page->height * scale);
  page->scan_link = memory_format("/picture/%s/%d", sha256, page->number);
}

static void page_describe(struct read_page *page, const json_t *json)
{
  const char *status = json_string_value(json_object_get(json, "status"));
  const char *error = json_string_value(json_object_get(json, "error"));
  for (int i = PAGE_OK; status && i <= PAGE_FAILED; i++)
    if (strcmp(status, page_status_name((enum page_status)i)) == 0)
      page->status = (enum page_status)i;
  page->duplicate_of = (int)json_integer_value(json_object_get(json, "duplicate_of"));
  page->error = memory_copy_string(error);
}

struct document *document_shell(const struct review *review, const struct review_document *document)
{
  bool has_files = document_has_files(review, document);
  const json_t *pages = json_object_get(document->json, "pages");
  size_t count = json_array_size(pages);
  struct read_page *read = memory_alloc((count + 1) * sizeof *read);
  for (size_t i = 0; i < count; i++) {
    read[i].number = (int)i + 1;
    if (result_page(document->json, (int)i + 1, &read[i]) && has_files)
      page_show(&read[i], document->result->sha256);
    page_describe(&read[i], json_array_get(pages, i));
  }
  struct document *shell = document_from_pages(read, count);
  free(read);
  shell->source.name = memory_copy_string(document->result->rows.items[0].file);
  return shell;
}
