#include "page/ink_levels.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "page/component.h"
#include "page/region.h"

/* Lower blots are marks, dots, dirt: share of the run's height. */
static const double PRINT_LEAST = 0.25;
/* Lower characters leave no room for two levels only: the same. */
static const double SIZE_LEAST = 0.42;
/* Of the ink's width, by which heights are ranked: what stands beside figures is higher. */
static const double SIZE_RANK = 0.75;
/* Blots higher than this share of the highest may be two characters that touch. */
static const double HIGHEST = 0.8;
/* Shares of the characters' height. */
static const double WHOLE_LOW = 0.55, WHOLE_HIGH = 1.25; /* heights of whole characters */
static const double BOTH_ROWS = 1.25;    /* two levels together are higher than that */
static const double LEVELS_APART = 0.2;  /* between the middles of the two levels' characters */
static const double LEVEL_SPREAD = 0.25; /* between the middles of one level's characters */
static const double REACH = 0.3;         /* how exactly two that touch reach over both levels */
static const double ROWS_SHARED = 0.15;  /* two levels that share no more are two rows */
enum { LEVEL_CHARS_MIN = 2, TOUCHING_MAX = 2 };

/* A whole character, slope taken out. */
struct mark {
  double middle, top, bottom;
};

static int compare_left(const void *a, const void *b)
{
  return ((const struct box *)a)->x - ((const struct box *)b)->x;
}

static int compare_middle(const void *a, const void *b)
{
  double p = ((const struct mark *)a)->middle, q = ((const struct mark *)b)->middle;
  return (p > q) - (p < q);
}

/* ---- the characters' height ---- */

static int ink_highest(const struct box *ink, size_t count)
{
  int highest = 0;
  for (size_t i = 0; i < count; i++)
    highest = ink[i].h > highest ? ink[i].h : highest;
  return highest;
}

/* Height of the higher characters among the blots between two heights; 0: there are none. */
static int characters_height(const struct box *ink, size_t count, double lowest, double highest)
{
  autofree struct box *print = memory_alloc((count + 1) * sizeof *print);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (ink[i].h >= lowest && ink[i].h <= highest)
      print[kept++] = ink[i];
  return boxes_height_rank(print, kept, SIZE_RANK);
}

/* ---- two levels ---- */

static struct mark mark_of(struct box blot, double slope)
{
  double drop = slope * box_middle_x(blot);
  return (struct mark){box_middle(blot) - drop, blot.y - drop, box_bottom(blot) - drop};
}

static size_t marks_collect(const struct box *ink, size_t count, int size, double slope,
                            struct mark *ret_marks)
{
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (ink[i].h >= WHOLE_LOW * size && ink[i].h <= WHOLE_HIGH * size)
      ret_marks[kept++] = mark_of(ink[i], slope);
  if (kept)
    qsort(ret_marks, kept, sizeof *ret_marks, compare_middle);
  return kept;
}

static struct ink_level marks_level(const struct mark *marks, size_t count)
{
  struct ink_level level = {INFINITY, -INFINITY};
  for (size_t i = 0; i < count; i++) {
    level.top = fmin(level.top, marks[i].top);
    level.bottom = fmax(level.bottom, marks[i].bottom);
  }
  return level;
}

/* Where the marks, by their middles, have the widest gap: the first of the lower ones. */
static size_t marks_part(const struct mark *marks, size_t count)
{
  size_t best = 1;
  for (size_t i = 2; i < count; i++)
    if (marks[i].middle - marks[i - 1].middle > marks[best].middle - marks[best - 1].middle)
      best = i;
  return best;
}

bool ink_levels_are_apart(const struct ink_levels *levels)
{
  return levels->upper.bottom - levels->lower.top <= ROWS_SHARED * levels->size;
}

static bool blot_is_lower(const struct ink_levels *levels, struct box blot)
{
  double between =
      (levels->upper.top + levels->upper.bottom + levels->lower.top + levels->lower.bottom) / 4;
  return mark_of(blot, levels->slope).middle > between;
}

static bool blot_is_whole(const struct ink_levels *levels, struct box blot)
{
  return blot.h >= WHOLE_LOW * levels->size;
}

/* The whole character nearest to a blot, or the blot itself. */
static size_t blot_nearest_whole(const struct ink_levels *levels, const struct box *ink,
                                 size_t count, size_t blot)
{
  size_t best = blot;
  double best_distance = INFINITY;
  for (size_t i = 0; i < count; i++) {
    double beside = -span_overlap(ink[i].x, ink[i].w, ink[blot].x, ink[blot].w);
    double above = fabs(box_middle(ink[i]) - box_middle(ink[blot]));
    double distance = fmax(beside, 0) + above / 2;
    if (blot_is_whole(levels, ink[i]) && distance < best_distance) {
      best = i;
      best_distance = distance;
    }
  }
  return best;
}

bool *ink_levels_of(const struct ink_levels *levels, const struct box *ink, size_t count)
{
  bool *lower = memory_alloc((count + 1) * sizeof *lower);
  for (size_t i = 0; i < count; i++) {
    size_t whole = blot_is_whole(levels, ink[i]) ? i : blot_nearest_whole(levels, ink, count, i);
    lower[i] = blot_is_lower(levels, ink[whole]);
  }
  return lower;
}

/* Whether the blot is a character of either level, one touching the other. */
static bool blot_is_of_both(const struct ink_levels *levels, struct box blot)
{
  struct mark mark = mark_of(blot, levels->slope);
  double reach = REACH * levels->size;
  return blot.h > WHOLE_HIGH * levels->size && fabs(mark.top - levels->upper.top) <= reach &&
         fabs(mark.bottom - levels->lower.bottom) <= reach;
}

