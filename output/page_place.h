#ifndef ZHAOLU_OUTPUT_PAGE_PLACE_H
#define ZHAOLU_OUTPUT_PAGE_PLACE_H

/*
 * Where a box of the source page lies when the page is shown turned upright, or as cleaned. The
 * cleaned page may be turned by a fraction of a degree or seen from another angle: a box becomes a
 * quadrilateral there.
 */

#include <stdbool.h>

#include "base/box.h"
#include "document/reading.h"

struct place_quad {
  double x[4], y[4]; /* corners in order around the shape */
};

/* Width and height of the source page turned upright. */
void page_place_upright_size(const struct read_page *page, int *ret_width, int *ret_height);

struct place_quad page_place_upright(const struct read_page *page, struct box box);
/* The way back: a box of the upright page on the source page. */
struct box page_place_source(const struct read_page *page, struct box upright);

/* Whether the page carries a cleaned picture and the way to it. */
bool page_place_has_clean(const struct read_page *page);
struct place_quad page_place_clean(const struct read_page *page, struct box box);

struct box place_quad_bounds(struct place_quad quad);

/* What is shown of a field on the source page: the frame that marks it, with some room, and what is
 * cut out to stand beside it: the value with half a character more on either side, since the place
 * of a line's first and last character is known least. */
struct box page_place_mark(const struct read_page *page, struct box box);
struct box page_place_crop(const struct read_page *page, struct box box);

#endif
