#ifndef ZHAOLU_PAGE_COLOUR_PLANE_H
#define ZHAOLU_PAGE_COLOUR_PLANE_H

/*
 * The planes a page is read on. Seals are printed in red over black text: in the red channel the
 * seal nearly vanishes and the text stays. All planes have the source's size.
 */

#include <allheaders.h>
#include <stdbool.h>

struct colour_planes {
  PIX *plain;    /* 8 bpp luminance */
  PIX *red_free; /* 8 bpp, red ink lightened to its surroundings; NULL when the source is grey */
  PIX *redness;  /* 8 bpp, how red a pixel is (0 none … 255); NULL when the source is grey */
};

/* Splits a picture of 1 to 32 bpp, with or without colour map or alpha (alpha is put on white).
 * False when memory is out. */
bool colour_planes_split(PIX *picture, struct colour_planes *ret_planes);
void colour_planes_clear(struct colour_planes *planes);

#endif
