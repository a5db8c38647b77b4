#ifndef ZHAOLU_PAGE_SEAL_RING_H
#define ZHAOLU_PAGE_SEAL_RING_H

/*
 * The ring of text of a round or oval seal: where it lies, and the ring unrolled into a straight
 * line. Angles are in radians clockwise from the top.
 */

#include <allheaders.h>
#include <stdbool.h>

#include "base/box.h"

enum { SEAL_DIRECTIONS = 720 };

struct seal_ring {
  double x, y;                   /* its middle */
  double reach[SEAL_DIRECTIONS]; /* pixels from the middle to the ring's stroke, by direction */
  double outer, inner;           /* of the band of text, as shares of the reach */
  double start, span;            /* of the text along the band */
};

/* The print of the seal in `box` of a page: 8 bpp, paper white, with white round it; what is black
 * on `black` (8 bpp, the page without its seals; NULL: none) is taken out. The picture begins at
 * *ret_x, *ret_y of the page. NULL when memory is out. */
PIX *seal_print(PIX *plain, PIX *black, struct box box, int *ret_x, int *ret_y);

/* `print`: of a seal that fills `box` of it. False where there is no ring with text. */
bool seal_ring_measure(PIX *print, struct box box, struct seal_ring *ret_ring);

/* The band as a line `height` pixels high, its ink `SEAL_INK_SHARE` of that; 8 bpp, paper white. */
extern const double SEAL_INK_SHARE;
PIX *seal_ring_unroll(PIX *print, const struct seal_ring *ring, int height);

#endif
