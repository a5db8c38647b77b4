#include "document/reading_align.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { MOST_CELLS = 1 << 20 }; /* of the table of costs: a line of 1000 characters */

/* Costs in thirds of an insertion: boxes that do not meet make a substitution a little dearer. */
enum { COST_GAP = 3, COST_OTHER_TEXT = 4, COST_OTHER_PLACE = 1 };

static int substitution_cost(const struct glyph *a, const struct glyph *b)
{
  int cost = strcmp(a->text, b->text) == 0 ? 0 : COST_OTHER_TEXT;
  bool placed = !box_is_empty(a->box) && !box_is_empty(b->box);
  if (placed && span_overlap(a->box.x, a->box.w, b->box.x, b->box.w) <= 0)
    cost += COST_OTHER_PLACE;
  return cost;
}

/* Indices of the glyphs that are no spaces. */
static size_t dense_indices(const struct glyph *glyphs, size_t count, size_t *ret_indices)
{
  size_t dense = 0;
  for (size_t i = 0; i < count; i++)
    if (!glyph_is_space(&glyphs[i]))
      ret_indices[dense++] = i;
  return dense;
}

struct alignment {
  const struct glyph *a, *b;
  size_t *a_at, *b_at; /* indices of the glyphs compared */
  size_t rows, columns;
  int *cost; /* (rows + 1) x (columns + 1) */
};

static int *cost_at(const struct alignment *all, size_t row, size_t column)
{
  return &all->cost[row * (all->columns + 1) + column];
}

static int pair_cost(const struct alignment *all, size_t row, size_t column)
{
  return substitution_cost(&all->a[all->a_at[row]], &all->b[all->b_at[column]]);
}

static void alignment_fill(const struct alignment *all)
{
  for (size_t i = 0; i <= all->rows; i++)
    for (size_t k = 0; k <= all->columns; k++) {
      int best = i == 0 && k == 0 ? 0 : 1 << 30;
      if (i > 0 && *cost_at(all, i - 1, k) + COST_GAP < best)
        best = *cost_at(all, i - 1, k) + COST_GAP;
      if (k > 0 && *cost_at(all, i, k - 1) + COST_GAP < best)
        best = *cost_at(all, i, k - 1) + COST_GAP;
      if (i > 0 && k > 0) {
        int pair = *cost_at(all, i - 1, k - 1) + pair_cost(all, i - 1, k - 1);
        best = pair < best ? pair : best;
      }
      *cost_at(all, i, k) = best;
    }
}

static void alignment_trace(const struct alignment *all, ptrdiff_t *ret_partner)
{
  size_t i = all->rows, k = all->columns;
  while (i > 0 && k > 0) {
    int here = *cost_at(all, i, k);
    if (here == *cost_at(all, i - 1, k - 1) + pair_cost(all, i - 1, k - 1)) {
      i--, k--;
      ret_partner[all->a_at[i]] = (ptrdiff_t)all->b_at[k];
    } else if (here == *cost_at(all, i - 1, k) + COST_GAP) {
      i--;
    } else {
      k--;
    }
  }
}

bool glyphs_align(const struct glyph *a, size_t a_count, const struct glyph *b, size_t b_count,
                  ptrdiff_t *ret_partner)
{
  for (size_t i = 0; i < a_count; i++)
    ret_partner[i] = ALIGN_NONE;
  if (b_count == 0 || a_count == 0 || (a_count + 1) > MOST_CELLS / (b_count + 1))
    return false;
  autofree size_t *a_at = memory_alloc(a_count * sizeof *a_at);
  autofree size_t *b_at = memory_alloc(b_count * sizeof *b_at);
  autofree int *cost = memory_alloc((a_count + 1) * (b_count + 1) * sizeof *cost);
  struct alignment all = {.a = a, .b = b, .a_at = a_at, .b_at = b_at, .cost = cost};
  all.rows = dense_indices(a, a_count, a_at);
  all.columns = dense_indices(b, b_count, b_at);
  alignment_fill(&all);
  alignment_trace(&all, ret_partner);
  return true;
}
