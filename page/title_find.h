#ifndef ZHAOLU_PAGE_TITLE_FIND_H
#define ZHAOLU_PAGE_TITLE_FIND_H

/*
 * Titles set much larger than the text. Their characters stand wide apart and come to pieces as
 * large as characters of the text, so that line finding by components takes them for several lines.
 */

#include "page/line_find.h"

/*
 * Rows of at least two characters between three and ten times `char_size` high, level and of one
 * size. Their ink is cleared from `mask` (1 bpp, ink of text before rules are taken out: their
 * strokes are as long).
 */
struct segment_list titles_take(PIX *mask, int char_size);

#endif
