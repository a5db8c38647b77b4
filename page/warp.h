#ifndef ZHAOLU_PAGE_WARP_H
#define ZHAOLU_PAGE_WARP_H

/* Pictures seen through a homography. */

#include <allheaders.h>

#include "base/homography.h"

/*
 * An 8-bpp picture of width × height whose pixel p shows `source` at target_from_source⁻¹(p),
 * bilinear; what lies outside the source takes the nearest edge pixel. Where the target is much
 * smaller than the source, scale the source down first: there is no area averaging here.
 * NULL when memory is out or the transform is singular.
 */
PIX *pix_warp_grey(PIX *source, const struct homography *target_from_source, int width, int height);

/* An 8-bpp picture made smaller (factor < 1) by averaging; NULL when memory is out. */
PIX *pix_reduce_grey(PIX *grey, double factor);

#endif
