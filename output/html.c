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

static void name_append(const void *context, struct strbuf *bytes)
{
  markup_append(bytes, document_of(context)->source.name);
}

static void layout_append(const void *context, struct strbuf *bytes)
{
  strbuf_append(bytes, html_has_pictures(document_of(context)) ? "with-pages" : "without-pages");
}

static void type_append(const void *context, struct strbuf *bytes)
{
  const struct record *record = ((const struct output_context *)context)->record;
  autofree char *key = memory_format("type:%s", record ? record->type : "unknown");
  words_append(bytes, key);
}

static void status_append(const void *context, struct strbuf *bytes)
{
  html_chip_append("status", document_status_name(document_of(context)->status), bytes);
}

static void to_check_append(const void *context, struct strbuf *bytes)
{
  const struct record *record = ((const struct output_context *)context)->record;
  size_t count = 0;
  for (size_t i = 0; record && i < record->field_count; i++)
    count += record->fields[i].status == FIELD_CHECK;
  if (count == 0) {
    words_append(bytes, "nothing_to_check");
    return;
  }
  words_append_numbers(bytes, "fields_to_check", count, 0);
  strbuf_append(bytes, "<button type=\"button\" id=\"next-check\">");
  words_append(bytes, "next_check");
  strbuf_append(bytes, "</button>");
}

#define EMBEDDED_PART(function, text)                                                              \
  static void function(const void *context, struct strbuf *bytes)                                  \
  {                                                                                                \
    (void)context;                                                                                 \
    strbuf_append(bytes, text);                                                                    \
  }
EMBEDDED_PART(style_append, embedded_style)
EMBEDDED_PART(style_hash_append, embedded_style_hash)
EMBEDDED_PART(language_script_append, embedded_language_script)
EMBEDDED_PART(language_hash_append, embedded_language_script_hash)
EMBEDDED_PART(document_script_append, embedded_document_script)
EMBEDDED_PART(document_hash_append, embedded_document_script_hash)

static const struct template_part parts[] = {
    {"name", name_append},
    {"layout", layout_append},
    {"type", type_append},
    {"status", status_append},
    {"to_check", to_check_append},
    {"viewer", html_viewer_append},
    {"fields", html_fields_append},
    {"warnings", html_warnings_append},
    {"provisions", html_provisions_append},
    {"edits", html_edits_append},
    {"text", html_text_append},
    {"about", html_about_append},
    {"style", style_append},
    {"style_hash", style_hash_append},
    {"language_script", language_script_append},
    {"language_hash", language_hash_append},
    {"document_script", document_script_append},
    {"document_hash", document_hash_append},
    {NULL, NULL},
};

enum status html_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error)
{
  (void)error;
  template_append(embedded_document_page, parts, context, ret_bytes);
  return STATUS_OK;
}
