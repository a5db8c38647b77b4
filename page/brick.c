#include "page/brick.h"

#include <stdbool.h>
#include "base/number.h"

/* Combines the picture with itself shifted: a pixel meets the one `step` after it where the picture
 * is eroded, before it where it is dilated. Outside is paper. */
static void combine_shifted(PIX *pix, PIX *copy, int step, bool vertical, bool erode)
{
  int width = pixGetWidth(pix), height = pixGetHeight(pix);
  int dx = vertical ? 0 : step, dy = vertical ? step : 0;
  pixCopy(copy, pix);
  if (!erode) {
    pixRasterop(pix, dx, dy, width - dx, height - dy, PIX_SRC | PIX_DST, copy, 0, 0);
    return;
  }
  pixRasterop(pix, 0, 0, width - dx, height - dy, PIX_SRC & PIX_DST, copy, dx, dy);
  pixRasterop(pix, vertical ? 0 : width - dx, vertical ? height - dy : 0, vertical ? width : dx,
              vertical ? dy : height, PIX_CLR, NULL, 0, 0);
}

/* Erodes or dilates by a run of `length` pixels that begins, or ends, at each pixel. */
static void morph_run(PIX *pix, PIX *copy, int length, bool vertical, bool erode)
{
  int limit = vertical ? pixGetHeight(pix) : pixGetWidth(pix);
  if (length > limit) {
    pixClearAll(pix);
    return;
  }
  for (int done = 1; done < length;) {
    int step = min_int(done, length - done);
    combine_shifted(pix, copy, step, vertical, erode);
    done += step;
  }
}

PIX *pix_open_large_brick(PIX *mask, int width, int height)
{
  PIX *opened = pixCopy(NULL, mask), *copy = opened ? pixCreateTemplate(opened) : NULL;
  if (!copy) {
    pixDestroy(&opened);
    return NULL;
  }
  for (int dilate = 0; dilate <= 1; dilate++) {
    morph_run(opened, copy, width, false, !dilate);
    morph_run(opened, copy, height, true, !dilate);
  }
  pixDestroy(&copy);
  return opened;
}
