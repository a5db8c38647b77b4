#include "page/colour_plane.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/number.h"
#include "page/grey_row.h"

/* A picture whose pixels differ by less than this between channels is a grey one in colour. */
enum { COLOUR_DIFFERENCE = 24 };
/* Share of clearly coloured pixels below which the colours are noise. */
static const double COLOUR_SHARE = 0.0005;

/* One row of RGBA words as three rows of bytes; counts clearly coloured pixels. */
static size_t row_split(const l_uint32 *restrict rgb, int width, uint8_t *restrict plain,
                        uint8_t *restrict red_free, uint8_t *restrict redness)
{
  unsigned coloured = 0;
  for (int x = 0; x < width; x++) {
    int r = (int)(rgb[x] >> 24), g = (int)(rgb[x] >> 16) & 0xFF, b = (int)(rgb[x] >> 8) & 0xFF;
    int high = max_int(r, max_int(g, b)), low = min_int(r, min_int(g, b));
    int grey = (r * 77 + g * 151 + b * 28) >> 8;
    int red = max_int(r - max_int(g, b) - max_int(g - b - 30, 0), 0);
    plain[x] = (uint8_t)grey;
    red_free[x] = (uint8_t)max_int(grey, min_int(r, grey + red));
    redness[x] = (uint8_t)red;
    coloured += high - low > COLOUR_DIFFERENCE * 2;
  }
  return coloured;
}

static bool planes_from_colour(PIX *rgb, struct colour_planes *planes)
{
  int width = pixGetWidth(rgb), height = pixGetHeight(rgb);
  planes->plain = pixCreate(width, height, 8);
  planes->red_free = pixCreate(width, height, 8);
  planes->redness = pixCreate(width, height, 8);
  if (!planes->plain || !planes->red_free || !planes->redness)
    return false;
  autofree uint8_t *plain = grey_row_new(planes->plain);
  autofree uint8_t *red_free = grey_row_new(planes->red_free);
  autofree uint8_t *redness = grey_row_new(planes->redness);
  size_t coloured = 0;
  for (int y = 0; y < height; y++) {
    coloured += row_split(grey_row_words(rgb, y), width, plain, red_free, redness);
    grey_row_put(planes->plain, y, plain);
    grey_row_put(planes->red_free, y, red_free);
    grey_row_put(planes->redness, y, redness);
  }
  if ((double)coloured < COLOUR_SHARE * width * height) {
    pixDestroy(&planes->red_free);
    pixDestroy(&planes->redness);
  }
  return true;
}

bool colour_planes_split(PIX *picture, struct colour_planes *ret_planes)
{
  struct colour_planes planes = {0};
  PIX *flat =
      pixGetSpp(picture) == 4 ? pixAlphaBlendUniform(picture, 0xFFFFFF00) : pixClone(picture);
  PIX *plain = flat ? pixRemoveColormap(flat, REMOVE_CMAP_BASED_ON_SRC) : NULL;
  bool ok = false;
  if (plain && pixGetDepth(plain) == 32) {
    ok = planes_from_colour(plain, &planes);
  } else if (plain) {
    planes.plain = pixConvertTo8(plain, 0);
    ok = planes.plain != NULL;
  }
  pixDestroy(&plain);
  pixDestroy(&flat);
  if (ok)
    *ret_planes = planes;
  else
    colour_planes_clear(&planes);
  return ok;
}

void colour_planes_clear(struct colour_planes *planes)
{
  pixDestroy(&planes->plain);
  pixDestroy(&planes->red_free);
  pixDestroy(&planes->redness);
}
