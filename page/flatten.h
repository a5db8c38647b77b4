#ifndef ZHAOLU_PAGE_FLATTEN_H
#define ZHAOLU_PAGE_FLATTEN_H

/* Uneven light and tinted paper taken out; and the step from grey to black and white. */

#include <allheaders.h>

#include "base/box.h"

/*
 * `grey` (8 bpp) divided by its own background: paper becomes 255, ink keeps its share. The
 * background is the brightest level within about `reach` pixels, smoothed; `reach` must exceed the
 * thickness of the strokes, not of whole dark areas. NULL when memory is out.
 */
PIX *pix_flatten(PIX *grey, int reach);

/*
 * Lightens what is left of red ink on a flattened picture, in place, by `eighths` eighths of the
 * excess of `redness` (8 bpp, same size: how much redder than any other colour a pixel is). A few
 * eighths make the ink of a seal paper and keep dim text under it; many keep only black text.
 */
void pix_lift_red(PIX *flat, PIX *redness, int eighths);

/* Lightens a region of a flattened picture, in place: what is paler than `level`, and set in
 * `where` (1 bpp, same size; NULL: anything), is put `times` as far from it. */
void pix_lift_pale(PIX *flat, struct box region, PIX *where, int level, double times);

/*
 * Black and white (1 bpp, ink = 1) from a flattened picture. The threshold is Otsu's over the
 * pixels that are not paper, kept between the share of light below which all ink lies and the one
 * above which paper's own texture begins.
 */
PIX *pix_ink_mask(PIX *flat);

/* The same, with all that is darker than paper's own texture: for rows where print is known to
 * stand, since a pale value beside a black label is no ink by the page's threshold. */
PIX *pix_pale_ink_mask(PIX *flat);

#endif
