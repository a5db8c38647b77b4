/* The first page: what needs a person, and how far people are. */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/embedded.h"
#include "output/field_names.h"
#include "output/html_parts.h"
#include "output/markup.h"
#include "review/review_parts.h"

enum { DOCUMENTS_A_PAGE = 100, KINDS_MAX = 200 };

struct queue_view {
  struct review *review;
  struct queue_wish wish;
  const struct queue *queue;
  size_t from;
};

static const struct queue_view *view_of(const void *context)
{
  return context;
}

static void progress_append(const void *context, struct strbuf *bytes)
{
  struct queue_progress progress = queue_progress_of(view_of(context)->review->results);
  progress_words_append(view_of(context)->review, bytes);
  strbuf_appendf(bytes, " <progress max=\"%zu\" value=\"%zu\" aria-label=\"",
                 progress.needing ? progress.needing : 1, progress.settled);
  words_append_attribute(bytes, "review:how_far");
  strbuf_append(bytes, "\"></progress>");
}

static void wish_put(const void *context, struct strbuf *bytes)
{
  wish_append_markup(&view_of(context)->wish, bytes);
}

static void words_put(const void *context, struct strbuf *bytes)
{
  markup_append(bytes, view_of(context)->wish.words);
}

/* ---- what it can be narrowed to ---- */

/* An option's text can be in one language only; the script shows the other where it is chosen. */
static void option_append(const char *value, const char *key, const char *title, bool chosen,
                          struct strbuf *bytes)
{
  autofree char *chinese = NULL, *english = NULL;
  words_find(key, &chinese, &english);
  strbuf_append(bytes, "<option value=\"");
  markup_append(bytes, value);
  strbuf_appendf(bytes, "\"%s data-en=\"", chosen ? " selected" : "");
  markup_append(bytes, english);
  strbuf_append(bytes, "\">");
  markup_append(bytes, title && title[0] ? title : chinese);
  strbuf_append(bytes, "</option>\n");
}

static void shows_append(const void *context, struct strbuf *bytes)
{
  for (int i = QUEUE_LEFT; i <= QUEUE_ALL; i++) {
    const char *name = queue_show_name((enum queue_show)i);
    autofree char *key = memory_format("review:show_%s", name);
    option_append(name, key, NULL, (int)view_of(context)->wish.show == i, bytes);
  }
}

static void orders_append(const void *context, struct strbuf *bytes)
{
  for (int i = QUEUE_BY_URGENCY; i <= QUEUE_BY_FILE; i++) {
    const char *name = queue_order_name((enum queue_order)i);
    autofree char *key = memory_format("review:order_%s", name);
    option_append(name, key, NULL, (int)view_of(context)->wish.order == i, bytes);
  }
}

/* The different words that the results have, each once. */
struct kinds {
  struct {
    const char *name, *title; /* borrowed, the name up to its length */
    size_t length;
  } items[KINDS_MAX];
  size_t count;
};

static void kind_add(struct kinds *kinds, const char *name, size_t length, const char *title)
{
  for (size_t i = 0; i < kinds->count; i++)
    if (kinds->items[i].length == length && memcmp(kinds->items[i].name, name, length) == 0)
      return;
  if (!length || kinds->count == KINDS_MAX)
    return;
  kinds->items[kinds->count].name = name;
  kinds->items[kinds->count].title = title;
  kinds->items[kinds->count++].length = length;
}

static void row_types(const struct summary *row, struct kinds *kinds)
{
  kind_add(kinds, row->type, strlen(row->type), row->title);
}

static void row_reasons(const struct summary *row, struct kinds *kinds)
{
  for (size_t i = 0; i < row->field_count; i++)
    for (const char *at = row->fields[i].failed; *at;) {
      size_t length = strcspn(at, ";");
      if (row->fields[i].status == FIELD_CHECK)
        kind_add(kinds, at, length, NULL);
      at += length + (at[length] == ';');
    }
}

static void kinds_append(const struct queue_view *view,
                         void (*of_row)(const struct summary *row, struct kinds *kinds),
                         const char *prefix, const char *chosen, struct strbuf *bytes)
{
  struct kinds kinds = {0};
  const struct results *results = view->review->results;
  for (size_t i = 0; i < results_count(results); i++)
    for (size_t k = 0; k < results_at(results, i)->rows.count; k++)
      of_row(&results_at(results, i)->rows.items[k], &kinds);
  for (size_t i = 0; i < kinds.count; i++) {
    autofree char *name = memory_copy_bytes(kinds.items[i].name, kinds.items[i].length);
    autofree char *key = memory_format("%s%s", prefix, name);
    option_append(name, strcmp(name, "unsure") == 0 ? "review:unsure" : key, kinds.items[i].title,
                  strcmp(name, chosen) == 0, bytes);
  }
}

static void types_append(const void *context, struct strbuf *bytes)
{
  kinds_append(view_of(context), row_types, "type:", view_of(context)->wish.type, bytes);
}

static void reasons_append(const void *context, struct strbuf *bytes)
{
  kinds_append(view_of(context), row_reasons, "check:", view_of(context)->wish.reason, bytes);
}

