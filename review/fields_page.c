/* The doubtful fields of all documents in one list, each with its print. */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "document/document.h"
#include "output/embedded.h"
#include "output/markup.h"
#include "review/field_row.h"

enum { FIELDS_A_PAGE = 40 };

struct fields_view {
  struct review *review;
  struct queue_wish wish;
  const struct queue *queue;
};

static void progress_append(const void *context, struct strbuf *bytes)
{
  progress_words_append(((const struct fields_view *)context)->review, bytes);
}

static void left_append(const void *context, struct strbuf *bytes)
{
  const struct queue *queue = ((const struct fields_view *)context)->queue;
  size_t left = 0;
  for (size_t i = 0; i < queue->count; i++)
    left += result_doubts_left(queue->items[i]);
  words_append_numbers(bytes, "fields_to_check", left, 0);
}

static void wish_put(const void *context, struct strbuf *bytes)
{
  wish_append_markup(&((const struct fields_view *)context)->wish, bytes);
}

/* The document's doubts, at most `room` of them; returns how many. */
static size_t document_append(const struct fields_view *view, const struct result *result,
                              size_t number, size_t room, struct strbuf *bytes)
{
  struct review_document document cleanup_with(review_document_clear) = {0};
  struct http_answer unread = {0};
  size_t count = 0, index = 0;
  if (!review_document_open(view->review, result->sha256, &document, &unread)) {
    strbuf_clear(&unread.body);
    return 0;
  }
  struct document *shell cleanup_with(document_free) = document_shell(view->review, &document);
  for (size_t r = 0; r < document.records.count; r++)
    for (size_t i = 0; i < document.records.items[r]->field_count; i++, index++) {
      const struct field *field = &document.records.items[r]->fields[i];
      if (!field_is_in_doubt(field) || count >= room)
        continue;
      field_row_append(&(struct field_row){.document = &document,
                                           .shell = shell,
                                           .record = r,
                                           .field = field,
                                           .index = number + count,
                                           .number = number + count,
                                           .names_document = true},
                       bytes);
      count++;
    }
  return count;
}

static void rows_append(const void *context, struct strbuf *bytes)
{
  const struct fields_view *view = context;
  size_t shown = 0;
  for (size_t i = 0; i < view->queue->count && shown < FIELDS_A_PAGE; i++)
    if (result_doubts_left(view->queue->items[i]))
      shown += document_append(view, view->queue->items[i], shown, FIELDS_A_PAGE - shown, bytes);
}

static void head_append(const void *context, struct strbuf *bytes)
{
  (void)context;
  field_rows_head_append(bytes);
}

static const struct template_part parts[] = {
    {"progress", .append = progress_append},
    {"left", .append = left_append},
    {"wish", .append = wish_put},
    {"head", .append = head_append},
    {"rows", .append = rows_append},
    {"style", .text = embedded_style},
    {"language_script", .text = embedded_language_script},
    {"document_script", .text = embedded_document_script},
    {"review_script", .text = embedded_review_script},
    {.name = NULL},
};

void fields_page_answer(struct review *review, const struct http_request *request,
                        struct http_answer *answer)
{
  struct fields_view view = {.review = review, .wish = wish_of(request)};
  struct queue queue cleanup_with(queue_clear) = {0};
  view.wish.show = QUEUE_LEFT;
  queue_make(review->results, &view.wish, &queue);
  view.queue = &queue;
  answer_page(answer, embedded_review_fields_page, parts, &view);
}
