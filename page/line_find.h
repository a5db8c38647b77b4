#ifndef ZHAOLU_PAGE_LINE_FIND_H
#define ZHAOLU_PAGE_LINE_FIND_H

/*
 * The lines of a page, as the network tells them (page/line_net.h) when it is run at the scale that
 * it knows best. Which segments are a row, and in which order rows are read, is decided after
 * reading (ocr/row_order.h).
 */

#include <allheaders.h>

#include "page/line_net.h"
#include "page/text_segment.h"

/*
 * `luminance`, `redness` (may be NULL): 8 bpp; `mask`: 1 bpp, ink, the palest too; all of one
 * size. `char_size`: pixels, about; the network is run at a scale where characters have the size
 * that it knows best, and once more where they turn out otherwise. STATUS_NO_MEMORY.
 */
enum status lines_find(const struct line_net *net, PIX *luminance, PIX *redness, PIX *mask,
                       int char_size, struct segment_list *ret_list,
                       struct error *error) MUST_CHECK;

#endif
