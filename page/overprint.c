#include "page/overprint.h"

#include <stdbool.h>

#include "page/flatten.h"
#include "page/region.h"

/* A blot is larger than this many characters both ways. */
static const double BLOT_SIZE = 3.2;
/* Pale and dark ink differ by at least this much, and each is at least this share of the blot. */
static const double INK_DIFFERENCE = 45, INK_SHARE = 0.04;
/* Beyond the level that parts them, pale ink is lightened this many times its distance from it. */
static const double LIFT = 5;

struct ink_levels {
  int threshold; /* dark ink lies below */
  bool are_two;
};

static struct ink_levels blot_levels(PIX *blot, int x, int y, PIX *flat)
{
  struct ink_levels levels = {0};
  l_int32 threshold = 0;
  l_float32 dark = 0, pale = 0, dark_count = 0, pale_count = 0;
  NUMA *histogram = pixGetGrayHistogramMasked(flat, blot, x, y, 1);
  if (histogram && numaSplitDistribution(histogram, 0.1f, &threshold, &dark, &pale, &dark_count,
                                         &pale_count, NULL) == 0) {
    double total = (double)dark_count + (double)pale_count;
    levels.threshold = threshold;
    levels.are_two = (double)pale - (double)dark >= INK_DIFFERENCE &&
                     (double)dark_count >= INK_SHARE * total &&
                     (double)pale_count >= INK_SHARE * total;
  }
  numaDestroy(&histogram);
  return levels;
}

/* Keeps of the blot in `mask` only what is darker than the threshold. */
static void mask_keep_dark(PIX *mask, PIX *blot, int x, int y, PIX *flat, int threshold)
{
  struct box box = {x, y, pixGetWidth(blot), pixGetHeight(blot)};
  PIX *dark = region_dark(flat, box, threshold);
  if (dark) {
    PIX *pale = pixSubtract(NULL, blot, dark);
    pixRasterop(mask, x, y, pixGetWidth(blot), pixGetHeight(blot), PIX_NOT(PIX_SRC) & PIX_DST, pale,
                0, 0);
    pixDestroy(&pale);
  }
  pixDestroy(&dark);
}

int overprint_part(PIX *mask, PIX *flat, int char_size, PIX **lightened)
{
  int parted = 0;
  PIXA *blots = NULL;
  PIX *large =
      pixSelectBySize(mask, (l_int32)(BLOT_SIZE * char_size), (l_int32)(BLOT_SIZE * char_size), 8,
                      L_SELECT_IF_BOTH, L_SELECT_IF_GTE, NULL);
  BOXA *boxes = large ? pixConnComp(large, &blots, 8) : NULL;
  for (l_int32 i = 0; boxes && i < boxaGetCount(boxes); i++) {
    l_int32 x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    PIX *blot = pixaGetPix(blots, i, L_CLONE);
    struct ink_levels levels = blot_levels(blot, x, y, flat);
    if (levels.are_two) {
      mask_keep_dark(mask, blot, x, y, flat, levels.threshold);
      if (!*lightened)
        *lightened = pixCopy(NULL, flat);
      if (*lightened)
        pix_lift_pale(*lightened, (struct box){x, y, w, h}, NULL, levels.threshold, LIFT);
      parted++;
    }
    pixDestroy(&blot);
  }
  boxaDestroy(&boxes);
  pixaDestroy(&blots);
  pixDestroy(&large);
  return parted;
}
