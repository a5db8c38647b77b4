#include "extract/label_lost.h"

#include <stdlib.h>

#include "base/memory.h"
#include "extract/kind.h"
#include "extract/label_columns.h"

enum { LABEL_INKS_LEAST = 2, LABEL_INKS_MOST = 10 };

/* Whether a row of the values' column begins on the height of row `at`. */
static bool value_row_beside(const struct layout *layout, const struct label_columns *columns,
                             size_t at)
{
  enum { ROWS_AROUND = 3 };
  struct box label = layout->rows[at].box;
  for (size_t r = at > ROWS_AROUND ? at - ROWS_AROUND : 0;
       r < layout->row_count && r <= at + ROWS_AROUND; r++) {
    struct box box = layout->rows[r].box;
    int middle = box.y + box.h / 2;
    if (r != at && layout->rows[r].page == layout->rows[at].page && !box_is_empty(box) &&
        abs(box.x - columns->values) <= 2 * columns->slack && middle >= label.y &&
        middle <= label.y + label.h)
      return true;
  }
  return false;
}

/* One past the row's inks in the labels' column, where they are as many as a label has and a value
 * stands behind them; 0: they are no label. */
static size_t lost_label_end(const struct layout *layout, const struct label_columns *columns,
                             size_t at)
{
  const struct row *row = &layout->rows[at];
  size_t end = 0;
  if (box_is_empty(row->box) || abs(row->inks[0].box.x - columns->labels) > columns->slack)
    return 0;
  while (end < row->count && row->inks[end].box.x < columns->values - columns->slack)
    end++;
  if (end < LABEL_INKS_LEAST || end > LABEL_INKS_MOST)
    return 0;
  bool has_value = end == row->count
                       ? value_row_beside(layout, columns, at)
                       : abs(row->inks[end].box.x - columns->values) <= 2 * columns->slack &&
                             label_columns_part(columns, row, end);
  return has_value ? end : 0;
}

/* The only row between the page's labels, or right below them, whose label was lost. */
static bool lost_row_find(const struct layout *layout, const struct label_hits *hits, size_t page,
                          const struct label_columns *columns, struct label_hit *ret_hit)
{
  const struct layout_page *source = &layout->pages[page];
  enum { ROWS_BELOW = 4 };
  size_t found = 0;
  for (size_t r = columns->first_row;
       r < source->first_row + source->row_count && r <= columns->last_row + ROWS_BELOW; r++) {
    size_t end = label_hits_first_in_row(hits, r) ? 0 : lost_label_end(layout, columns, r);
    if (!end)
      continue;
    *ret_hit = (struct label_hit){.row = r, .end = end, .is_lost = true};
    found++;
  }
  return found == 1;
}

/* The one field of sentences that most such certificates have, and of which no label was read. */
static const struct profile_field *unlabelled_field(const struct profile *profile,
                                                    const struct label_hits *hits)
{
  const struct profile_field *found = NULL;
  for (size_t i = 0; i < profile->field_count; i++) {
    const struct profile_field *field = &profile->fields[i];
    if (!kind_is(field->kind, KIND_IS_SENTENCES) || !field->labels.count)
      continue;
    bool labelled = false;
    for (size_t k = 0; k < hits->count; k++)
      labelled |= label_set_has(&field->labels, hits->items[k].label);
    if (labelled || found)
      return NULL;
    found = field;
  }
  return found;
}

void label_hits_add_lost(const struct profile *profile, const struct layout *layout,
                         struct label_hits *hits)
{
  const struct profile_field *field = unlabelled_field(profile, hits);
  for (size_t page = 0; field && page < layout->page_count; page++) {
    struct label_columns columns = {0};
    struct label_hit hit = {0};
    if (!label_columns_find(profile, layout, hits, page, &columns) ||
        !lost_row_find(layout, hits, page, &columns, &hit))
      continue;
    hit.label = field->labels.items[0];
    array_reserve(hits->items, hits->count, hits->capacity);
    size_t at = hits->count++;
    for (; at > 0 && hits->items[at - 1].row >= hit.row; at--)
      hits->items[at] = hits->items[at - 1];
    hits->items[at] = hit;
    return;
  }
}
