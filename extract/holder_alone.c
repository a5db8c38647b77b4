#include "extract/holder_alone.h"

#include <stdlib.h>

#include "extract/kind.h"
#include "extract/label_columns.h"

enum {
  HEAD_INKS_MOST = 10, /* what is left of a label */
  HOLDER_LEAST = 4,    /* characters of a name */
  ROWS_ABOVE = 3,      /* so many rows above the first label that was read a holder's may stand */
};

/* Whether labels of other companies were lost as well, so that nobody can say whose name it is. */
static bool other_company_is_unlabelled(const struct gather_context *context,
                                        const struct profile_field *field)
{
  const struct profile *profile = context->profile;
  for (size_t i = 0; i < profile->field_count; i++) {
    const struct profile_field *other = &profile->fields[i];
    bool labelled = !other->labels.count;
    for (size_t k = 0; k < context->hits->count && !labelled; k++)
      labelled = label_set_has(&other->labels, context->hits->items[k].label);
    if (other != field && kind_is(other->kind, KIND_IS_COMPANY) && !labelled)
      return true;
  }
  return false;
}

/* The row's inks from the values' column to the next label; false where none begin there, or where
 * more than a lost label stands in front. Without a piece of a label in front a row below the first
 * label may go on with the value above it. */
static bool row_value(const struct gather_context *context, const struct label_columns *columns,
                      size_t index, size_t *ret_from, size_t *ret_to)
{
  const struct row *row = &context->layout->rows[index];
  const struct label_hit *next = label_hits_in_row(context->hits, index, 0);
  size_t from = 0, to = next ? next->start : row->count;
  while (from < to && row->inks[from].box.x < columns->values - columns->slack)
    from++;
  if (from == to || from > HEAD_INKS_MOST || (!from && index > columns->first_row) ||
      abs(row->inks[from].box.x - columns->values) > 2 * columns->slack ||
      (from > 0 && !label_columns_part(columns, row, from)))
    return false;
  *ret_from = from;
  *ret_to = to;
  return true;
}

/* A holder's name and nothing else; an authority is none. */
static bool is_holder(const struct reference *reference, const struct profile_field *field,
                      const struct passage *passage)
{
  const struct kind_input input = {.passage = passage, .field = field, .reference = reference};
  struct parsed parsed = {0};
  bool is = passage->count >= HOLDER_LEAST && kind_parse_organisation(&input, &parsed) &&
            parsed.whole && parsed.spans[0].from == 0 &&
            parsed.spans[parsed.span_count - 1].to == passage->count;
  parsed_clear(&parsed);
  return is;
}

/* The rows in which the holder of a page may stand. */
static void page_rows(const struct layout_page *page, const struct label_columns *columns,
                      size_t *ret_from, size_t *ret_to)
{
  *ret_from = columns->first_row >= page->first_row + ROWS_ABOVE ? columns->first_row - ROWS_ABOVE
                                                                 : page->first_row;
  *ret_to = columns->last_row;
}

/* How many rows of the page are a holder; the first one's ink. */
static size_t page_holders(const struct gather_context *context, const struct reference *reference,
                           const struct profile_field *field, size_t page,
                           struct passage *ret_passage)
{
  const struct layout *layout = context->layout;
  struct label_columns columns;
  size_t first, end, from, to, count = 0;
  if (!label_columns_find(context->profile, layout, context->hits, page, &columns))
    return 0;
  page_rows(&layout->pages[page], &columns, &first, &end);
  for (size_t i = first; i < end; i++) {
    struct passage passage = {0};
    if (!row_value(context, &columns, i, &from, &to))
      continue;
    passage_add(&passage, &layout->rows[i], from, to);
    bool is = is_holder(reference, field, &passage);
    if (is && !ret_passage->count)
      passage_part(&passage, 0, passage.count, ret_passage);
    count += is;
    passage_clear(&passage);
  }
  return count;
}

bool holder_alone_find(const struct gather_context *context, const struct reference *reference,
                       const struct profile_field *field, struct passage *ret_passage)
{
  size_t count = 0;
  if (other_company_is_unlabelled(context, field))
    return false;
  for (size_t page = 0; page < context->layout->page_count; page++)
    if (field->roles & context->roles[page])
      count += page_holders(context, reference, field, page, ret_passage);
  if (count != 1)
    passage_clear(ret_passage);
  return count == 1;
}
