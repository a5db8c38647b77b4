#ifndef ZHAOLU_PAGE_CONV_NET_H
#define ZHAOLU_PAGE_CONV_NET_H

/*
 * A convolutional network from a file, run by XNNPACK on one picture at a time. It goes from two
 * planes to two maps of half the picture's size (what they mean: page/line_net.h). All values are
 * floats, row by row, the channels of a pixel side by side.
 */

#include <stdbool.h>
#include <stddef.h>

enum {
  CONV_NET_PLANES = 2,
  CONV_NET_MAPS = 2,
  CONV_NET_EXTRA_BYTES = 16 /* behind a picture and behind maps: XNNPACK reads beyond the last */
};

struct conv_net; /* opaque */

/* Reads the network from its file (scripts/line_training/export.py). NULL: it is not there, or is
 * no such file. */
struct conv_net *conv_net_open(const char *path);
void conv_net_close(struct conv_net **net); /* accepts NULL, nulls the variable */

/* `height` and `width`: multiples of all strides together (LINE_NET_STRIDE). `picture` is read
 * alone; `ret_maps` has room for CONV_NET_MAPS × height / 2 × width / 2. `band_rows`: the
 * operations that take the most memory see so many rows of the picture at a time, which saves most
 * of it and changes nothing in the maps; 0: all at once. False: no memory, or the network's
 * operations do not fit each other. */
bool conv_net_run(const struct conv_net *net, float *picture, size_t height, size_t width,
                  size_t band_rows, float *ret_maps);

#endif
