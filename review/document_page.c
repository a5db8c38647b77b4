/* One document of the review: its pages on one side, its fields to confirm on the other. */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "document/document.h"
#include "output/embedded.h"
#include "output/html_parts.h"
#include "output/markup.h"
#include "review/field_row.h"

struct page_view {
  struct review *review;
  const struct review_document *document;
  struct output_context output; /* for html_parts.h: the shell with the records */
  struct queue_wish wish;
};

static const struct result *result_of(const void *context)
{
  return ((const struct page_view *)context)->document->result;
}

static void name_append(const void *context, struct strbuf *bytes)
{
  markup_append(bytes, result_of(context)->rows.items[0].file);
}

static void digest_append(const void *context, struct strbuf *bytes)
{
  strbuf_append(bytes, result_of(context)->sha256);
}

static void version_append(const void *context, struct strbuf *bytes)
{
  strbuf_appendf(bytes, "%lld", (long long)result_of(context)->version);
}

static void settled_append(const void *context, struct strbuf *bytes)
{
  const struct result *result = result_of(context);
  bool asks = result_needs_person(result) && !result_is_settled(result);
  strbuf_append(bytes, asks ? "0" : "1");
}

static void layout_append(const void *context, struct strbuf *bytes)
{
  const struct page_view *view = context;
  strbuf_append(bytes, html_has_pictures(view->output.document) ? "with-pages" : "without-pages");
}

static void type_append(const void *context, struct strbuf *bytes)
{
  const struct record_list *records = &((const struct page_view *)context)->document->records;
  if (!records->count)
    html_type_append("unknown", NULL, bytes);
  for (size_t i = 0; i < records->count; i++) {
    if (i > 0)
      words_append_pair(bytes, "、", ", ");
    html_type_append(records->items[i]->type, records->items[i]->title, bytes);
  }
}

static void status_append(const void *context, struct strbuf *bytes)
{
  html_chip_append("status", document_status_name(result_of(context)->rows.items[0].status), bytes);
}

static void progress_append(const void *context, struct strbuf *bytes)
{
  progress_words_append(((const struct page_view *)context)->review, bytes);
}

static void wish_put(const void *context, struct strbuf *bytes)
{
  wish_append_markup(&((const struct page_view *)context)->wish, bytes);
}

static void viewer_append(const void *context, struct strbuf *bytes)
{
  html_viewer_append(&((const struct page_view *)context)->output, bytes);
}

static void notes_append(const void *context, struct strbuf *bytes)
{
  const struct page_view *view = context;
  const json_t *warnings = json_object_get(view->document->json, "warnings");
  size_t i;
  json_t *warning;
  if (!json_array_size(warnings))
    return;
  strbuf_append(bytes, "<section class=\"notes\"><h2>");
  words_append(bytes, "warnings");
  strbuf_append(bytes, "</h2><ul>\n");
  json_array_foreach(warnings, i, warning)
  {
    strbuf_append(bytes, "<li>");
    html_note_append(json_string_value(warning) ? json_string_value(warning) : "", bytes);
    strbuf_append(bytes, "</li>\n");
  }
  strbuf_append(bytes, "</ul></section>\n");
}

static void record_append(const struct page_view *view, size_t index, size_t first_field,
                          struct strbuf *bytes)
{
  const struct record *record = view->document->records.items[index];
  strbuf_append(bytes, "<table class=\"fields\">");
  field_rows_head_append(bytes);
  strbuf_append(bytes, "<tbody>\n");
  for (size_t i = 0; i < record->field_count; i++)
    field_row_append(&(struct field_row){.document = view->document,
                                         .shell = view->output.document,
                                         .record = index,
                                         .field = &record->fields[i],
                                         .index = first_field + i,
                                         .number = first_field + i},
                     bytes);
  strbuf_append(bytes, "</tbody></table>\n");
}

static void heading_append(const struct record *record, struct strbuf *bytes)
{
  autofree char *pages = record_pages_text(record);
  strbuf_append(bytes, "<h3 class=\"record\">");
  html_type_append(record->type, record->title, bytes);
  strbuf_append(bytes, " <span class=\"where\">");
  words_append(bytes, "record_pages");
  strbuf_append_char(bytes, ' ');
  markup_append(bytes, pages);
  strbuf_append(bytes, "</span></h3>\n");
}

static void fields_append(const void *context, struct strbuf *bytes)
{
  const struct page_view *view = context;
  const struct record_list *records = &view->document->records;
  size_t index = 0;
  for (size_t i = 0; i < records->count; i++) {
    if (records->count > 1)
      heading_append(records->items[i], bytes);
    record_append(view, i, index, bytes);
    index += records->items[i]->field_count;
  }
  if (index == 0) {
    strbuf_append(bytes, "<p>");
    words_append(bytes, "no_record");
    strbuf_append(bytes, "</p>\n");
  }
}

static const struct template_part parts[] = {
    {"name", .append = name_append},
    {"digest", .append = digest_append},
    {"version", .append = version_append},
    {"settled", .append = settled_append},
    {"layout", .append = layout_append},
    {"type", .append = type_append},
    {"status", .append = status_append},
    {"progress", .append = progress_append},
    {"wish", .append = wish_put},
    {"viewer", .append = viewer_append},
    {"notes", .append = notes_append},
    {"fields", .append = fields_append},
    {"style", .text = embedded_style},
    {"language_script", .text = embedded_language_script},
    {"document_script", .text = embedded_document_script},
    {"review_script", .text = embedded_review_script},
    {.name = NULL},
};

void document_page_answer(struct review *review, const struct http_request *request,
                          struct http_answer *answer)
{
  struct review_document document cleanup_with(review_document_clear) = {0};
  char sha256[DIGEST_HEX_BYTES];
  const char *rest;
  if (!path_digest(request->path, "/document/", sha256, &rest) || *rest) {
    answer_nothing_there(answer);
    return;
  }
  if (!review_document_open(review, sha256, &document, answer))
    return;
  struct document *shell cleanup_with(document_free) = document_shell(review, &document);
  const struct page_view view = {.review = review,
                                 .document = &document,
                                 .output = {.document = shell, .records = &document.records},
                                 .wish = wish_of(request)};
  answer_page(answer, embedded_review_document_page, parts, &view);
}

void next_answer(struct review *review, const struct http_request *request,
                 struct http_answer *answer)
{
  struct queue_wish wish = wish_of(request);
  const struct result *next =
      queue_next(review->results, &wish, http_request_value(request, "after"));
  struct strbuf place = {0}, query = {0};
  wish_append(&wish, &query);
  if (next)
    strbuf_appendf(&place, "/document/%s", next->sha256);
  else
    strbuf_append(&place, "/");
  strbuf_append(&place, strbuf_text(&query));
  strbuf_clear(&query);
  answer->code = 303;
  answer->location = strbuf_take(&place);
}
