#include "output/html_review.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "output/html_parts.h"
#include "output/markup.h"
#include "output/template.h"
#include "output/value_text.h"

/* Nothing that is read off a paper can hold these: its < is written &lt;. */
enum { MARK_BYTES = 48 };

static void mark_open(size_t index, char ret_mark[MARK_BYTES])
{
  snprintf(ret_mark, MARK_BYTES, "<!--reviewed %zu-->", index);
}

static void mark_close(size_t index, char ret_mark[MARK_BYTES])
{
  snprintf(ret_mark, MARK_BYTES, "<!--/reviewed %zu-->", index);
}

static void review_append(const struct field_review *review, struct strbuf *bytes)
{
  autofree char *value = value_text(review->value);
  strbuf_append(bytes, "<p class=\"reviewed\"><strong>");
  markup_append(bytes, value[0] ? value : "—");
  strbuf_append(bytes, "</strong> <span>");
  words_append(bytes, "reviewed_by");
  strbuf_append_char(bytes, ' ');
  markup_append(bytes, review->by);
  strbuf_append(bytes, ", ");
  markup_append(bytes, review->at);
  strbuf_append(bytes, "</span></p>");
}

void html_review_append(const struct field *field, size_t index, struct strbuf *bytes)
{
  char mark[MARK_BYTES];
  mark_open(index, mark);
  strbuf_append(bytes, mark);
  if (field->review)
    review_append(field->review, bytes);
  mark_close(index, mark);
  strbuf_append(bytes, mark);
}

/* Appends up to and with the field's place; returns what is left. */
static const char *place_replace(const char *page, const struct field *field, size_t index,
                                 struct strbuf *bytes)
{
  char open[MARK_BYTES], close[MARK_BYTES];
  mark_open(index, open);
  mark_close(index, close);
  const char *start = strstr(page, open), *end = start ? strstr(start, close) : NULL;
  if (!end)
    return page;
  strbuf_append_bytes(bytes, page, (size_t)(start - page));
  html_review_append(field, index, bytes);
  return end + strlen(close);
}

void html_review_replace(const char *page, size_t length, const struct record_list *records,
                         struct strbuf *bytes)
{
  const char *end = page + length;
  size_t index = 0; /* over the fields of all records, as in html_fields.c */
  for (size_t r = 0; r < records->count; r++)
    for (size_t i = 0; i < records->items[r]->field_count; i++)
      page = place_replace(page, &records->items[r]->fields[i], index++, bytes);
  strbuf_append_bytes(bytes, page, (size_t)(end - page));
}
