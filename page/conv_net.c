#include "page/conv_net.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xnnpack.h>

#include "base/memory.h"
#include "base/number.h"
#include "files/stream.h"
#include "page/conv_internal.h"

_Static_assert(CONV_NET_EXTRA_BYTES >= XNN_EXTRA_BYTES, "what is read beyond a picture");

/* Bounds of what a file may ask for. */
enum { OPERATIONS_MAX = 256, CHANNELS_MAX = 1024, KERNEL_MAX = 15, FILE_BYTES_MAX = 64 << 20 };

void conv_net_close(struct conv_net **net)
{
  if (!*net)
    return;
  for (size_t i = 0; i < (*net)->count; i++) {
    free((*net)->operations[i].weights);
    free((*net)->operations[i].biases);
  }
  free((*net)->operations);
  free(*net);
  *net = NULL;
}

/* ---- the file ---- */

struct file_reader {
  const uint8_t *bytes;
  size_t size, place;
  bool failed;
};

static const uint8_t *file_take(struct file_reader *reader, size_t size)
{
  if (reader->failed || size > reader->size - reader->place) {
    reader->failed = true;
    return NULL;
  }
  const uint8_t *bytes = reader->bytes + reader->place;
  reader->place += size;
  return bytes;
}

static uint32_t file_number(struct file_reader *reader, size_t bytes)
{
  const uint8_t *at = file_take(reader, bytes);
  uint32_t number = 0;
  for (size_t i = 0; at && i < bytes; i++)
    number |= (uint32_t)at[i] << 8 * i;
  return number;
}

/* IEEE 754 binary16; the file has no infinities. */
static float half_to_float(uint32_t half)
{
  int exponent = (int)(half >> 10 & 31);
  float fraction = (float)(half & 1023) / 1024.0f;
  float value = exponent ? ldexpf(1.0f + fraction, exponent - 15) : ldexpf(fraction, -14);
  return half & 0x8000 ? -value : value;
}

static float *file_halves(struct file_reader *reader, size_t count)
{
  const uint8_t *at = file_take(reader, count * 2);
  float *values = at ? memory_alloc(count * sizeof *values) : NULL;
  for (size_t i = 0; values && i < count; i++)
    values[i] = half_to_float((uint32_t)(at[2 * i] | at[2 * i + 1] << 8));
  return values;
}

static float *file_floats(struct file_reader *reader, size_t count)
{
  const uint8_t *at = file_take(reader, count * sizeof(float));
  float *values = at ? memory_alloc(count * sizeof *values) : NULL;
  if (values)
    memcpy(values, at, count * sizeof *values);
  return values;
}

static bool operation_is_possible(const struct operation *operation, size_t index)
{
  return operation->kind < OPERATION_KINDS && operation->first <= index &&
         operation->second <= index && operation->rows >= 1 && operation->rows <= KERNEL_MAX &&
         operation->columns >= 1 && operation->columns <= KERNEL_MAX &&
         (operation->stride == 1 || operation->stride == 2) && operation->inputs <= CHANNELS_MAX &&
         operation->outputs <= CHANNELS_MAX;
}

static bool operation_read(struct file_reader *reader, size_t index, struct operation *operation)
{
  operation->kind = (uint8_t)file_number(reader, 1);
  operation->relu = (uint8_t)file_number(reader, 1);
  operation->rows = (uint8_t)file_number(reader, 1);
  operation->columns = (uint8_t)file_number(reader, 1);
  operation->stride = (uint8_t)file_number(reader, 1);
  operation->first = (uint16_t)file_number(reader, 2);
  operation->second = (uint16_t)file_number(reader, 2);
  operation->inputs = (uint16_t)file_number(reader, 2);
  operation->outputs = (uint16_t)file_number(reader, 2);
  if (reader->failed || !operation_is_possible(operation, index))
    return false;
  if (operation->kind > OPERATION_BY_DEPTH)
    return true;
  size_t places = (size_t)operation->rows * operation->columns * operation->outputs;
  bool by_depth = operation->kind == OPERATION_BY_DEPTH;
  operation->weights = file_halves(reader, by_depth ? places : places * operation->inputs);
  operation->biases = file_floats(reader, operation->outputs);
  return !reader->failed;
}

static struct conv_net *net_parse(struct file_reader *reader)
{
  const uint8_t *magic = file_take(reader, 4);
  uint32_t planes = file_number(reader, 4), outputs = file_number(reader, 4);
  uint32_t count = file_number(reader, 4);
  if (!magic || memcmp(magic, "ZLN1", 4) != 0 || planes != CONV_NET_PLANES ||
      outputs != CONV_NET_MAPS || count == 0 || count > OPERATIONS_MAX)
    return NULL;
  struct conv_net *net = memory_alloc(sizeof *net);
  net->operations = memory_alloc(count * sizeof *net->operations);
  while (net->count < count) {
    struct operation *operation = &net->operations[net->count++];
    if (!operation_read(reader, net->count - 1, operation)) {
      conv_net_close(&net);
      return NULL;
    }
  }
  return net;
}

