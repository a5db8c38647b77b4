#ifndef ZHAOLU_PAGE_REGION_H
#define ZHAOLU_PAGE_REGION_H

/* Parts of a picture and what their levels are. New pictures are the caller's; NULL: the box lies
 * outside the picture, or memory is out. */

#include <allheaders.h>

#include "base/box.h"

/* The part of the picture in the box; smaller where the box reaches beyond its edges. */
PIX *region_clip(PIX *pix, struct box box);
/* The same of an 8 bpp picture as 1 bpp: what is darker than `level`. */
PIX *region_dark(PIX *grey, struct box box, int level);
/* Share of a 1 bpp picture that is set, 0 to 1; 0 for NULL. */
double mask_share(PIX *mask);
/* The level below which `rank` (0 to 1) of the pixels of `grey` lie that are set in `mask` (1 bpp,
 * laid at the top left); -1 where none is set. */
int masked_level(PIX *grey, PIX *mask, float rank);
/* Sets the box of `mask` (1 bpp) anew to what is darker than `level` on `grey` (8 bpp, same size).
 */
void mask_set_dark(PIX *mask, PIX *grey, struct box box, int level);

#endif
