#ifndef ZHAOLU_PAGE_CONV_INTERNAL_H
#define ZHAOLU_PAGE_CONV_INTERNAL_H

/* The operations of a convolutional network, and the stages in which it runs: for conv_net.c and
 * conv_stage.c alone. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "page/conv_net.h"

enum operation_kind {
  OPERATION_CONVOLUTION,
  OPERATION_BY_DEPTH,
  OPERATION_ADD,
  OPERATION_ENLARGE,
  OPERATION_TO_SPACE,
  OPERATION_KINDS
};

struct operation {
  uint8_t kind, relu, rows, columns, stride;
  uint16_t first, second, inputs, outputs;
  float *weights, *biases; /* of convolutions; owned */
};

struct conv_net {
  struct operation *operations;
  size_t count;
};

struct shape {
  size_t height, width, channels;
};

/* Shapes of all values: 0 is the picture, k + 1 what operation k makes. NULL: the operations do not
 * fit each other. Owned by the caller. */
struct shape *conv_net_shapes(const struct conv_net *net, size_t height, size_t width);

/*
 * At full size the first and the last operations take most of the memory, and see little of what
 * stands above and below. So they run in bands of rows, each with a margin of what it sees beyond,
 * and memory is asked for one band at a time; every value is the same as without bands.
 */
enum { STAGES_MAX = 3, STAGE_INPUTS_MAX = 2 };

/* Operations first … end - 1, which use nothing made before but `inputs`. */
struct stage {
  size_t first, end;
  size_t inputs[STAGE_INPUTS_MAX], input_count; /* values */
  size_t units;      /* the height of its lowest value; all others' are multiples */
  size_t band_units; /* so many at a time */
};

/* The stages of a run, or one of all operations where the network cannot be parted. `band_rows` as
 * conv_net_run has it. */
size_t conv_net_stages(const struct conv_net *net, const struct shape *shapes, size_t band_rows,
                       struct stage stages[STAGES_MAX]);

/* Rows of the picture that the stage's values see above or below their own. */
size_t stage_rows_seen(const struct conv_net *net, const struct shape *shapes,
                       const struct stage *stage);

#endif
