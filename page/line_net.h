#ifndef ZHAOLU_PAGE_LINE_NET_H
#define ZHAOLU_PAGE_LINE_NET_H

/*
 * A small convolutional network that tells where lines of text stand on a page, taught on drawn
 * pages by scripts/train-line-finder. It says for every second pixel how likely it lies within the
 * characters of a line (region), and in the middle band of one run of text (core): cores of
 * neighbouring rows, and of runs that a gap parts, do not touch. Frames, waves, seals, watermarks
 * and pictures are neither.
 *
 * The idea of a shrunken core is that of PSENet (Wang et al., 2019) and DBNet (Liao et al., 2020).
 */

#include <allheaders.h>

#include "base/status.h"

struct line_net; /* opaque */

/* Reads the network from its file (scripts/line_training/export.py). STATUS_INSTALL when it is not
 * there or is no such file. */
enum status line_net_open(const char *path, struct line_net **ret_net,
                          struct error *error) MUST_CHECK;
void line_net_close(struct line_net **net); /* accepts NULL, nulls the variable */

/* Where the network sees cores on a picture: 8 bpp, 255 is sure, half the picture's size. Regions
 * only helped it to learn. */
struct line_map {
  PIX *core;
};
void line_map_clear(struct line_map *map);

/* Sides of a picture are padded to multiples of this with white. */
enum { LINE_NET_STRIDE = 32 };

/* `luminance` and `redness` (NULL: none): 8 bpp, of one size; redness as struct colour_planes has
 * it. STATUS_NO_MEMORY. */
enum status line_net_run(const struct line_net *net, PIX *luminance, PIX *redness,
                         struct line_map *ret_map, struct error *error) MUST_CHECK;

#endif
