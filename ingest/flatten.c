#include "ingest/flatten.h"

#include <stdlib.h>

/* Levels of a flattened picture: ink lies below the first, paper texture above the second. */
enum { INK_LEVEL_MIN = 170, INK_LEVEL_MAX = 200, PAPER_LEVEL = 235 };
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

PIX *pix_flatten(PIX *grey, int reach)
{
  int width = pixGetWidth(grey), height = pixGetHeight(grey);
  if (width < 4 * BACKGROUND_REDUCTION || height < 4 * BACKGROUND_REDUCTION)
    return pixCopy(NULL, grey);
  PIX *small = background_small(grey, reach);
  PIX *background = small ? pixScaleToSize(small, width, height) : NULL;
  PIX *flat = background ? pixCreateTemplate(grey) : NULL;
  for (int y = 0; flat && y < height; y++) {
    const l_uint32 *in = pixGetData(grey) + (size_t)y * pixGetWpl(grey);
    const l_uint32 *paper = pixGetData(background) + (size_t)y * pixGetWpl(background);
    l_uint32 *out = pixGetData(flat) + (size_t)y * pixGetWpl(flat);
    for (int x = 0; x < width; x++) {
      int level = GET_DATA_BYTE(paper, x);
      int value =
          GET_DATA_BYTE(in, x) * 255 / (level > BACKGROUND_FLOOR ? level : BACKGROUND_FLOOR);
      SET_DATA_BYTE(out, x, value < 255 ? value : 255);
    }
  }
  pixDestroy(&small);
  pixDestroy(&background);
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
