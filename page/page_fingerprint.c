#include "page/page_fingerprint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "page/grey_row.h"
#include "page/ink_map.h"

enum {
  GREYS = 256,
  LEVELS_FIRST = 32, /* halved until the map fits: on a page full of noise they mean nothing */
  LEVELS_LAST = 8,
  SIDE_AT_LEAST = 8 * FINGERPRINT_COARSE, /* cells; narrower strips are left unknown */
};
static const double least_ink = 0.0004; /* share of the page; less is dust */
static const double paper_noise = 0.05; /* ink that is none: grain and light patterns of paper */
static const double ink_top = 1.2;      /* ink blacker than most is still told apart up to this */

static int paper_level(const float counts[GREYS])
{
  int paper = GREYS - 1;
  for (int i = GREYS / 2; i < GREYS; i++)
    if (counts[i] > counts[paper])
      paper = i;
  return paper;
}

/* From grey to ink, as a table; linear, so that blur moves ink without making or losing any. */
static bool ink_table_make(PIX *grey, uint8_t table[GREYS])
{
  NUMA *histogram = pixGetGrayHistogram(grey, 2);
  if (!histogram)
    return false;
  float counts[GREYS] = {0};
  double all = 0, dark = 0, darker = 0;
  for (int i = 0; i < GREYS && i < numaGetCount(histogram); i++) {
    numaGetFValue(histogram, i, &counts[i]);
    all += counts[i];
  }
  numaDestroy(&histogram);
  int paper = paper_level(counts), black = 0, ink_below = paper * 6 / 10;
  for (int i = 0; i < ink_below; i++)
    dark += counts[i];
  /* The strokes' edges are half of the dark pixels; a third of the way up is inside of strokes. */
  while (black < ink_below && (darker += counts[black]) < dark / 3)
    black++;
  for (int i = 0; i < GREYS; i++) {
    double ink = fmin(ink_top, (double)(paper - i) / (paper - black));
    ink = fmax(0, (ink - paper_noise) / (ink_top - paper_noise));
    table[i] = (uint8_t)lround(255 * ink);
  }
  return dark >= least_ink * all;
}

/* The page in square cells, 0 paper to 255; NULL when the page is too narrow or memory is out. */
static PIX *cells_make(PIX *grey, const uint8_t table[GREYS])
{
  double width = pixGetWidth(grey), height = pixGetHeight(grey);
  double scale = sqrt(FINGERPRINT_CELLS / (width * height));
  int columns = (int)(width * scale), rows = (int)(height * scale);
  if (columns < SIDE_AT_LEAST || rows < SIDE_AT_LEAST)
    return NULL;
  PIX *ink = pixCopy(NULL, grey);
  if (!ink)
    return NULL;
  autofree uint8_t *row = grey_row_new(ink);
  for (int y = 0; y < pixGetHeight(ink); y++) {
    grey_row_get(ink, y, row);
    for (int x = 0; x < pixGetWidth(ink); x++)
      row[x] = table[row[x]];
    grey_row_put(ink, y, row);
  }
  PIX *cells = scale < 0.7 ? pixScaleAreaMapToSize(ink, columns, rows)
                           : pixScaleGrayLI(ink, (l_float32)scale, (l_float32)scale);
  pixDestroy(&ink);
  return cells;
}

/* Weights 1 2 1 across and down: what is left of where exactly the cells lie on the strokes. Cells
 * beyond the edges are paper. `rows` are three rows with a cell more at each end. */
static void smooth_row(const uint8_t *const rows[3], int columns, float *smooth)
{
  for (int x = 0; x < columns; x++) {
    int sums[3];
    for (int k = 0; k < 3; k++)
      sums[k] = rows[0][x + k] + 2 * rows[1][x + k] + rows[2][x + k];
    smooth[x] = (float)(sums[0] + 2 * sums[1] + sums[2]) / (16 * 255);
  }
}

/* pixScaleGrayLI may round up to a cell more than was asked for. */
static struct ink_map map_from_cells(PIX *cells)
{
  int columns = pixGetWidth(cells), rows = pixGetHeight(cells);
  while ((int64_t)columns * rows > FINGERPRINT_CELLS)
    rows--;
  struct ink_map map = ink_map_make(columns, rows);
  int all = pixGetHeight(cells);
  size_t stride = (size_t)pixGetWpl(cells) * sizeof(l_uint32) + 2;
  autofree uint8_t *bytes = memory_alloc((size_t)(all + 2) * stride);
  for (int y = 0; y < all; y++) {
    uint8_t *row = bytes + (size_t)(y + 1) * stride;
    grey_row_get(cells, y, row + 1);
    memset(row + 1 + columns, 0, stride - 1 - (size_t)columns);
  }
  for (int y = 0; y < rows; y++) {
    const uint8_t *row = bytes + (size_t)(y + 1) * stride;
    const uint8_t *const three[3] = {row - stride, row, row + stride};
    smooth_row(three, columns, map.cells + (size_t)y * (size_t)columns);
  }
  return map;
}

static bool map_pack(const struct ink_map *map, int levels, struct page_fingerprint *print)
{
  size_t count = (size_t)map->columns * (size_t)map->rows;
  autofree uint8_t *bytes = memory_alloc(count);
  for (size_t i = 0; i < count; i++)
    bytes[i] = (uint8_t)(map->cells[i] * (float)(levels - 1) + 0.5f);
  uLongf size = sizeof print->packed;
  if (compress2(print->packed, &size, bytes, count, 3) != Z_OK)
    return false;
  print->packed_size = (uint32_t)size;
  print->levels = (uint8_t)levels;
  return true;
}

static void coarse_fill(const struct ink_map *map, struct page_fingerprint *print)
{
  struct ink_map coarse = ink_map_reduce(map, FINGERPRINT_COARSE);
  size_t count = (size_t)coarse.columns * (size_t)coarse.rows;
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    print->coarse[i] = (uint8_t)lroundf(fminf(1, coarse.cells[i]) * 255);
    sum += coarse.cells[i];
  }
  print->ink_share = (float)(sum / (double)count);
  ink_map_clear(&coarse);
}

void page_fingerprint_make(PIX *clean_grey, struct page_fingerprint *ret_fingerprint)
{
  memset(ret_fingerprint, 0, sizeof *ret_fingerprint);
  uint8_t table[GREYS];
  if (pixGetDepth(clean_grey) != 8 || !ink_table_make(clean_grey, table))
    return;
  PIX *cells = cells_make(clean_grey, table);
  if (!cells)
    return;
  struct ink_map map = map_from_cells(cells);
  pixDestroy(&cells);
  coarse_fill(&map, ret_fingerprint);
  ret_fingerprint->columns = map.columns;
  ret_fingerprint->rows = map.rows;
  for (int levels = LEVELS_FIRST; levels >= LEVELS_LAST && !ret_fingerprint->known; levels /= 2)
    ret_fingerprint->known = map_pack(&map, levels, ret_fingerprint);
  ink_map_clear(&map);
}
