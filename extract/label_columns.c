#include "extract/label_columns.h"

#include <limits.h>
#include <stdlib.h>

enum { LABELS_LEAST = 3 };
enum { LABELS_LOOKED_AT = 50 }; /* no page has more, but a hostile one */
/* How far off its column an ink may begin, in character heights. */
static const double COLUMN_SLACK = 1.0;

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

bool label_columns_find(const struct profile *profile, const struct layout *layout,
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

bool label_columns_part(const struct label_columns *columns, const struct row *row, size_t at)
{
  struct box before = row->inks[at - 1].box, box = row->inks[at].box;
  return row->inks[at].gap_before || box.x - (before.x + before.w) > columns->slack / 2;
}
