#ifndef ZHAOLU_PAGE_LINE_FIND_H
#define ZHAOLU_PAGE_LINE_FIND_H

/*
 * The lines of a page, as the network tells them (page/line_net.h): every core is the middle band
 * of one segment, and the ink about it gives the segment its pieces. A segment is what the
 * recogniser reads in one go: a label spread over its column is one, and so is a date whose digits
 * were typed lower than the printed 年 月 日. Which segments are a row, and in which order rows are
 * read, is decided after reading (ocr/row_order.h).
 *
 * Boxes are pixels of the clean page.
 */

#include <allheaders.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"
#include "page/line_net.h"

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

/*
 * `luminance`, `redness` (may be NULL): 8 bpp; `mask`: 1 bpp, ink, the palest
 * too; all of one size. `char_size`:
 * pixels, about; the network is run at a scale where characters have the size that it knows best,
 * and once more where they turn out otherwise. STATUS_NO_MEMORY.
 */
enum status lines_find(const struct line_net *net, PIX *luminance, PIX *redness, PIX *mask,
                       int char_size, struct segment_list *ret_list,
                       struct error *error) MUST_CHECK;
void segments_clear(struct segment_list *list);

#endif
