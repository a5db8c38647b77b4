#include "page/page_fingerprint.h"

#include <math.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/memory.h"
#include "page/ink_map.h"

/*
 * From cheap to dear: the amount of ink, the coarse maps, the maps of two millimetres, and only for
 * pages that agree in all of these the maps themselves. These are laid over each other and made
 * equally dark and equally sharp; then no place may differ by more than scanners make.
 */

enum {
  COARSE_REACH = 3, /* coarse cells: 15 mm */
  MIDDLE = 10,      /* cells in one of the second comparison: 2 mm */
  MIDDLE_REACH = 3,
};
static const float ink_ratio_at_most = 2; /* between two scans of a sheet; noise counts as ink */
static const float aspect_ratio_at_most = 1.06f;
static const float coarse_agreement = 0.88f, middle_agreement = 0.82f; /* correlations */

/* Measured on drawn pages in four typefaces: two scans of one page, 150 to 300 dpi, shaken,
 * blurred, noisy, differ by up to 0.19; pages of 9 and 10.5 points that differ in one digit, by
 * 0.22 up. */
static const float difference_at_most = 0.205f;

static bool is_sound(const struct page_fingerprint *print)
{
  return print->known && print->levels >= 2 && print->columns >= FINGERPRINT_COARSE &&
         print->rows >= FINGERPRINT_COARSE && print->packed_size <= sizeof print->packed &&
         (int64_t)print->columns * print->rows <= FINGERPRINT_CELLS;
}

static bool ratio_within(float a, float b, float at_most)
{
  return a > 0 && b > 0 && a <= b * at_most && b <= a * at_most;
}

/* Empty when the bytes are not what they say. */
static struct ink_map map_unpack(const struct page_fingerprint *print)
{
  size_t count = (size_t)print->columns * (size_t)print->rows;
  autofree uint8_t *bytes = memory_alloc(count);
  uLongf size = count;
  if (uncompress(bytes, &size, print->packed, print->packed_size) != Z_OK || size != count)
    return (struct ink_map){0};
  struct ink_map map = ink_map_make(print->columns, print->rows);
  float unit = 1.0f / (float)(print->levels - 1);
  for (size_t i = 0; i < count; i++)
    map.cells[i] = (float)bytes[i] * unit;
  return map;
}

/* Mean over a square of 2 * reach + 1 cells, by running sums across and then down. */
static struct ink_map map_average(const struct ink_map *map, int reach)
{
  struct ink_map across = ink_map_make(map->columns, map->rows);
  struct ink_map result = ink_map_make(map->columns, map->rows);
  float share = 1.0f / (float)((2 * reach + 1) * (2 * reach + 1));
  for (int y = 0; y < map->rows; y++)
    for (int x = 0; x < map->columns; x++) {
      float sum = 0;
      for (int u = -reach; u <= reach; u++)
        sum += ink_map_at(map, x + u, y);
      across.cells[(size_t)y * (size_t)map->columns + (size_t)x] = sum;
    }
  for (int y = 0; y < map->rows; y++)
    for (int x = 0; x < map->columns; x++) {
      float sum = 0;
      for (int v = -reach; v <= reach; v++)
        sum += ink_map_at(&across, x, y + v);
      result.cells[(size_t)y * (size_t)map->columns + (size_t)x] = sum * share;
    }
  ink_map_clear(&across);
  return result;
}

/* Smoothed, so that a frame's line that falls into the next cell is not another page. */
static struct ink_map coarse_unpack(const struct page_fingerprint *print)
{
  struct ink_map map =
      ink_map_make(print->columns / FINGERPRINT_COARSE, print->rows / FINGERPRINT_COARSE);
  for (size_t i = 0; i < (size_t)map.columns * (size_t)map.rows; i++)
    map.cells[i] = (float)print->coarse[i] / 255;
  struct ink_map smooth = map_average(&map, 1);
  ink_map_clear(&map);
  return smooth;
}

