#include "page/line_net.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xnnpack.h>

#include "base/memory.h"
#include "base/number.h"
#include "files/stream.h"
#include "page/grey_row.h"
#include "page/region.h"

enum operation_kind {
  OPERATION_CONVOLUTION,
  OPERATION_BY_DEPTH,
  OPERATION_ADD,
  OPERATION_ENLARGE,
  OPERATION_TO_SPACE,
  OPERATION_KINDS
};

/* Bounds of what a file may ask for. */
enum { OPERATIONS_MAX = 256, CHANNELS_MAX = 1024, KERNEL_MAX = 15, FILE_BYTES_MAX = 64 << 20 };
enum { PLANES = 2, OUTPUTS = 2, OUTPUT_CORE = 1 };

struct operation {
  uint8_t kind, relu, rows, columns, stride;
  uint16_t first, second, inputs, outputs;
  float *weights, *biases; /* of convolutions; owned */
};

struct line_net {
  struct operation *operations;
  size_t count;
};

void line_net_close(struct line_net **net)
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

void line_map_clear(struct line_map *map)
{
  pixDestroy(&map->core);
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

static struct line_net *net_parse(struct file_reader *reader)
{
  const uint8_t *magic = file_take(reader, 4);
  uint32_t planes = file_number(reader, 4), outputs = file_number(reader, 4);
  uint32_t count = file_number(reader, 4);
  if (!magic || memcmp(magic, "ZLN1", 4) != 0 || planes != PLANES || outputs != OUTPUTS ||
      count == 0 || count > OPERATIONS_MAX)
    return NULL;
  struct line_net *net = memory_alloc(sizeof *net);
  net->operations = memory_alloc(count * sizeof *net->operations);
  while (net->count < count) {
    struct operation *operation = &net->operations[net->count++];
    if (!operation_read(reader, net->count - 1, operation)) {
      line_net_close(&net);
      return NULL;
    }
  }
  return net;
}

enum status line_net_open(const char *path, struct line_net **ret_net, struct error *error)
{
  char *bytes = NULL;
  size_t size = 0;
  struct line_net *net = NULL;
  if (stream_read_all(path, FILE_BYTES_MAX, &bytes, &size, NULL) == STATUS_OK) {
    struct file_reader reader = {.bytes = (const uint8_t *)bytes, .size = size};
    net = net_parse(&reader);
  }
  free(bytes);
  if (net && xnn_initialize(NULL) != xnn_status_success)
    line_net_close(&net);
  if (!net)
    return error_set(error, STATUS_INSTALL,
                     "%s: the network that finds lines is missing or damaged; install zhaolu again",
                     path);
  *ret_net = net;
  return STATUS_OK;
}

/* ---- the graph for one size of picture ---- */

struct value {
  uint32_t id;
  size_t height, width, channels;
};

struct graph {
  xnn_subgraph_t subgraph;
  struct value *values; /* 0: the picture; k + 1: what operation k makes */
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

static void graph_value(struct graph *graph, size_t index, size_t height, size_t width,
                        size_t channels, uint32_t external, uint32_t flags)
{
  const size_t sides[4] = {1, height, width, channels};
  graph->values[index] =
      (struct value){graph_tensor(graph, 4, sides, NULL, external, flags), height, width, channels};
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

static bool operation_fits(const struct operation *operation, struct value first,
                           struct value second)
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
    return first.channels == 4 * OUTPUTS;
  default:
    return true;
  }
}

/* Defines operation `index`; its value is the graph's output where it is the last. */
static void graph_operation(struct graph *graph, const struct line_net *net, size_t index)
{
  const struct operation *operation = &net->operations[index];
  struct value first = graph->values[operation->first], second = graph->values[operation->second];
  bool is_last = index + 1 == net->count;
  uint32_t external = is_last ? 1 : XNN_INVALID_VALUE_ID;
  uint32_t flags = is_last ? XNN_VALUE_FLAG_EXTERNAL_OUTPUT : 0;
  size_t height = first.height, width = first.width, channels = first.channels;
  if (!operation_fits(operation, first, second)) {
    graph->failed = true;
    return;
  }
  if (operation->kind <= OPERATION_BY_DEPTH) {
    height = (height + operation->stride - 1u) / operation->stride;
    width = (width + operation->stride - 1u) / operation->stride;
    channels = operation->outputs;
  } else if (operation->kind != OPERATION_ADD) {
    height *= 2;
    width *= 2;
    channels = operation->kind == OPERATION_TO_SPACE ? OUTPUTS : channels;
  }
  graph_value(graph, index + 1, height, width, channels, external, flags);
  uint32_t to = graph->values[index + 1].id;
  enum xnn_status status = xnn_status_success;
  if (operation->kind <= OPERATION_BY_DEPTH)
    graph_convolution(graph, operation, first.id, to);
  else if (operation->kind == OPERATION_ADD)
    status = xnn_define_add2(graph->subgraph, -INFINITY, INFINITY, first.id, second.id, to, 0);
  else if (operation->kind == OPERATION_ENLARGE)
    status = xnn_define_static_resize_bilinear_2d(graph->subgraph, height, width, first.id, to, 0);
  else
    status = xnn_define_depth_to_space(graph->subgraph, first.id, to, 2, 0);
  graph->failed = graph->failed || status != xnn_status_success;
}

static bool net_invoke(const struct line_net *net, const float *picture, size_t height,
                       size_t width, float *ret_maps)
{
  struct graph graph = {.values = memory_alloc((net->count + 1) * sizeof *graph.values)};
  xnn_runtime_t runtime = NULL;
  graph.failed = xnn_create_subgraph(2, 0, &graph.subgraph) != xnn_status_success;
  if (!graph.failed)
    graph_value(&graph, 0, height, width, PLANES, 0, XNN_VALUE_FLAG_EXTERNAL_INPUT);
  for (size_t i = 0; i < net->count && !graph.failed; i++)
    graph_operation(&graph, net, i);
  struct value last = graph.values[net->count];
  bool ok = !graph.failed && last.height == height / 2 && last.width == width / 2 &&
            last.channels == OUTPUTS &&
            xnn_create_runtime(graph.subgraph, &runtime) == xnn_status_success;
  const struct xnn_external_value external[2] = {{0, (void *)(uintptr_t)picture}, {1, ret_maps}};
  ok = ok && xnn_setup_runtime(runtime, 2, external) == xnn_status_success &&
       xnn_invoke_runtime(runtime) == xnn_status_success;
  if (runtime)
    xnn_delete_runtime(runtime);
  if (graph.subgraph)
    xnn_delete_subgraph(graph.subgraph);
  free(graph.values);
  return ok;
}

/* ---- pictures in and out ---- */

static size_t side_padded(int side)
{
  return ((size_t)side + LINE_NET_STRIDE - 1) / LINE_NET_STRIDE * LINE_NET_STRIDE;
}

/* Levels by which some pixel of a row or column differs from another where anything stands there,
 * more than the grain of scanned paper; and white left about what stands there, in pixels. */
enum { LEVELS_APART = 28, WHITE_ABOUT = 2 * LINE_NET_STRIDE };

/* The first and the last place where levels are apart; false: there is none. */
static bool levels_span(const uint8_t *least, const uint8_t *most, int count, int *ret_first,
                        int *ret_last)
{
  int first = 0, last = count - 1;
  while (first < count && most[first] - least[first] < LEVELS_APART)
    first++;
  while (last > first && most[last] - least[last] < LEVELS_APART)
    last--;
  *ret_first = first;
  *ret_last = last;
  return first < count;
}

/* From a margin before `first`, at a place that the network's strides meet, to one behind `last`.
 */
static void span_widen(int first, int last, int side, int *ret_from, int *ret_size)
{
  int from = max_int(0, first - WHITE_ABOUT) / LINE_NET_STRIDE * LINE_NET_STRIDE;
  *ret_from = from;
  *ret_size = min_int(side, last + 1 + WHITE_ABOUT) - from;
}

/* Where a picture shows anything: its blank margins are no work for the network. The whole picture
 * where it shows nothing. */
static struct box picture_shown(PIX *grey)
{
  int width = pixGetWidth(grey), height = pixGetHeight(grey), first, last;
  autofree uint8_t *row = grey_row_new(grey);
  size_t columns = (size_t)width, rows = (size_t)height;
  autofree uint8_t *levels = memory_alloc(2 * (columns + rows));
  uint8_t *column_least = levels, *column_most = levels + columns;
  uint8_t *row_least = column_most + columns, *row_most = row_least + rows;
  memset(column_least, 255, columns);
  for (int y = 0; y < height; y++) {
    uint8_t least = 255, most = 0;
    grey_row_get(grey, y, row);
    for (int x = 0; x < width; x++) {
      least = row[x] < least ? row[x] : least;
      most = row[x] > most ? row[x] : most;
      column_least[x] = row[x] < column_least[x] ? row[x] : column_least[x];
      column_most[x] = row[x] > column_most[x] ? row[x] : column_most[x];
    }
    row_least[y] = least;
    row_most[y] = most;
  }
  struct box shown = {0, 0, width, height};
  if (levels_span(column_least, column_most, width, &first, &last))
    span_widen(first, last, width, &shown.x, &shown.w);
  if (levels_span(row_least, row_most, height, &first, &last))
    span_widen(first, last, height, &shown.y, &shown.h);
  return shown;
}

/* Luminance as −1 to 1, redness up to 128 as 0 to 2; white beyond the picture. */
static float *picture_planes(PIX *luminance, PIX *redness, size_t height, size_t width)
{
  enum { REDNESS_MAX = 128 };
  /* XNNPACK may read a little beyond the last value */
  float *planes = memory_alloc(height * width * PLANES * sizeof *planes + XNN_EXTRA_BYTES);
  size_t own_height = (size_t)pixGetHeight(luminance), own_width = (size_t)pixGetWidth(luminance);
  for (size_t y = 0; y < height; y++) {
    bool inside = y < own_height;
    l_uint32 *grey = inside ? pixGetData(luminance) + y * (size_t)pixGetWpl(luminance) : NULL;
    l_uint32 *red = inside && redness ? pixGetData(redness) + y * (size_t)pixGetWpl(redness) : NULL;
    float *row = planes + y * width * PLANES;
    for (size_t x = 0; x < width; x++) {
      bool there = inside && x < own_width;
      int level = there ? (int)GET_DATA_BYTE(grey, x) : 255;
      int redder = there && red ? (int)GET_DATA_BYTE(red, x) : 0;
      row[PLANES * x] = (float)level / 127.5f - 1.0f;
      row[PLANES * x + 1] = (float)(redder < REDNESS_MAX ? redder : REDNESS_MAX) / 64.0f;
    }
  }
  return planes;
}

/* One of the maps as a picture: log odds to 0 … 255. */
static PIX *map_picture(const float *maps, int which, size_t map_width, int height, int width)
{
  PIX *pix = pixCreate(width, height, 8);
  for (int y = 0; pix && y < height; y++) {
    l_uint32 *row = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    const float *from = maps + (size_t)y * map_width * OUTPUTS + which;
    for (int x = 0; x < width; x++)
      SET_DATA_BYTE(row, x, (l_uint32)lroundf(255.0f / (1.0f + expf(-from[(size_t)x * OUTPUTS]))));
  }
  return pix;
}

/* What the network says of a picture without its margins. */
static bool net_run_on(const struct line_net *net, PIX *luminance, PIX *redness,
                       struct line_map *ret_map)
{
  int own_height = pixGetHeight(luminance), own_width = pixGetWidth(luminance);
  size_t height = side_padded(own_height), width = side_padded(own_width);
  float *planes = picture_planes(luminance, redness, height, width);
  float *maps = memory_alloc(height / 2 * (width / 2) * OUTPUTS * sizeof *maps + XNN_EXTRA_BYTES);
  if (net_invoke(net, planes, height, width, maps))
    ret_map->core =
        map_picture(maps, OUTPUT_CORE, width / 2, (own_height + 1) / 2, (own_width + 1) / 2);
  free(planes);
  free(maps);
  return ret_map->core != NULL;
}

/* Lays a map where its part of the picture stands, in a map of the whole that says no elsewhere. */
static void map_lay(PIX **map, struct box part, int width, int height)
{
  PIX *whole = pixCreate((width + 1) / 2, (height + 1) / 2, 8);
  if (whole)
    pixRasterop(whole, part.x / 2, part.y / 2, pixGetWidth(*map), pixGetHeight(*map), PIX_SRC, *map,
                0, 0);
  pixDestroy(map);
  *map = whole;
}

enum status line_net_run(const struct line_net *net, PIX *luminance, PIX *redness,
                         struct line_map *ret_map, struct error *error)
{
  int width = pixGetWidth(luminance), height = pixGetHeight(luminance);
  struct box shown = picture_shown(luminance);
  PIX *part = region_clip(luminance, shown);
  PIX *part_red = redness ? region_clip(redness, shown) : NULL;
  struct line_map map = {0};
  if (part && (part_red || !redness) && net_run_on(net, part, part_red, &map))
    map_lay(&map.core, shown, width, height);
  pixDestroy(&part);
  pixDestroy(&part_red);
  if (!map.core)
    return error_set(error, STATUS_NO_MEMORY, "not enough memory to find the lines of a page");
  *ret_map = map;
  return STATUS_OK;
}