struct conv_net *conv_net_open(const char *path)
{
  char *bytes = NULL;
  size_t size = 0;
  struct conv_net *net = NULL;
  if (stream_read_all(path, FILE_BYTES_MAX, &bytes, &size, NULL) == STATUS_OK) {
    struct file_reader reader = {.bytes = (const uint8_t *)bytes, .size = size};
    net = net_parse(&reader);
  }
  free(bytes);
  if (net && xnn_initialize(NULL) != xnn_status_success)
    conv_net_close(&net);
  return net;
}

/* ---- the graph of one band of a stage ---- */

struct graph {
  xnn_subgraph_t subgraph;
  uint32_t *values; /* ids, of values as shapes has them */
  bool failed;
};

static uint32_t graph_tensor(struct graph *graph, size_t count, const size_t *sides,
                             const float *data, uint32_t external, uint32_t flags)
{
  uint32_t id = XNN_INVALID_VALUE_ID;
  enum xnn_status status = xnn_define_tensor_value(graph->subgraph, xnn_datatype_fp32, count, sides,
                                                   data, external, flags, &id);
  graph->failed = graph->failed || status != xnn_status_success;
  return id;
}

/* Defines a value of `rows` rows; `external` XNN_INVALID_VALUE_ID: one inside the graph. */
static void graph_value(struct graph *graph, size_t value, struct shape shape, size_t rows,
                        uint32_t external, uint32_t flags)
{
  const size_t sides[4] = {1, rows, shape.width, shape.channels};
  graph->values[value] = graph_tensor(graph, 4, sides, NULL, external, flags);
}

static void graph_convolution(struct graph *graph, const struct operation *operation, uint32_t from,
                              uint32_t to)
{
  bool by_depth = operation->kind == OPERATION_BY_DEPTH;
  const size_t filter_sides[4] = {by_depth ? 1 : operation->outputs, operation->rows,
                                  operation->columns,
                                  by_depth ? operation->outputs : operation->inputs};
  const size_t bias_sides[1] = {operation->outputs};
  uint32_t filter =
      graph_tensor(graph, 4, filter_sides, operation->weights, XNN_INVALID_VALUE_ID, 0);
  uint32_t bias = graph_tensor(graph, 1, bias_sides, operation->biases, XNN_INVALID_VALUE_ID, 0);
  uint32_t rows = operation->rows, columns = operation->columns, stride = operation->stride;
  float least = operation->relu ? 0.0f : -INFINITY;
  enum xnn_status status;
  if (by_depth)
    status = xnn_define_depthwise_convolution_2d(
        graph->subgraph, rows / 2, columns / 2, rows / 2, columns / 2, rows, columns, stride,
        stride, 1, 1, 1, operation->inputs, least, INFINITY, from, filter, bias, to, 0);
  else
    status =
        xnn_define_convolution_2d(graph->subgraph, rows / 2, columns / 2, rows / 2, columns / 2,
                                  rows, columns, stride, stride, 1, 1, 1, operation->inputs,
                                  operation->outputs, least, INFINITY, from, filter, bias, to, 0);
  graph->failed = graph->failed || status != xnn_status_success;
}

/* Defines what operation `index` does; its value is defined already. */
static void graph_operation(struct graph *graph, const struct conv_net *net, size_t index,
                            struct shape shape, size_t rows)
{
  const struct operation *operation = &net->operations[index];
  uint32_t first = graph->values[operation->first], to = graph->values[index + 1];
  enum xnn_status status = xnn_status_success;
  switch ((enum operation_kind)operation->kind) {
  case OPERATION_ADD:
    status = xnn_define_add2(graph->subgraph, -INFINITY, INFINITY, first,
                             graph->values[operation->second], to, 0);
    break;
  case OPERATION_ENLARGE:
    status = xnn_define_static_resize_bilinear_2d(graph->subgraph, rows, shape.width, first, to, 0);
    break;
  case OPERATION_TO_SPACE:
    status = xnn_define_depth_to_space(graph->subgraph, first, to, 2, 0);
    break;
  default:
    graph_convolution(graph, operation, first, to);
  }
  graph->failed = graph->failed || status != xnn_status_success;
}

/* A band of a stage: units from … to - 1 of its values. */
struct band {
  size_t from, to;
};

static size_t band_rows(const struct stage *stage, struct band band, struct shape shape)
{
  return (band.to - band.from) * (shape.height / stage->units);
}

