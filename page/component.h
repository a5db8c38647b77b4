#ifndef ZHAOLU_PAGE_COMPONENT_H
#define ZHAOLU_PAGE_COMPONENT_H

/* Connected blots of ink as boxes: the raw material of characters and lines. */

#include <allheaders.h>
#include <stddef.h>

#include "base/box.h"

struct component_list {
  struct box *boxes; /* in no order */
  size_t count;
};

/* Boxes of the 8-connected components of a 1-bpp mask that are at least `min_size` pixels wide or
 * high. An empty list when the mask is empty. */
struct component_list components_find(PIX *mask, int min_size);
void components_clear(struct component_list *list);

/* The height that `rank` (0 to 1) of the boxes' columns do not exceed, each box having a say by its
 * width; 0 where there is none. */
int boxes_height_rank(const struct box *boxes, size_t count, double rank);

/*
 * Height of the most common characters, in pixels: the median height of components of a character's
 * proportions, each weighted by its area so that strokes and specks count little. 0 when there are
 * too few to tell. `max_size` excludes what is larger than any text can be.
 */
int components_char_size(const struct component_list *list, int max_size);

/*
 * How much the components look like horizontal lines of text rather than vertical ones: > 0 for
 * horizontal. In Chinese print characters stand closer along the line than across lines.
 */
double components_direction(const struct component_list *list, int char_size);

#endif
