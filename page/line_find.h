#ifndef ZHAOLU_PAGE_LINE_FIND_H
#define ZHAOLU_PAGE_LINE_FIND_H

/*
 * Text lines found from the ink alone, without a recogniser. Components of ink become pieces
 * (characters or words without a gap between them), pieces that stand on one line become a
 * segment: what the recogniser reads in one go. A label spread over its column is one segment, and
 * so is a date whose digits were typed lower than the printed 年 月 日. Which segments are a row,
 * and in which order rows are read, is decided after reading (ocr/row_order.h).
 *
 * Boxes are pixels of the clean page.
 */

#include <allheaders.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"

struct text_segment {
  struct box box;
  struct box *pieces; /* left to right */
  size_t piece_count;
  int size;        /* height of the characters */
  bool narrow_end; /* the last stroke is narrow and free, as closing brackets and marks are */
  double slope;    /* rows down per column to the right, where the line runs not level */
};

struct segment_list {
  struct text_segment *segments; /* top to bottom, left to right */
  size_t count, capacity;
};

/* `mask`: 1 bpp, ink of the text, ornament cleared; `char_size`: its common character height. */
struct segment_list lines_find(PIX *mask, int char_size);
/* Moves the segments of `other` to `list`, each to its place. */
void segments_merge(struct segment_list *list, struct segment_list *other);
void segments_clear(struct segment_list *list);

#endif
