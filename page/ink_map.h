#ifndef ZHAOLU_PAGE_INK_MAP_H
#define ZHAOLU_PAGE_INK_MAP_H

/* A grid of numbers, 0 paper to 1 ink, and the steps that lay one over another. */

#include <stdbool.h>
#include <stddef.h>

struct ink_map {
  int columns, rows;
  float *cells; /* row-major */
};

struct ink_map ink_map_make(int columns, int rows); /* all paper */
void ink_map_clear(struct ink_map *map);

/* Paper outside. */
static inline float ink_map_at(const struct ink_map *map, int x, int y)
{
  bool inside = x >= 0 && y >= 0 && x < map->columns && y < map->rows;
  return inside ? map->cells[(size_t)y * (size_t)map->columns + (size_t)x] : 0;
}

/* Means of squares of `factor` cells. */
struct ink_map ink_map_reduce(const struct ink_map *map, int factor);
struct ink_map ink_map_turn_half(const struct ink_map *map);

/* A cell (x, y) of one map lies at (x + dx, y + dy) of the other. */
struct ink_shift {
  float dx, dy;
};

/* The whole-cell shift within `reach` of `start` where the maps agree best; *ret_agreement is their
 * correlation there, -1 to 1. */
struct ink_shift ink_map_find_shift(const struct ink_map *a, const struct ink_map *b,
                                    struct ink_shift start, int reach, float *ret_agreement);

/* `b` as it lies on `a`, in a's size. From `start`, which must be right to within 15 cells wherever
 * there is print, shift, turn, stretch and the gentle bends of paper are followed. No cells (NULL)
 * where the print plainly differs. */
struct ink_map ink_map_lay_over(const struct ink_map *a, const struct ink_map *b,
                                struct ink_shift start);

#endif