static struct ink_map turned(struct ink_map map, bool half)
{
  if (!half)
    return map;
  struct ink_map result = ink_map_turn_half(&map);
  ink_map_clear(&map);
  return result;
}

/* Finds how the pages lie from their coarse maps, and how well these agree then. */
static float coarse_compare(const struct page_fingerprint *a, const struct page_fingerprint *b,
                            bool half, struct ink_shift *ret_shift)
{
  struct ink_map coarse_a = coarse_unpack(a), coarse_b = turned(coarse_unpack(b), half);
  float agreement;
  struct ink_shift shift =
      ink_map_find_shift(&coarse_a, &coarse_b, (struct ink_shift){0, 0}, COARSE_REACH, &agreement);
  ink_map_clear(&coarse_a);
  ink_map_clear(&coarse_b);
  *ret_shift = (struct ink_shift){shift.dx * FINGERPRINT_COARSE, shift.dy * FINGERPRINT_COARSE};
  return agreement;
}

static struct ink_map reduce_smooth(const struct ink_map *map)
{
  struct ink_map reduced = ink_map_reduce(map, MIDDLE);
  struct ink_map smooth = map_average(&reduced, 1);
  ink_map_clear(&reduced);
  return smooth;
}

static bool middle_agree(const struct ink_map *a, const struct ink_map *b, struct ink_shift *shift)
{
  struct ink_map middle_a = reduce_smooth(a), middle_b = reduce_smooth(b);
  float agreement;
  struct ink_shift start = {roundf(shift->dx / MIDDLE), roundf(shift->dy / MIDDLE)};
  struct ink_shift found =
      ink_map_find_shift(&middle_a, &middle_b, start, MIDDLE_REACH, &agreement);
  ink_map_clear(&middle_a);
  ink_map_clear(&middle_b);
  *shift = (struct ink_shift){found.dx * MIDDLE, found.dy * MIDDLE};
  return agreement >= middle_agreement;
}

/* How far a cell is below the mean of its four neighbours: what blur adds to it. */
static float hollow_at(const struct ink_map *map, int x, int y)
{
  return ink_map_at(map, x - 1, y) + ink_map_at(map, x + 1, y) + ink_map_at(map, x, y - 1) +
         ink_map_at(map, x, y + 1) - 4 * ink_map_at(map, x, y);
}

/* Makes `b` as dark and as sharp as `a`, by the gain and the blur that bring it nearest, and gives
 * what is left of `a` then. */
static struct ink_map difference_make(const struct ink_map *a, const struct ink_map *b)
{
  double inks = 0, mixed = 0, hollows = 0, ink_a = 0, hollow_a = 0;
  for (int y = 0; y < a->rows; y++)
    for (int x = 0; x < a->columns; x++) {
      double ink = ink_map_at(b, x, y), hollow = hollow_at(b, x, y), goal = ink_map_at(a, x, y);
      inks += ink * ink;
      mixed += ink * hollow;
      hollows += hollow * hollow;
      ink_a += ink * goal;
      hollow_a += hollow * goal;
    }
  double determinant = inks * hollows - mixed * mixed;
  bool solved = determinant > 1e-9 * inks * hollows;
  float gain = solved ? (float)((ink_a * hollows - hollow_a * mixed) / determinant) : 1;
  float blur = solved ? (float)((hollow_a * inks - ink_a * mixed) / determinant) : 0;
  struct ink_map difference = ink_map_make(a->columns, a->rows);
  for (int y = 0; y < a->rows; y++)
    for (int x = 0; x < a->columns; x++)
      difference.cells[(size_t)y * (size_t)a->columns + (size_t)x] =
          ink_map_at(a, x, y) - gain * ink_map_at(b, x, y) - blur * hollow_at(b, x, y);
  return difference;
}

