#include "page/line_net.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "page/conv_net.h"
#include "page/grey_row.h"
#include "page/region.h"

enum { MAP_CORE = 1, BAND_ROWS = 384 };

struct line_net {
  struct conv_net *net;
};

void line_net_close(struct line_net **net)
{
  if (*net)
    conv_net_close(&(*net)->net);
  free(*net);
  *net = NULL;
}

enum status line_net_open(const char *path, struct line_net **ret_net, struct error *error)
{
  struct conv_net *net = conv_net_open(path);
  if (!net)
    return error_set(error, STATUS_INSTALL,
                     "%s: the network that finds lines is missing or damaged; install zhaolu again",
                     path);
  *ret_net = memory_alloc(sizeof **ret_net);
  (*ret_net)->net = net;
  return STATUS_OK;
}

void line_map_clear(struct line_map *map)
{
  pixDestroy(&map->core);
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

/* Luminance as −1 to 1, redness up to 128 as 0 to 2; white beyond the picture. NULL: no memory. */
static float *picture_planes(PIX *luminance, PIX *redness, size_t height, size_t width)
{
  enum { REDNESS_MAX = 128 };
  float *planes = malloc(height * width * CONV_NET_PLANES * sizeof *planes + CONV_NET_EXTRA_BYTES);
  if (!planes)
    return NULL;
  size_t own_height = (size_t)pixGetHeight(luminance), own_width = (size_t)pixGetWidth(luminance);
  for (size_t y = 0; y < height; y++) {
    bool inside = y < own_height;
    l_uint32 *grey = inside ? pixGetData(luminance) + y * (size_t)pixGetWpl(luminance) : NULL;
    l_uint32 *red = inside && redness ? pixGetData(redness) + y * (size_t)pixGetWpl(redness) : NULL;
    float *row = planes + y * width * CONV_NET_PLANES;
    for (size_t x = 0; x < width; x++) {
      bool there = inside && x < own_width;
      int level = there ? (int)GET_DATA_BYTE(grey, x) : 255;
      int redder = there && red ? (int)GET_DATA_BYTE(red, x) : 0;
      row[CONV_NET_PLANES * x] = (float)level / 127.5f - 1.0f;
      row[CONV_NET_PLANES * x + 1] = (float)(redder < REDNESS_MAX ? redder : REDNESS_MAX) / 64.0f;
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
    const float *from = maps + (size_t)y * map_width * CONV_NET_MAPS + which;
    for (int x = 0; x < width; x++)
      SET_DATA_BYTE(row, x,
                    (l_uint32)lroundf(255.0f / (1.0f + expf(-from[(size_t)x * CONV_NET_MAPS]))));
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
  float *maps =
      malloc(height / 2 * (width / 2) * CONV_NET_MAPS * sizeof *maps + CONV_NET_EXTRA_BYTES);
  if (planes && maps && conv_net_run(net->net, planes, height, width, BAND_ROWS, maps))
    ret_map->core =
        map_picture(maps, MAP_CORE, width / 2, (own_height + 1) / 2, (own_width + 1) / 2);
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