/* ---- the documents ---- */

static void state_append(const struct result *result, struct strbuf *bytes)
{
  strbuf_append(bytes, "<td>");
  if (result_needs_person(result) && result_is_settled(result)) {
    strbuf_append(bytes, "<span class=\"chip is-ok\">");
    words_append(bytes, "review:settled");
    strbuf_append(bytes, "</span>");
  } else {
    html_chip_append("status", document_status_name(result->rows.items[0].status), bytes);
  }
  strbuf_append(bytes, "</td>");
}

static void doubts_append(const struct result *result, struct strbuf *bytes)
{
  size_t count = 0;
  strbuf_append(bytes, "<td class=\"to-check\">");
  for (size_t r = 0; r < result->rows.count; r++)
    for (size_t i = 0; i < result->rows.items[r].field_count; i++) {
      const struct summary_field *field = &result->rows.items[r].fields[i];
      struct field_title title;
      if (!summary_field_is_in_doubt(field))
        continue;
      field_title_of(field->name, NULL, &title);
      if (count++ > 0)
        words_append_pair(bytes, "、", ", ");
      words_append_pair(bytes, title.chinese, title.english);
      field_title_clear(&title);
    }
  strbuf_append(bytes, "</td>");
}

static void cell_append(const char *css_class, const char *text, struct strbuf *bytes)
{
  strbuf_appendf(bytes, "<td class=\"%s\">", css_class);
  markup_append(bytes, text);
  strbuf_append(bytes, "</td>");
}

static void document_append(const struct queue_view *view, const struct result *result,
                            struct strbuf *bytes)
{
  const struct summary *first = &result->rows.items[0];
  strbuf_append(bytes, "<tr>");
  state_append(result, bytes);
  strbuf_appendf(bytes, "<td class=\"file-name\"><a href=\"/document/%s", result->sha256);
  wish_put(view, bytes);
  strbuf_append(bytes, "\">");
  markup_append(bytes, first->file);
  strbuf_append(bytes, "</a></td><td>");
  if (first->type[0])
    html_type_append(first->type, first->title, bytes);
  strbuf_append(bytes, "</td>");
  cell_append("holder", summary_holder(first), bytes);
  cell_append("code", summary_number(first), bytes);
  strbuf_append(bytes, "<td class=\"date\">");
  html_last_day_append(first, bytes);
  strbuf_append(bytes, "</td>");
  doubts_append(result, bytes);
  strbuf_append(bytes, "</tr>\n");
}

static size_t last_of(const struct queue_view *view)
{
  size_t end = view->from + DOCUMENTS_A_PAGE;
  return end < view->queue->count ? end : view->queue->count;
}

static void rows_append(const void *context, struct strbuf *bytes)
{
  const struct queue_view *view = context;
  for (size_t i = view->from; i < last_of(view); i++)
    document_append(view, view->queue->items[i], bytes);
}

static void step_append(const struct queue_view *view, size_t from, const char *key,
                        struct strbuf *bytes)
{
  struct strbuf query = {0};
  wish_append(&view->wish, &query);
  strbuf_appendf(&query, "%sfrom=%zu", query.length ? "&" : "?", from);
  strbuf_append(bytes, " <a href=\"/");
  markup_append(bytes, strbuf_text(&query));
  strbuf_append(bytes, "\">");
  words_append(bytes, key);
  strbuf_append(bytes, "</a>");
  strbuf_clear(&query);
}

static void steps_append(const void *context, struct strbuf *bytes)
{
  const struct queue_view *view = context;
  if (!view->queue->count) {
    words_append(bytes, "index:none");
    return;
  }
  strbuf_appendf(bytes, "%zu–%zu / %zu", view->from + 1, last_of(view), view->queue->count);
  if (view->from)
    step_append(view, view->from > DOCUMENTS_A_PAGE ? view->from - DOCUMENTS_A_PAGE : 0,
                "review:before", bytes);
  if (last_of(view) < view->queue->count)
    step_append(view, last_of(view), "review:behind", bytes);
}

static const struct template_part parts[] = {
    {"progress", .append = progress_append},
    {"wish", .append = wish_put},
    {"sought", .append = words_put},
    {"shows", .append = shows_append},
    {"orders", .append = orders_append},
    {"types", .append = types_append},
    {"reasons", .append = reasons_append},
    {"rows", .append = rows_append},
    {"steps", .append = steps_append},
    {"style", .text = embedded_style},
    {"language_script", .text = embedded_language_script},
    {"queue_script", .text = embedded_queue_script},
    {.name = NULL},
};

void queue_page_answer(struct review *review, const struct http_request *request,
                       struct http_answer *answer)
{
  struct queue_view view = {.review = review, .wish = wish_of(request)};
  struct queue queue cleanup_with(queue_clear) = {0};
  queue_make(review->results, &view.wish, &queue);
  view.queue = &queue;
  view.from = strtoul(http_request_value(request, "from"), NULL, 10);
  if (view.from >= queue.count)
    view.from = 0;
  answer_page(answer, embedded_review_queue_page, parts, &view);
}
