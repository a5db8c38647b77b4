#ifndef ZHAOLU_PAGE_OVERPRINT_H
#define ZHAOLU_PAGE_OVERPRINT_H

/*
 * Text under a stamp that colour cannot tell from it: seals on grey scans, pale seals. Ring, star
 * and the characters they touch are one large blot of ink, but of two darknesses.
 */

#include <allheaders.h>

/*
 * Looks at every component of `mask` (1 bpp) larger than characters of `char_size` can be. Where
 * its ink on `flat` (8 bpp, paper white) falls into a pale and a dark part, only the dark part
 * stays in `mask`, and in *lightened (a copy of `flat` made when first needed, NULL before) the
 * pale part becomes paper. Returns how many blots were parted.
 */
int overprint_part(PIX *mask, PIX *flat, int char_size, PIX **lightened);

#endif
