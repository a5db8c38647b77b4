#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "page/conv_internal.h"

/* ---- how large each value is ---- */

static bool operation_fits(const struct operation *operation, struct shape first,
                           struct shape second)
{
  switch ((enum operation_kind)operation->kind) {
  case OPERATION_CONVOLUTION:
    return first.channels == operation->inputs;
  case OPERATION_BY_DEPTH:
    return first.channels == operation->inputs && operation->inputs == operation->outputs;
  case OPERATION_ADD:
    return first.height == second.height && first.width == second.width &&
           first.channels == second.channels;
  case OPERATION_TO_SPACE:
    return first.channels == 4 * CONV_NET_MAPS;
  default:
    return true;
  }
}

static struct shape shape_after(const struct operation *operation, struct shape from)
{
  size_t stride = operation->stride;
  switch ((enum operation_kind)operation->kind) {
  case OPERATION_CONVOLUTION:
  case OPERATION_BY_DEPTH:
    return (struct shape){(from.height + stride - 1) / stride, (from.width + stride - 1) / stride,
                          operation->outputs};
  case OPERATION_ENLARGE:
    return (struct shape){2 * from.height, 2 * from.width, from.channels};
  case OPERATION_TO_SPACE:
    return (struct shape){2 * from.height, 2 * from.width, CONV_NET_MAPS};
  default:
    return from;
  }
}

struct shape *conv_net_shapes(const struct conv_net *net, size_t height, size_t width)
{
  struct shape *shapes = memory_alloc((net->count + 1) * sizeof *shapes);
  shapes[0] = (struct shape){height, width, CONV_NET_PLANES};
  bool fits = true;
  for (size_t i = 0; i < net->count && fits; i++) {
    const struct operation *operation = &net->operations[i];
    fits = operation_fits(operation, shapes[operation->first], shapes[operation->second]);
    shapes[i + 1] = shape_after(operation, shapes[operation->first]);
  }
  struct shape last = shapes[net->count];
  if (fits && last.height == height / 2 && last.width == width / 2 &&
      last.channels == CONV_NET_MAPS)
    return shapes;
  free(shapes);
  return NULL;
}

/* ---- the stages of a run ---- */

static bool stage_add_input(struct stage *stage, size_t value)
{
  for (size_t i = 0; i < stage->input_count; i++)
    if (stage->inputs[i] == value)
      return true;
  if (stage->input_count == STAGE_INPUTS_MAX)
    return false;
  stage->inputs[stage->input_count++] = value;
  return true;
}

/* What the stage uses of values made before. False: of more than it may. */
static bool stage_find_inputs(const struct conv_net *net, struct stage *stage)
{
  bool ok = true;
  for (size_t i = stage->first; i < stage->end && ok; i++) {
    const struct operation *operation = &net->operations[i];
    if (operation->first <= stage->first)
      ok = stage_add_input(stage, operation->first);
    if (ok && operation->kind == OPERATION_ADD && operation->second <= stage->first)
      ok = stage_add_input(stage, operation->second);
  }
  return ok;
}

size_t stage_rows_seen(const struct conv_net *net, const struct shape *shapes,
                       const struct stage *stage)
{
  size_t seen = 0;
  for (size_t i = stage->first; i < stage->end; i++) {
    const struct operation *operation = &net->operations[i];
    size_t rows_of_one = shapes[0].height / shapes[operation->first].height;
    if (operation->kind <= OPERATION_BY_DEPTH)
      seen += operation->rows / 2 * rows_of_one;
    else if (operation->kind == OPERATION_ENLARGE)
      seen += rows_of_one;
  }
  return seen;
}

/* `band_rows`: of the picture; 0: all of it in one band. */
static void stage_set_bands(const struct shape *shapes, struct stage *stage, size_t band_rows)
{
  stage->units = shapes[stage->end].height;
  for (size_t i = 0; i < stage->input_count; i++)
    stage->units = size_min(stage->units, shapes[stage->inputs[i]].height);
  for (size_t i = stage->first; i < stage->end; i++)
    stage->units = size_min(stage->units, shapes[i + 1].height);
  stage->band_units =
      band_rows ? size_max(1, band_rows * stage->units / shapes[0].height) : stage->units;
}

/* Where the network has gone down to less than a quarter of the picture's height, and where it goes
 * up for the last time; `count` of operations where it does not. */
static size_t operation_first_below_quarter(const struct conv_net *net, const struct shape *shapes)
{
  size_t i = 0;
  while (i < net->count && shapes[i + 1].height >= shapes[0].height / 4)
    i++;
  return i;
}

static size_t operation_last_enlarging(const struct conv_net *net)
{
  size_t last = net->count;
  for (size_t i = 0; i < net->count; i++)
    if (net->operations[i].kind == OPERATION_ENLARGE)
      last = i;
  return last;
}

/* Whether only the values at the stages' borders are used beyond their own stage. */
static bool stages_join(const struct conv_net *net, struct stage *stages, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    if (!stage_find_inputs(net, &stages[i]))
      return false;
    for (size_t k = 0; k < stages[i].input_count; k++) {
      bool at_border = stages[i].inputs[k] == 0;
      for (size_t before = 0; before < i; before++)
        at_border = at_border || stages[i].inputs[k] == stages[before].end;
      if (!at_border)
        return false;
    }
  }
  return true;
}

size_t conv_net_stages(const struct conv_net *net, const struct shape *shapes, size_t band_rows,
                       struct stage stages[STAGES_MAX])
{
  size_t down = operation_first_below_quarter(net, shapes), up = operation_last_enlarging(net);
  bool parted = down > 0 && down < up && up < net->count;
  size_t count = parted ? STAGES_MAX : 1;
  const size_t ends[STAGES_MAX] = {parted ? down : net->count, up, net->count};
  for (size_t i = 0; i < count; i++)
    stages[i] = (struct stage){.first = i ? ends[i - 1] : 0, .end = ends[i]};
  if (parted && !stages_join(net, stages, count))
    parted = false;
  if (!parted) {
    count = 1;
    stages[0] = (struct stage){.first = 0, .end = net->count, .inputs = {0}, .input_count = 1};
  }
  for (size_t i = 0; i < count; i++)
    stage_set_bands(shapes, &stages[i], parted && i != 1 ? band_rows : 0);
  return count;
}
