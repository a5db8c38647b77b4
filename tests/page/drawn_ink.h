#ifndef ZHAOLU_TESTS_PAGE_DRAWN_INK_H
#define ZHAOLU_TESTS_PAGE_DRAWN_INK_H

/* Pages drawn with rectangles for characters: what matters to clean-up and line finding is where
 * ink stands and what colour it has. */

#include <allheaders.h>
#include <stdbool.h>

#include "base/box.h"

/* White paper of 1, 8 or 32 bpp; owned by the caller. */
PIX *paper_make(int width, int height, int depth);

/* Fills what of a box lies on the picture: with ink (1 bpp), a level (8 bpp) or a colour 0xRRGGBB
 * (32 bpp). */
void box_draw(PIX *pix, struct box box, unsigned colour);
/* The outline of a box, `thickness` pixels inwards. */
void frame_draw(PIX *pix, struct box box, int thickness, unsigned colour);
/* `count` square characters of `size`, `pitch` pixels from one to the next. */
void row_draw(PIX *pix, int x, int y, int size, int pitch, int count, unsigned colour);
/* A ring about (x, y). */
void ring_draw(PIX *pix, int x, int y, int radius, int thickness, unsigned colour);
/* An oval ring that fills a box. */
void oval_draw(PIX *pix, struct box box, int thickness, unsigned colour);

/* Pixels of the box that are ink (1 bpp) or darker than 128 (8 bpp). */
int ink_count(PIX *pix, struct box box);
/* The level of one pixel. */
int level_at(PIX *pix, int x, int y);

#endif
