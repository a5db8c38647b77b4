#ifndef ZHAOLU_OCR_TEXT_JUDGE_H
#define ZHAOLU_OCR_TEXT_JUDGE_H

/*
 * Print told from ornament. The network reads texture as characters too: with less confidence than
 * print, as few characters, and where no line runs. A doubtful segment beside a sure one of like
 * size is print (a rare name, a blurred date); one that stands alone is not. Where the network that
 * finds lines is sure of one (read_segment.score), less confidence is enough.
 */

#include <allheaders.h>
#include <stdbool.h>
#include <stddef.h>

#include "ocr/row_order.h"

/*
 * Sets ret_is_text[i] for each of `count` segments of one page. `in_seal[i]`: the segment lies in a
 * seal, whose own letters must not pass for print. `char_size`: the page's common character height.
 */
void segments_judge(const struct read_segment *segments, const bool *in_seal, size_t count,
                    int char_size, bool *ret_is_text);

/* Whether a long segment that is not surely read is a border: its picture on `page` (8 bpp, the
 * clean page) repeats itself as no writing does. */
bool segment_is_border(PIX *page, const struct read_segment *segment);

#endif
