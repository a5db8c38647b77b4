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

/* Whether the page carries a cleaned picture and the way to it. */
bool page_place_has_clean(const struct read_page *page);
struct place_quad page_place_clean(const struct read_page *page, struct box box);

struct box place_quad_bounds(struct place_quad quad);

#endif
