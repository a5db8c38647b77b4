#include "page/flatten.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "page/grey_row.h"

/* Levels of a flattened picture: ink lies below the first, paper texture above the second. */
enum { INK_LEVEL_MIN = 170, INK_LEVEL_MAX = 200, PAPER_LEVEL = 235 };
/* Pale ink lies below this. Levels of 200, 220 and 235 were tried on real certificates. */
enum { PALE_INK_LEVEL = 220 };
/* Paper and black ink may be this much redder than grey. */
enum { RED_TINT = 14 };
enum { BACKGROUND_REDUCTION = 8, BACKGROUND_FLOOR = 30 };

/* The background at 1/8 scale: local maximum, closed over `reach`, smoothed. */
static PIX *background_small(PIX *grey, int reach)
{
  int size = reach / BACKGROUND_REDUCTION * 2 + 1;
  if (size < 3)
    size = 3;
  PIX *half = pixScaleAreaMap2(grey);
  PIX *maxima = half ? pixScaleGrayMinMax(half, BACKGROUND_REDUCTION / 2, BACKGROUND_REDUCTION / 2,
                                          L_CHOOSE_MAX)
                     : NULL;
  PIX *closed = maxima ? pixCloseGray(maxima, size, size) : NULL;
  PIX *smooth = closed ? pixBlockconv(closed, size / 2 + 1, size / 2 + 1) : NULL;
  if (!smooth && closed)
    smooth = pixClone(closed);
  pixDestroy(&half);
  pixDestroy(&maxima);
  pixDestroy(&closed);
  return smooth;
}

/* Where a pixel of the large picture lies on the small one: between two of its pixels, `share`
 * sixteenths behind the first. */
struct between {
  int first, second, share;
};

static struct between between_small(int at, int limit)
{
  int sixteenths = 2 * at + 1 - BACKGROUND_REDUCTION; /* from the first pixel's middle */
  int first = sixteenths > 0 ? sixteenths / 16 : 0;
  if (sixteenths <= 0 || first >= limit - 1)
    return (struct between){first < limit ? first : limit - 1, first < limit ? first : limit - 1,
                            0};
  return (struct between){first, first + 1, sixteenths % 16};
}

/* The background of one row of the large picture, still at the small one's width, in sixteenths. */
static void background_row(PIX *small, int y, int *row)
{
  struct between rows = between_small(y, pixGetHeight(small));
  const l_uint32 *above = grey_row_words(small, rows.first);
  const l_uint32 *below = grey_row_words(small, rows.second);
  for (int x = 0; x < pixGetWidth(small); x++)
    row[x] =
        (int)(GET_DATA_BYTE(above, x) * (16 - rows.share) + GET_DATA_BYTE(below, x) * rows.share);
}

/* 255 · 2^16 / level: what a pixel on paper of that level is multiplied by. */
static void gains_make(uint32_t gains[256])
{
  for (uint32_t level = 0; level < 256; level++)
    gains[level] = (255u << 16) / (level > BACKGROUND_FLOOR ? level : BACKGROUND_FLOOR) + 1;
}

PIX *pix_flatten(PIX *grey, int reach)
{
  _Static_assert(BACKGROUND_REDUCTION == 8, "a small pixel is sixteen half pixels wide");
  int width = pixGetWidth(grey), height = pixGetHeight(grey);
  if (width < 4 * BACKGROUND_REDUCTION || height < 4 * BACKGROUND_REDUCTION)
    return pixCopy(NULL, grey);
  PIX *small = background_small(grey, reach);
  PIX *flat = small ? pixCreateTemplate(grey) : NULL;
  if (flat) {
    uint32_t gains[256];
    gains_make(gains);
    int small_width = pixGetWidth(small);
    autofree int *paper = memory_alloc((size_t)small_width * sizeof *paper);
    autofree struct between *between = memory_alloc((size_t)width * sizeof *between);
    autofree uint8_t *row = grey_row_new(grey);
    for (int x = 0; x < width; x++)
      between[x] = between_small(x, small_width);
    for (int y = 0; y < height; y++) {
      background_row(small, y, paper);
      grey_row_get(grey, y, row);
      for (int x = 0; x < width; x++) {
        struct between at = between[x];
        int level = (paper[at.first] * (16 - at.share) + paper[at.second] * at.share) >> 8;
        uint32_t value = row[x] * gains[level] >> 16;
        row[x] = (uint8_t)(value < 255 ? value : 255);
      }
      grey_row_put(flat, y, row);
    }
  }
  pixDestroy(&small);
  return flat;
}

void pix_lift_red(PIX *flat, PIX *redness, int eighths)
{
  int width = pixGetWidth(flat), height = pixGetHeight(flat);
  for (int y = 0; y < height; y++) {
    const l_uint32 *red = pixGetData(redness) + (size_t)y * pixGetWpl(redness);
    l_uint32 *out = pixGetData(flat) + (size_t)y * pixGetWpl(flat);
    for (int x = 0; x < width; x++) {
      int excess = GET_DATA_BYTE(red, x) - RED_TINT;
      if (excess <= 0)
        continue;
      int value = GET_DATA_BYTE(out, x) + excess * eighths / 8;
      SET_DATA_BYTE(out, x, value < 255 ? value : 255);
    }
  }
}

void pix_lift_pale(PIX *flat, struct box region, PIX *where, int level, double times)
{
  int right = min_int(box_right(region), pixGetWidth(flat));
  int bottom = min_int(box_bottom(region), pixGetHeight(flat));
  for (int y = max_int(region.y, 0); y < bottom; y++) {
    l_uint32 *line = grey_row_words(flat, y);
    const l_uint32 *set = where ? pixGetData(where) + (size_t)y * pixGetWpl(where) : NULL;
    for (int x = max_int(region.x, 0); x < right; x++) {
      int value = GET_DATA_BYTE(line, x);
      if (value > level && (!set || GET_DATA_BIT(set, x)))
        SET_DATA_BYTE(line, x, min_int(255, level + (int)((value - level) * times)));
    }
  }
}

/* Otsu's threshold over the histogram's bins below PAPER_LEVEL and, as one class, the paper. */
static int ink_threshold(PIX *flat)
{
  NUMA *histogram = pixGetGrayHistogram(flat, 4);
  if (!histogram)
    return INK_LEVEL_MAX;
  l_float32 *bins = numaGetFArray(histogram, L_NOCOPY);
  double total = 0, sum = 0;
  for (int i = 0; i < 256; i++) {
    total += bins[i];
    sum += (double)i * bins[i];
  }
  double below = 0, below_sum = 0, best = -1;
  int threshold = INK_LEVEL_MAX;
  for (int i = 0; i < 255; i++) {
    below += bins[i];
    below_sum += (double)i * bins[i];
    if (below < 1 || total - below < 1)
      continue;
    double difference = below_sum / below - (sum - below_sum) / (total - below);
    double variance = below * (total - below) * difference * difference;
    if (variance > best) {
      best = variance;
      threshold = i + 1;
    }
  }
  numaDestroy(&histogram);
  return threshold < INK_LEVEL_MIN   ? INK_LEVEL_MIN
         : threshold > INK_LEVEL_MAX ? INK_LEVEL_MAX
                                     : threshold;
}

PIX *pix_ink_mask(PIX *flat)
{
  return pixThresholdToBinary(flat, ink_threshold(flat));
}

PIX *pix_pale_ink_mask(PIX *flat)
{
  return pixThresholdToBinary(flat, PALE_INK_LEVEL);
}
