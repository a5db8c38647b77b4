#ifndef ZHAOLU_PAGE_LINE_CORE_H
#define ZHAOLU_PAGE_LINE_CORE_H

/*
 * Cores: what the network (page/line_net.h) says of a page's lines, each the middle band of a run
 * of print, joined where one row was seen in parts.
 */

#include <allheaders.h>
#include <stddef.h>

#include "base/box.h"

/* One core. Positions are pixels of the clean page. */
struct core {
  struct box band;      /* the run's rows, and its columns with the inset */
  double middle, slope; /* row in the middle of the band at its middle column; rows down a column */
  double height;        /* of the run */
  double score;         /* how sure the network is of the core on average, 0.5 to 1 */
};

struct core_list {
  struct core *cores;
  size_t count;
  double height; /* of most of the page's runs, each having a say by its width; 0: there is none */
};

/* The cores of the network's map (8 bpp), whose pixels are 1/scale of the page's. The caller frees
 * `cores`. */
struct core_list cores_find(PIX *map, double scale);
/* Joins the cores that are parts of one row. `mask`: 1 bpp, the page's ink. */
void cores_join(struct core_list *list, PIX *mask);
/* The row in the middle of the core's run at column x. */
double core_middle_at(const struct core *core, double x);

#endif
