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

enum { SHAPE_CUTS_MOST = 12 };

/* Columns [left, right) of the plane, and what stands in them. */
struct shape_cut {
  int left, right;
  struct shape shape;
};

struct shape_cuts {
  struct shape_cut items[SHAPE_CUTS_MOST]; /* the most likely first */
  int count;
};

/*
 * `plane`: 8 bpp, paper white. `middle`: column where the recogniser saw the character. `rows`: the
 * rows of its line's ink there (x and w do not count). `size`: height of the line's characters. All
 * in the plane's pixels.
 */
void shape_cuts_make(PIX *plane, double middle, struct box rows, int size,
                     struct shape_cuts *ret_cuts);

#endif
