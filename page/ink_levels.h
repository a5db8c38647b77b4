#ifndef ZHAOLU_PAGE_INK_LEVELS_H
#define ZHAOLU_PAGE_INK_LEVELS_H

/*
 * Figures typed off the row of their printed marks: on forms that a printer filled in, 2021 03 09
 * stands lower or higher than 年 月 日, often half a row, and under, over or touching them.
 *
 * Blots are the connected ink of one run, boxes in pixels of the page.
 */

#include <allheaders.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"

/* The rows of one level's whole characters, at column 0. */
struct ink_level {
  double top, bottom;
};

struct ink_levels {
  int size;     /* height of whole characters, pixels */
  double slope; /* rows down per column to the right */
  struct ink_level upper, lower;
  /* Share of the narrower level's ink that has ink of the other above or below it: little where
   * figures fill the gaps between marks, much where the run holds two rows. */
  double covered;
};

/*
 * Whether the blots of one run stand on two levels: all whole characters on either of two rows,
 * which together are clearly higher than any of them, and two at least on each. A few may touch one
 * of the other level. `height` of the run in pixels; `slope` as the run seems to have: figures
 * off their row mislead it, so the run may be level yet.
 */
bool ink_levels_find(const struct box *ink, size_t count, double height, double slope,
                     struct ink_levels *ret_levels);

/* The blots anew, the caller's array: where one reaches over both levels, a character of each. A
 * row that only one level has tells the columns of its character. `mask`: 1 bpp, the ink. */
struct box *ink_levels_part(const struct ink_levels *levels, PIX *mask, const struct box *ink,
                            size_t count, size_t *ret_count);

/* Whether the two levels share hardly a row. */
bool ink_levels_are_apart(const struct ink_levels *levels);

/* For each blot whether it is of the lower level: a whole character by its rows, what is smaller
 * with the character nearest to it. The caller's array. */
bool *ink_levels_of(const struct ink_levels *levels, const struct box *ink, size_t count);

#endif
