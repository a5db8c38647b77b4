#include "extract/label_lost.h"

#include <limits.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "extract/kind.h"

enum { LABELS_LEAST = 3, LABEL_INKS_LEAST = 2, LABEL_INKS_MOST = 10 };
enum { LABELS_LOOKED_AT = 50 }; /* no page has more, but a hostile one */
/* How far off its column an ink may begin, in character heights. */
static const double COLUMN_SLACK = 1.0;

/* Where the labels and the values of a page begin, upright pixels, and from which row to which. */
struct label_columns {
  int labels, values, slack;
  size_t first_row, last_row;
};

/* The label begins its row, and its value stands behind it there. */
static bool hit_has_value_beside(const struct profile *profile, const struct layout *layout,
                                 const struct label_hit *hit)
{
  const struct row *row = &layout->rows[hit->row];
  return hit->start == 0 && hit->end < row->count && hit->distance == 0 &&
         profile_label_names_field(profile, hit->label) && !box_is_empty(row->inks[0].box) &&
         !box_is_empty(row->inks[hit->end].box);
}

/* The labels in line with `first`, a hit of the page. */
static size_t column_collect(const struct profile *profile, const struct layout *layout,
                             const struct label_hits *hits, const struct label_hit *first,
                             struct label_columns *ret_columns)
{
  const struct row *own = &layout->rows[first->row];
  struct label_columns columns = {
      .labels = own->inks[0].box.x,
      .values = INT_MAX,
      .slack = (int)(COLUMN_SLACK * layout->pages[own->page].character_height),
      .first_row = SIZE_MAX};
  size_t count = 0;
  for (size_t i = 0; i < hits->count; i++) {
    const struct label_hit *hit = &hits->items[i];
    const struct row *row = &layout->rows[hit->row];
    if (row->page != own->page || !hit_has_value_beside(profile, layout, hit) ||
        abs(row->inks[0].box.x - columns.labels) > columns.slack)
      continue;
    int value = row->inks[hit->end].box.x;
    columns.values = value < columns.values ? value : columns.values;
    columns.first_row = hit->row < columns.first_row ? hit->row : columns.first_row;
    columns.last_row = hit->row > columns.last_row ? hit->row : columns.last_row;
    count++;
  }
  *ret_columns = columns;
  return count;
}

/* The column that most labels of the page begin in; false where there is none. */
static bool columns_find(const struct profile *profile, const struct layout *layout,
                         const struct label_hits *hits, size_t page,
                         struct label_columns *ret_columns)
{
  size_t most = 0, looked_at = 0;
  for (size_t i = 0; i < hits->count && looked_at < LABELS_LOOKED_AT; i++) {
    struct label_columns columns = {0};
    const struct label_hit *hit = &hits->items[i];
    if (layout->rows[hit->row].page != page || !hit_has_value_beside(profile, layout, hit))
      continue;
    looked_at++;
    size_t count = column_collect(profile, layout, hits, hit, &columns);
    if (count > most && columns.values > columns.labels + 2 * columns.slack) {
      *ret_columns = columns;
      most = count;
    }
  }
  return most >= LABELS_LEAST;
}

/* A value stands apart from the label in front of it. */
static bool stands_apart(const struct row *row, size_t at, int slack)
{
  struct box before = row->inks[at - 1].box, box = row->inks[at].box;
  return row->inks[at].gap_before || box.x - (before.x + before.w) > slack / 2;
}

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
                             stands_apart(row, end, columns->slack);
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
    if (!columns_find(profile, layout, hits, page, &columns) ||
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
