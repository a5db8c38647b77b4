/* A document as one self-contained page: data/html/document.html with its places filled. */

#include <stdlib.h>

#include "base/memory.h"
#include "output/embedded.h"
#include "output/html_parts.h"
#include "output/markup.h"
#include "output/template.h"
#include "output/writers.h"

static const struct document *document_of(const void *context)
{
  return ((const struct output_context *)context)->document;
}

void html_chip_append(const char *kind, const char *name, struct strbuf *bytes)
{
  autofree char *key = memory_format("%s:%s", kind, name);
  strbuf_appendf(bytes, "<span class=\"chip is-%s\">", name);
  words_append(bytes, key);
  strbuf_append(bytes, "</span>");
}

void html_last_day_append(const struct summary *summary, struct strbuf *bytes)
{
  const char *day = summary_last_day(summary);
  markup_append(bytes, day);
  if (*day && summary_value_is_in_doubt(summary, day)) {
    strbuf_append_char(bytes, ' ');
    html_chip_append("field", "check", bytes);
  }
}

static void name_append(const void *context, struct strbuf *bytes)
{
  markup_append(bytes, document_of(context)->source.name);
}

static void layout_append(const void *context, struct strbuf *bytes)
{
  strbuf_append(bytes, html_has_pictures(document_of(context)) ? "with-pages" : "without-pages");
}

void html_type_append(const char *type, const char *title, struct strbuf *bytes)
{
  autofree char *key = memory_format("type:%s", type);
  words_append_titled(bytes, key, title && title[0] ? title : NULL);
}

static void type_append(const void *context, struct strbuf *bytes)
{
  const struct record_list *records = ((const struct output_context *)context)->records;
  if (!records || records->count == 0)
    html_type_append("unknown", NULL, bytes);
  for (size_t i = 0; records && i < records->count; i++) {
    if (i > 0)
      words_append_pair(bytes, "、", ", ");
    html_type_append(records->items[i]->type, records->items[i]->title, bytes);
  }
}

static void status_append(const void *context, struct strbuf *bytes)
{
  html_chip_append("status", document_status_name(document_of(context)->status), bytes);
}

static void to_check_append(const void *context, struct strbuf *bytes)
{
  const struct record_list *records = ((const struct output_context *)context)->records;
  size_t count = records ? record_list_count_checks(records) : 0;
  if (count == 0) {
    words_append(bytes, "nothing_to_check");
    return;
  }
  words_append_numbers(bytes, "fields_to_check", count, 0);
  strbuf_append(bytes, "<button type=\"button\" id=\"next-check\">");
  words_append(bytes, "next_check");
  strbuf_append(bytes, "</button>");
}

static const struct template_part parts[] = {
    {"name", .append = name_append},
    {"layout", .append = layout_append},
    {"type", .append = type_append},
    {"status", .append = status_append},
    {"to_check", .append = to_check_append},
    {"viewer", .append = html_viewer_append},
    {"fields", .append = html_fields_append},
    {"warnings", .append = html_warnings_append},
    {"provisions", .append = html_provisions_append},
    {"edits", .append = html_edits_append},
    {"text", .append = html_text_append},
    {"about", .append = html_about_append},
    {"style", .text = embedded_style},
    {"style_hash", .text = embedded_style_hash},
    {"language_script", .text = embedded_language_script},
    {"language_hash", .text = embedded_language_script_hash},
    {"document_script", .text = embedded_document_script},
    {"document_hash", .text = embedded_document_script_hash},
    {.name = NULL},
};

enum status html_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error)
{
  (void)error;
  template_append(embedded_document_page, parts, context, ret_bytes);
  return STATUS_OK;
}
