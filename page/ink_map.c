#include "page/ink_map.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

struct ink_map ink_map_make(int columns, int rows)
{
  size_t count = (size_t)columns * (size_t)rows;
  return (struct ink_map){columns, rows, memory_alloc(count * sizeof(float))};
}

void ink_map_clear(struct ink_map *map)
{
  free(map->cells);
  *map = (struct ink_map){0};
}

struct ink_map ink_map_reduce(const struct ink_map *map, int factor)
{
  struct ink_map small = ink_map_make(map->columns / factor, map->rows / factor);
  float share = 1.0f / (float)(factor * factor);
  for (int y = 0; y < small.rows * factor; y++) {
    const float *from = map->cells + (size_t)y * (size_t)map->columns;
    float *to = small.cells + (size_t)(y / factor) * (size_t)small.columns;
    for (int x = 0; x < small.columns * factor; x++)
      to[x / factor] += from[x] * share;
  }
  return small;
}

struct ink_map ink_map_turn_half(const struct ink_map *map)
{
  struct ink_map turned = ink_map_make(map->columns, map->rows);
  size_t count = (size_t)map->columns * (size_t)map->rows;
  for (size_t i = 0; i < count; i++)
    turned.cells[i] = map->cells[count - 1 - i];
  return turned;
}

/* Correlation of `a` with `b` shifted by whole cells, over a's cells; outside of `b` is paper. */
static float agreement_at(const struct ink_map *a, const struct ink_map *b, int dx, int dy)
{
  double sum_a = 0, sum_b = 0, sum_aa = 0, sum_bb = 0, sum_ab = 0;
  for (int y = 0; y < a->rows; y++)
    for (int x = 0; x < a->columns; x++) {
      float ink_a = a->cells[(size_t)y * (size_t)a->columns + (size_t)x];
      float ink_b = ink_map_at(b, x + dx, y + dy);
      sum_a += ink_a;
      sum_b += ink_b;
      sum_aa += ink_a * ink_a;
      sum_bb += ink_b * ink_b;
      sum_ab += ink_a * ink_b;
    }
  double count = (double)a->columns * a->rows;
  double spread_a = sum_aa - sum_a * sum_a / count, spread_b = sum_bb - sum_b * sum_b / count;
  double spread = sqrt(fmax(spread_a, 0) * fmax(spread_b, 0));
  return spread > 0 ? (float)((sum_ab - sum_a * sum_b / count) / spread) : 0;
}

struct ink_shift ink_map_find_shift(const struct ink_map *a, const struct ink_map *b,
                                    struct ink_shift start, int reach, float *ret_agreement)
{
  struct ink_shift best = start;
  float best_agreement = -2;
  for (int dy = -reach; dy <= reach; dy++)
    for (int dx = -reach; dx <= reach; dx++) {
      float agreement = agreement_at(a, b, (int)start.dx + dx, (int)start.dy + dy);
      if (agreement > best_agreement) {
        best_agreement = agreement;
        best = (struct ink_shift){start.dx + (float)dx, start.dy + (float)dy};
      }
    }
  *ret_agreement = best_agreement;
  return best;
}
