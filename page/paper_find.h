#ifndef ZHAOLU_PAGE_PAPER_FIND_H
#define ZHAOLU_PAGE_PAPER_FIND_H

/* Where the sheet lies in a picture taken with a phone or on a dark scanner lid. */

#include <allheaders.h>
#include <stdbool.h>

#include "base/homography.h"

/*
 * The four corners of a bright sheet on a darker ground, in pixels of `grey` (8 bpp, best at about
 * 1000 pixels on the longer side), in the order top left, top right, bottom right, bottom left.
 * False when the sheet fills the picture or no clear four-sided sheet is there: then nothing is to
 * be straightened but the skew.
 */
bool paper_find(PIX *grey, struct point ret_corners[4]);

#endif