/* How many blots are characters of both levels that touch; TOUCHING_MAX + 1 where a blot is higher
 * than characters and is none. */
static size_t blots_of_both(const struct ink_levels *levels, const struct box *ink, size_t count)
{
  size_t found = 0;
  for (size_t i = 0; i < count; i++)
    if (blot_is_of_both(levels, ink[i]))
      found++;
    else if (ink[i].h > WHOLE_HIGH * levels->size)
      return TOUCHING_MAX + 1;
  return found;
}

static double levels_covered(const struct ink_levels *levels, const struct box *ink, size_t count)
{
  double width[2] = {0}, shared = 0;
  autofree bool *lower = ink_levels_of(levels, ink, count);
  for (size_t i = 0; i < count; i++) {
    width[lower[i]] += ink[i].w;
    for (size_t k = 0; !lower[i] && k < count; k++)
      if (lower[k])
        shared += fmax(span_overlap(ink[i].x, ink[i].w, ink[k].x, ink[k].w), 0);
  }
  return shared / fmax(fmin(width[0], width[1]), 1);
}

/* Two levels of characters of that height. */
static bool levels_of_size(const struct box *ink, size_t count, int size, double slope,
                           struct ink_levels *ret_levels)
{
  autofree struct mark *marks = memory_alloc((count + 1) * sizeof *marks);
  size_t kept = marks_collect(ink, count, size, slope, marks);
  if (kept < LEVEL_CHARS_MIN)
    return false;
  size_t lower = marks_part(marks, kept);
  struct ink_levels levels = {.size = size,
                              .slope = slope,
                              .upper = marks_level(marks, lower),
                              .lower = marks_level(marks + lower, kept - lower)};
  double upper_end = marks[lower - 1].middle, lower_start = marks[lower].middle;
  size_t both = blots_of_both(&levels, ink, count);
  levels.covered = levels_covered(&levels, ink, count);
  *ret_levels = levels;
  return levels.lower.bottom - levels.upper.top >= BOTH_ROWS * size &&
         lower_start - upper_end >= LEVELS_APART * size &&
         upper_end - marks[0].middle <= LEVEL_SPREAD * size &&
         marks[kept - 1].middle - lower_start <= LEVEL_SPREAD * size && both <= TOUCHING_MAX &&
         both < kept && lower + both >= LEVEL_CHARS_MIN && kept - lower + both >= LEVEL_CHARS_MIN;
}

bool ink_levels_find(const struct box *ink, size_t count, double height, double slope,
                     struct ink_levels *ret_levels)
{
  const double highest[] = {INFINITY, HIGHEST * ink_highest(ink, count)}, slopes[] = {slope, 0};
  for (size_t i = 0; i < 2; i++) {
    int size = characters_height(ink, count, PRINT_LEAST * height, highest[i]);
    for (size_t k = 0; size >= SIZE_LEAST * height && k < 2; k++)
      if (levels_of_size(ink, count, size, slopes[k], ret_levels))
        return true;
  }
  return false;
}

/* ---- parting characters that touch ---- */

/* The columns of the blot that have ink between two rows, with the rows of the level. */
static struct box blot_part(PIX *mask, struct box blot, double from, double to,
                            struct ink_level level)
{
  struct box part = {blot.x, (int)lround(from), blot.w, (int)lround(to) - (int)lround(from)};
  PIX *rows = box_is_empty(part) || part.y < 0 ? NULL : region_clip(mask, part);
  BOX *columns = NULL;
  l_int32 x = 0, w = 0;
  if (rows && pixClipBoxToForeground(rows, NULL, NULL, &columns) == 0 && columns)
    boxGetGeometry(columns, &x, NULL, &w, NULL);
  boxDestroy(&columns);
  pixDestroy(&rows);
  return (struct box){blot.x + x, (int)lround(level.top), w,
                      (int)lround(level.bottom) - (int)lround(level.top)};
}

static size_t blot_add_parts(const struct ink_levels *levels, PIX *mask, struct box blot,
                             struct box *ret_parts)
{
  double drop = levels->slope * box_middle_x(blot);
  struct ink_level upper = {levels->upper.top + drop, levels->upper.bottom + drop};
  struct ink_level lower = {levels->lower.top + drop, levels->lower.bottom + drop};
  struct box first = blot_part(mask, blot, upper.top, fmin(lower.top, upper.bottom), upper);
  struct box second = blot_part(mask, blot, fmax(upper.bottom, lower.top), lower.bottom, lower);
  if (box_is_empty(first) || box_is_empty(second)) {
    ret_parts[0] = blot;
    return 1;
  }
  ret_parts[0] = first;
  ret_parts[1] = second;
  return 2;
}

struct box *ink_levels_part(const struct ink_levels *levels, PIX *mask, const struct box *ink,
                            size_t count, size_t *ret_count)
{
  struct box *parts = memory_alloc((2 * count + 1) * sizeof *parts);
  *ret_count = 0;
  for (size_t i = 0; i < count; i++)
    if (blot_is_of_both(levels, ink[i]))
      *ret_count += blot_add_parts(levels, mask, ink[i], parts + *ret_count);
    else
      parts[(*ret_count)++] = ink[i];
  if (*ret_count)
    qsort(parts, *ret_count, sizeof *parts, compare_left);
  return parts;
}
