#ifndef ZHAOLU_OCR_SHAPE_CUT_H
#define ZHAOLU_OCR_SHAPE_CUT_H

/*
 * One character cut out of its line. The recogniser tells only about where a character stands; its
 * edges are sought at the white between characters, and where that leaves a choice each choice is
 * given: the character, its neighbour, a part of it (木 of 林).
 */

#include <allheaders.h>

#include "base/box.h"
#include "ocr/shape.h"
#include "page/text_segment.h"

enum { SHAPE_CUTS_MOST = 12 };

/* Columns [left, right) of the plane. */
struct shape_cut {
  int left, right;
};

/* A stretch of a line about one character, with the ways to cut the character out of it. */
struct shape_strip {
  unsigned char *ink; /* 0 paper, 255 ink; row after row */
  int x, width, height;
  struct shape_cut cuts[SHAPE_CUTS_MOST]; /* the most likely first */
  int cut_count;
};

/*
 * `plane`: 8 bpp, paper white. `middle`: column where the recogniser saw the character. `rows`: the
 * rows of its line's ink there (x and w do not count). `size`: height of the line's characters. All
 * in the plane's pixels. False when nothing stands there, or memory is out.
 */
bool shape_strip_make(PIX *plane, double middle, struct box rows, int size,
                      struct shape_strip *ret_strip);
/* The same for a glyph that was read in a line, all in the plane's pixels. */
bool shape_strip_make_at(PIX *plane, const struct text_segment *segment, struct box glyph,
                         struct shape_strip *ret_strip);
/* The shape of one cut. */
bool shape_strip_cut(const struct shape_strip *strip, int index, struct shape *ret_shape);
void shape_strip_clear(struct shape_strip *strip);

#endif
