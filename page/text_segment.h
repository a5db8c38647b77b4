#ifndef ZHAOLU_PAGE_TEXT_SEGMENT_H
#define ZHAOLU_PAGE_TEXT_SEGMENT_H

/*
 * A segment is what the recogniser reads in one go: a label spread over its column is one, and so
 * is a date whose digits were typed lower than the printed 年 月 日. Every core of the network
 * (page/line_core.h) is the middle band of one segment, and the ink about it gives the segment its
 * pieces; each blot of ink is one segment's.
 *
 * Boxes are pixels of the clean page.
 */

#include <allheaders.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"
#include "page/line_core.h"

struct text_segment {
  struct box box;
  /* Left to right by their middles: ink without a gap as wide as a third of a character. Of figures
   * typed off the row of their marks one piece may stand above another. */
  struct box *pieces;
  size_t piece_count;
  int size;        /* height of the characters */
  bool narrow_end; /* the last stroke is narrow and free, as closing brackets and marks are */
  double score;    /* how sure the network is that this is text, 0.5 to 1 */
  double slope;    /* rows down per column to the right, where the line runs not level */
};

struct segment_list {
  struct text_segment *segments; /* top to bottom, left to right */
  size_t count, capacity;
};

/* `mask`: 1 bpp, the page's ink, the palest too. The caller clears the list. */
struct segment_list segments_of_cores(const struct core_list *cores, PIX *mask);
void segments_clear(struct segment_list *list);

#endif
