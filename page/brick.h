#ifndef ZHAOLU_PAGE_BRICK_H
#define ZHAOLU_PAGE_BRICK_H

/*
 * Opening of a 1 bpp picture by a large brick. Leptonica's takes a pass for each pixel of the
 * brick's sides; this one takes a pass for each doubling, with the same result.
 */

#include <allheaders.h>

/* What of `mask` is covered by bricks of `width` × `height` pixels that lie wholly in its ink; NULL
 * when memory is out. */
PIX *pix_open_large_brick(PIX *mask, int width, int height);

#endif
