#include "extract/mention.h"

#include <stdlib.h>

#include "base/memory.h"

enum {
  MENTION_INKS_MAX = 120, /* a company or a service, never a paragraph */
  MENTION_ROWS_MOST = 2,
};

static size_t faults_allowed(const struct folded *text)
{
  return text->count < 4 ? 0 : text->count < 6 ? 1 : text->count / 6;
}

/* Finds `text` with few misread characters in [at, end) of the passage. */
static bool text_find(const struct passage *passage, size_t at, size_t end,
                      const struct folded *text, size_t *ret_from, size_t *ret_to)
{
  size_t exact = passage_find(passage, at, text);
  if (exact + text->count <= end && exact < passage->count) {
    *ret_from = exact;
    *ret_to = exact + text->count;
    return true;
  }
  if (!faults_allowed(text) || at >= end)
    return false;
  size_t count = end - at, to;
  unsigned *hay = memory_resize(NULL, count, sizeof *hay);
  for (size_t i = 0; i < count; i++)
    hay[i] = passage->inks[at + i].folded;
  struct folded ink = {.codepoints = hay, .count = count};
  bool found = folded_may_fit(text, faults_allowed(text), &ink) &&
               folded_fit(text->codepoints, text->count, hay, count, &to) <= faults_allowed(text);
  free(hay);
  if (!found)
    return false;
  *ret_to = at + to;
  *ret_from = *ret_to > at + text->count ? *ret_to - text->count : at;
  return true;
}

static size_t row_start_of(const struct passage *passage, size_t at)
{
  while (at > 0 && !passage->inks[at].row_start)
    at--;
  return at;
}

/* End of a value that runs to the next label that is not among `rest`, or to so many rows. */
static size_t rows_end(const struct gather_context *context, const struct label_set *rest,
                       const struct passage *passage, size_t from, int rows)
{
  size_t end = from;
  for (; end < passage->count && rows > 0; rows--) {
    const struct label_hit *label =
        passage->inks[end].row_start
            ? label_hits_first_in_row(context->hits, passage->inks[end].row)
            : NULL;
    if (label && !label_set_has(rest, label->label))
      break;
    end = passage_row_end(passage, end);
  }
  return end;
}

bool mention_gather(const struct gather_context *context, const struct profile_field *field,
                    const struct profile_mention *mention, const struct passage *page_ink,
                    size_t *at, struct passage *ret_passage)
{
  size_t from, to, value_from, value_to;
  if (mention->before.count) {
    if (!text_find(page_ink, *at, page_ink->count, &mention->before, &from, &value_from))
      return false;
    if (!mention->after.count) {
      while (value_from < page_ink->count && page_ink->inks[value_from].folded == ':')
        value_from++;
      value_to = rows_end(context, &field->label_rest, page_ink, value_from, field->lines);
      *at = value_to > *at ? value_to : page_ink->count;
      passage_part(page_ink, value_from, value_to, ret_passage);
      return value_to > value_from;
    }
    size_t limit = value_from + MENTION_INKS_MAX + mention->after.count;
    if (limit > page_ink->count)
      limit = page_ink->count;
    if (!text_find(page_ink, value_from, limit, &mention->after, &value_to, &to)) {
      /* The end was misread: what stands there still tells that there is a value. */
      to = value_to =
          rows_end(context, &field->label_rest, page_ink, value_from, MENTION_ROWS_MOST);
      if (to <= value_from)
        return false;
    }
  } else {
    if (!text_find(page_ink, *at, page_ink->count, &mention->after, &value_to, &to))
      return false;
    value_from = row_start_of(page_ink, value_to);
    if (value_from < *at)
      value_from = *at;
  }
  *at = to;
  passage_part(page_ink, value_from, value_to, ret_passage);
  return true;
}
