#include "page/repetition.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "page/grey_row.h"

/* Enough to tell one pattern from another, and the same work for strips of all sizes. */
enum { HEIGHT = 16, LEAST_WIDTH = 4 * HEIGHT };

/* Column by column, each row's mean taken away: the pale and dark bands of a border are alike at
 * any shift. */
struct strip {
  double *values; /* width × HEIGHT */
  double *energy; /* of the columns before each; width + 1 */
  int width;
};

static struct strip strip_of_pix(PIX *pix)
{
  struct strip strip = {.width = pixGetWidth(pix)};
  size_t width = (size_t)strip.width;
  strip.values = memory_alloc(width * HEIGHT * sizeof *strip.values);
  strip.energy = memory_alloc((width + 1) * sizeof *strip.energy);
  uint8_t *row = grey_row_new(pix);
  for (int y = 0; y < HEIGHT; y++) {
    double sum = 0;
    grey_row_get(pix, y, row);
    for (int x = 0; x < strip.width; x++)
      sum += row[x];
    for (int x = 0; x < strip.width; x++)
      strip.values[x * HEIGHT + y] = row[x] - sum / strip.width;
  }
  free(row);
  strip.energy[0] = 0;
  for (int x = 0; x < strip.width; x++) {
    strip.energy[x + 1] = strip.energy[x];
    for (int y = 0; y < HEIGHT; y++)
      strip.energy[x + 1] += strip.values[x * HEIGHT + y] * strip.values[x * HEIGHT + y];
  }
  return strip;
}

static void strip_clear(struct strip *strip)
{
  free(strip->values);
  free(strip->energy);
}

static double strip_correlation(const struct strip *strip, int shift)
{
  int shared = strip->width - shift;
  const double *moved = strip->values + (ptrdiff_t)shift * HEIGHT;
  double product = 0;
  for (int i = 0; i < shared * HEIGHT; i++)
    product += strip->values[i] * moved[i];
  double energy = strip->energy[shared] * (strip->energy[strip->width] - strip->energy[shift]);
  return energy > 0 ? product / sqrt(energy) : 0;
}

static PIX *strip_cut(PIX *grey, struct box box)
{
  BOX *cut = boxCreate(box.x, box.y, box.w, box.h);
  PIX *strip = pixClipRectangle(grey, cut, NULL);
  boxDestroy(&cut);
  return strip;
}

double strip_repetition(PIX *grey, struct box box)
{
  if (box.h <= 0 || (double)box.w * HEIGHT / box.h < LEAST_WIDTH)
    return 0;
  PIX *cut = strip_cut(grey, box);
  PIX *pix = cut ? pixScaleToSize(cut, 0, HEIGHT) : NULL;
  pixDestroy(&cut);
  if (!pix || pixGetHeight(pix) != HEIGHT) {
    pixDestroy(&pix);
    return 0;
  }
  struct strip strip = strip_of_pix(pix);
  pixDestroy(&pix);
  double most = 0;
  for (int shift = HEIGHT / 2; shift < 6 * HEIGHT && shift < strip.width / 3; shift++)
    most = fmax(most, strip_correlation(&strip, shift));
  strip_clear(&strip);
  return most;
}
