#include "page/region.h"

#include <math.h>

/* Of larger pictures a level is told from every second, third … pixel each way. */
static const double ALL_PIXELS_MAX = 1e6;

PIX *region_clip(PIX *pix, struct box box)
{
  BOX *region = boxCreate(box.x, box.y, box.w, box.h);
  PIX *part = region ? pixClipRectangle(pix, region, NULL) : NULL;
  boxDestroy(&region);
  return part;
}

PIX *region_dark(PIX *grey, struct box box, int level)
{
  PIX *part = region_clip(grey, box);
  PIX *dark = part ? pixThresholdToBinary(part, level) : NULL;
  pixDestroy(&part);
  return dark;
}

double mask_share(PIX *mask)
{
  l_float32 share = 0;
  if (mask)
    pixForegroundFraction(mask, &share);
  return (double)share;
}

int masked_level(PIX *grey, PIX *mask, float rank)
{
  double pixels = (double)pixGetWidth(mask) * pixGetHeight(mask);
  int step = pixels > ALL_PIXELS_MAX ? (int)ceil(sqrt(pixels / ALL_PIXELS_MAX)) : 1;
  NUMA *histogram = pixGetGrayHistogramMasked(grey, mask, 0, 0, step);
  l_float32 level = -1, total = 0;
  if (histogram && numaGetSum(histogram, &total) == 0 && total > 0)
    numaHistogramGetValFromRank(histogram, rank, &level);
  numaDestroy(&histogram);
  return (int)level;
}

void mask_set_dark(PIX *mask, PIX *grey, struct box box, int level)
{
  PIX *dark = region_dark(grey, box, level);
  if (dark)
    pixRasterop(mask, box.x, box.y, pixGetWidth(dark), pixGetHeight(dark), PIX_SRC, dark, 0, 0);
  pixDestroy(&dark);
}