/* The strongest ink within `reach` cells, across and then down. */
static struct ink_map map_strongest(const struct ink_map *map, int reach)
{
  struct ink_map across = ink_map_make(map->columns, map->rows);
  struct ink_map result = ink_map_make(map->columns, map->rows);
  for (int y = 0; y < map->rows; y++)
    for (int x = 0; x < map->columns; x++) {
      float *cell = &across.cells[(size_t)y * (size_t)map->columns + (size_t)x];
      for (int u = -reach; u <= reach; u++)
        *cell = fmaxf(*cell, ink_map_at(map, x + u, y));
    }
  for (int y = 0; y < map->rows; y++)
    for (int x = 0; x < map->columns; x++) {
      float *cell = &result.cells[(size_t)y * (size_t)map->columns + (size_t)x];
      for (int v = -reach; v <= reach; v++)
        *cell = fmaxf(*cell, ink_map_at(&across, x, y + v));
    }
  ink_map_clear(&across);
  return result;
}

/* The largest difference, as a share of the ink around it: a stroke too many in fine print is as
 * much as one in bold. Paper has a share of its own, so that its grain is no difference. */
static float worst_difference(const struct ink_map *a, const struct ink_map *b)
{
  const float paper_share = 0.25f;
  struct ink_map raw = difference_make(a, b), difference = map_average(&raw, 1);
  struct ink_map ink_a = map_strongest(a, 2), ink_b = map_strongest(b, 2);
  float worst = 0;
  for (size_t i = 0; i < (size_t)a->columns * (size_t)a->rows; i++) {
    float ink = fmaxf(ink_a.cells[i], ink_b.cells[i]);
    worst = fmaxf(worst, fabsf(difference.cells[i]) / (paper_share + ink));
  }
  ink_map_clear(&raw);
  ink_map_clear(&difference);
  ink_map_clear(&ink_a);
  ink_map_clear(&ink_b);
  return worst;
}

/* Both maps in full; `b` already turned the way it is to be compared. */
static bool maps_same(const struct ink_map *a, const struct ink_map *b, struct ink_shift shift)
{
  if (!middle_agree(a, b, &shift))
    return false;
  struct ink_map laid = ink_map_lay_over(a, b, shift);
  if (!laid.cells)
    return false;
  float worst = worst_difference(a, &laid);
  ink_map_clear(&laid);
  return worst <= difference_at_most;
}

static bool same_as_it_lies(const struct page_fingerprint *a, const struct page_fingerprint *b,
                            bool half)
{
  struct ink_shift shift;
  if (coarse_compare(a, b, half, &shift) < coarse_agreement)
    return false;
  struct ink_map map_a = map_unpack(a), map_b = map_unpack(b);
  bool same = false;
  if (map_a.cells && map_b.cells) {
    map_b = turned(map_b, half);
    same = maps_same(&map_a, &map_b, shift);
  }
  ink_map_clear(&map_a);
  ink_map_clear(&map_b);
  return same;
}

static bool are_of_a_kind(const struct page_fingerprint *a, const struct page_fingerprint *b)
{
  if (!is_sound(a) || !is_sound(b) || !ratio_within(a->ink_share, b->ink_share, ink_ratio_at_most))
    return false;
  float aspect_a = (float)a->columns / (float)a->rows,
        aspect_b = (float)b->columns / (float)b->rows;
  return ratio_within(aspect_a, aspect_b, aspect_ratio_at_most);
}

float page_fingerprint_resemblance(const struct page_fingerprint *a,
                                   const struct page_fingerprint *b)
{
  struct ink_shift shift;
  if (!are_of_a_kind(a, b))
    return 0;
  float agreement = fmaxf(coarse_compare(a, b, false, &shift), coarse_compare(a, b, true, &shift));
  return agreement >= coarse_agreement ? agreement : 0;
}

bool page_fingerprint_same(const struct page_fingerprint *a, const struct page_fingerprint *b)
{
  return are_of_a_kind(a, b) && (same_as_it_lies(a, b, false) || same_as_it_lies(a, b, true));
}