static void graph_define(struct graph *graph, const struct conv_net *net,
                         const struct shape *shapes, const struct stage *stage, struct band band)
{
  for (size_t i = 0; i < stage->input_count; i++) {
    size_t value = stage->inputs[i];
    graph_value(graph, value, shapes[value], band_rows(stage, band, shapes[value]), (uint32_t)i,
                XNN_VALUE_FLAG_EXTERNAL_INPUT);
  }
  for (size_t i = stage->first; i < stage->end && !graph->failed; i++) {
    bool is_last = i + 1 == stage->end;
    size_t rows = band_rows(stage, band, shapes[i + 1]);
    graph_value(graph, i + 1, shapes[i + 1], rows,
                is_last ? (uint32_t)stage->input_count : XNN_INVALID_VALUE_ID,
                is_last ? XNN_VALUE_FLAG_EXTERNAL_OUTPUT : 0);
    graph_operation(graph, net, i, shapes[i + 1], rows);
  }
}

static bool graph_run(const struct graph *graph, const struct xnn_external_value *external,
                      size_t count)
{
  xnn_runtime_t runtime = NULL;
  bool ok = xnn_create_runtime(graph->subgraph, &runtime) == xnn_status_success &&
            xnn_setup_runtime(runtime, count, external) == xnn_status_success &&
            xnn_invoke_runtime(runtime) == xnn_status_success;
  if (runtime)
    xnn_delete_runtime(runtime);
  return ok;
}

/* ---- a run ---- */

static float *shape_row(struct shape shape, float *values, size_t row)
{
  return values + row * shape.width * shape.channels;
}

/* Room for rows of a value, or NULL; XNNPACK may read a little beyond the last. Owned by the
 * caller. */
static float *shape_room(struct shape shape, size_t rows)
{
  return malloc(rows * shape.width * shape.channels * sizeof(float) + XNN_EXTRA_BYTES);
}

/* Runs the stage on `band`, seen with its margins as `wide`; the band's rows go to `values` of the
 * stage's end. `values`: those at the stages' borders. */
static bool band_run(const struct conv_net *net, const struct shape *shapes,
                     const struct stage *stage, struct band band, struct band wide, float **values)
{
  struct graph graph = {.values = memory_alloc((net->count + 1) * sizeof *graph.values)};
  struct shape shape = shapes[stage->end];
  size_t per_unit = shape.height / stage->units;
  float *made = shape_room(shape, band_rows(stage, wide, shape));
  struct xnn_external_value external[STAGE_INPUTS_MAX + 1];
  for (size_t i = 0; i < stage->input_count; i++) {
    struct shape input = shapes[stage->inputs[i]];
    float *rows =
        shape_row(input, values[stage->inputs[i]], wide.from * (input.height / stage->units));
    external[i] = (struct xnn_external_value){(uint32_t)i, rows};
  }
  external[stage->input_count] = (struct xnn_external_value){(uint32_t)stage->input_count, made};
  graph.failed = xnn_create_subgraph((uint32_t)stage->input_count + 1, 0, &graph.subgraph) !=
                 xnn_status_success;
  if (!graph.failed)
    graph_define(&graph, net, shapes, stage, wide);
  bool ok = made && !graph.failed && graph_run(&graph, external, stage->input_count + 1);
  if (ok)
    memcpy(shape_row(shape, values[stage->end], band.from * per_unit),
           shape_row(shape, made, (band.from - wide.from) * per_unit),
           (band.to - band.from) * per_unit * shape.width * shape.channels * sizeof(float));
  if (graph.subgraph)
    xnn_delete_subgraph(graph.subgraph);
  free(graph.values);
  free(made);
  return ok;
}

static bool stage_run(const struct conv_net *net, const struct shape *shapes,
                      const struct stage *stage, float **values)
{
  size_t rows_of_unit = shapes[0].height / stage->units;
  size_t margin = (stage_rows_seen(net, shapes, stage) + rows_of_unit - 1) / rows_of_unit;
  bool ok = true;
  for (size_t from = 0; from < stage->units && ok; from += stage->band_units) {
    struct band band = {from, size_min(stage->units, from + stage->band_units)};
    struct band wide = {from - size_min(from, margin), size_min(stage->units, band.to + margin)};
    ok = band_run(net, shapes, stage, band, wide, values);
  }
  return ok;
}

bool conv_net_run(const struct conv_net *net, float *picture, size_t height, size_t width,
                  size_t band_rows, float *ret_maps)
{
  autofree struct shape *shapes = conv_net_shapes(net, height, width);
  if (!shapes)
    return false;
  struct stage stages[STAGES_MAX];
  size_t count = conv_net_stages(net, shapes, band_rows, stages);
  autofree float **values = memory_alloc((net->count + 1) * sizeof *values);
  values[0] = picture;
  bool ok = true;
  for (size_t i = 0; i < count && ok; i++) {
    size_t end = stages[i].end;
    values[end] = i + 1 == count ? ret_maps : shape_room(shapes[end], shapes[end].height);
    ok = values[end] && stage_run(net, shapes, &stages[i], values);
  }
  for (size_t i = 0; i + 1 < count; i++)
    free(values[stages[i].end]);
  return ok;
}
