#include "ocr/shape.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

enum {
  SIDE = 32,      /* pixels of the normalised picture */
  SUBSAMPLES = 2, /* samples along each side of a normalised pixel */
  PICTURE_MOST = 1024,
  INK_LEVEL = 90, /* darker than this is ink where the character's edges are sought */
};

static const double INNER = 0.92;  /* share of the normalised side that the character fills */
static const double SPREAD = 0.60; /* of a field's weight, standard deviation in fields */

struct normalised {
  float ink[1 + SIDE + 1][1 + SIDE + 1]; /* with paper round it */
};

/* Where the ink stands: columns [left, right), rows [top, bottom). */
struct extent {
  int left, right, top, bottom;
};

static bool extent_find(const struct shape_picture *picture, struct extent *ret_extent)
{
  struct extent extent = {picture->width, 0, picture->height, 0};
  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++)
      if (picture->ink[(size_t)y * (size_t)picture->width + (size_t)x] > INK_LEVEL) {
        extent.left = min_int(extent.left, x);
        extent.right = max_int(extent.right, x + 1);
        extent.top = min_int(extent.top, y);
        extent.bottom = max_int(extent.bottom, y + 1);
      }
  *ret_extent = extent;
  return extent.left < extent.right;
}

/* How one axis of the source lies on the normalised picture: each sample falls between two pixels.
 */
struct axis {
  int low[SIDE * SUBSAMPLES];    /* the pixel before the sample, may lie outside */
  float part[SIDE * SUBSAMPLES]; /* how far the sample is from it, 0 to 1 */
};

static void axis_make(int from, int to, double length, struct axis *ret_axis)
{
  double middle = (from + to) / 2.0, step = (to - from) / length;
  for (int i = 0; i < SIDE * SUBSAMPLES; i++) {
    double at = middle + ((i + 0.5) / SUBSAMPLES - SIDE / 2.0) * step - 0.5;
    ret_axis->low[i] = (int)floor(at);
    ret_axis->part[i] = (float)(at - floor(at));
  }
}

/* The ink of a row of the picture at a sample; paper outside. */
static float row_sample(const unsigned char *row, int width, const struct axis *axis, int i)
{
  int x = axis->low[i];
  float before = x >= 0 && x < width ? row[x] : 0;
  float after = x + 1 >= 0 && x + 1 < width ? row[x + 1] : 0;
  return before + (after - before) * axis->part[i];
}

/* One row of the picture at the normalised columns. */
static void row_normalise(const struct shape_picture *picture, int y, const struct axis *across,
                          float ret_row[SIDE])
{
  memset(ret_row, 0, SIDE * sizeof *ret_row);
  if (y < 0 || y >= picture->height)
    return;
  const unsigned char *row = picture->ink + (size_t)y * (size_t)picture->width;
  for (int i = 0; i < SIDE * SUBSAMPLES; i++)
    ret_row[i / SUBSAMPLES] += row_sample(row, picture->width, across, i);
}

/* Brings the ink to one size; a narrow or flat character is stretched, but not wholly. */
static void picture_normalise(const struct shape_picture *picture, const struct extent *extent,
                              struct normalised *ret_normalised)
{
  double width = extent->right - extent->left, height = extent->bottom - extent->top;
  double ratio = fmin(width, height) / fmax(width, height);
  double shorter = INNER * SIDE * sqrt(sin(M_PI / 2 * ratio)), longer = INNER * SIDE;
  struct axis across, down;
  axis_make(extent->left, extent->right, width >= height ? longer : shorter, &across);
  axis_make(extent->top, extent->bottom, width >= height ? shorter : longer, &down);
  static const float WHOLE = 255.0f * SUBSAMPLES * SUBSAMPLES;
  memset(ret_normalised, 0, sizeof *ret_normalised);
  float above[SIDE], below[SIDE];
  for (int k = 0, at = INT_MIN; k < SIDE * SUBSAMPLES; k++) {
    if (down.low[k] != at) {
      at = down.low[k];
      row_normalise(picture, at, &across, above);
      row_normalise(picture, at + 1, &across, below);
    }
    float *row = ret_normalised->ink[1 + k / SUBSAMPLES] + 1;
    for (int x = 0; x < SIDE; x++)
      row[x] += (above[x] + (below[x] - above[x]) * down.part[k]) / WHOLE;
  }
}

/* The gradient at a pixel, by Sobel's operator. */
static void gradient(const struct normalised *picture, int x, int y, float *ret_x, float *ret_y)
{
  const float *above = picture->ink[y] + x, *row = picture->ink[y + 1] + x;
  const float *below = picture->ink[y + 2] + x;
  *ret_x = above[2] + 2 * row[2] + below[2] - above[0] - 2 * row[0] - below[0];
  *ret_y = below[0] + 2 * below[1] + below[2] - above[0] - 2 * above[1] - above[2];
}

/* How much of the outline runs in each direction at each pixel. */
struct maps {
  float of[SHAPE_DIRECTIONS][SIDE][SIDE];
};

/* Parts the gradient at a pixel into the two of the eight directions that it lies between, by a
 * parallelogram: one of them runs along an axis, the other aslant. */
static void gradient_part(float x, float y, int column, int row, struct maps *maps)
{
  float wide = fabsf(x), high = fabsf(y);
  int along = x >= 0 ? 0 : 4, down = y >= 0 ? 2 : 6;
  int aslant = x >= 0 ? (y >= 0 ? 1 : 7) : (y >= 0 ? 3 : 5);
  maps->of[wide >= high ? along : down][row][column] = fabsf(wide - high);
  maps->of[aslant][row][column] = (float)M_SQRT2 * fminf(wide, high);
}

/* How much the pixels about a field's middle count for it; beyond `REACH` pixels it is nothing. */
enum { FIELD_PIXELS = SIDE / SHAPE_FIELDS, REACH = 6, WEIGHTS = FIELD_PIXELS + 2 * REACH };

static void weights_make(float ret_weights[WEIGHTS])
{
  double deviation = SPREAD * FIELD_PIXELS, middle = (WEIGHTS - 1) / 2.0, sum = 0;
  for (int i = 0; i < WEIGHTS; i++)
    sum += exp(-(i - middle) * (i - middle) / (2 * deviation * deviation));
  for (int i = 0; i < WEIGHTS; i++)
    ret_weights[i] = (float)(exp(-(i - middle) * (i - middle) / (2 * deviation * deviation)) / sum);
}

/* One direction's map, gathered into its fields: rows of the map first, then columns. */
static void map_gather(float map[SIDE][SIDE], const float weights[WEIGHTS], float *ret_cells)
{
  for (int i = 0; i < SHAPE_FIELDS; i++) {
    float row[REACH + SIDE + REACH] = {0}; /* nothing beside the map */
    int first = i * FIELD_PIXELS - REACH;
    for (int y = max_int(first, 0); y < min_int(first + WEIGHTS, SIDE); y++)
      for (int x = 0; x < SIDE; x++)
        row[REACH + x] += weights[y - first] * map[y][x];
    for (int k = 0; k < SHAPE_FIELDS; k++) {
      float sum = 0;
      for (int x = 0; x < WEIGHTS; x++)
        sum += weights[x] * row[k * FIELD_PIXELS + x];
      ret_cells[i * SHAPE_FIELDS + k] = sum;
    }
  }
}

/* Square roots bring the distribution of the cells nearer to a normal one; then unit length. */
static bool cells_scale(float cells[SHAPE_CELLS])
{
  double sum = 0;
  for (int i = 0; i < SHAPE_CELLS; i++)
    sum += (double)cells[i];
  if (sum <= 0)
    return false;
  for (int i = 0; i < SHAPE_CELLS; i++)
    cells[i] = sqrtf(cells[i] / (float)sum);
  return true;
}

bool shape_make(const struct shape_picture *picture, struct shape *ret_shape)
{
  struct extent extent;
  if (picture->width <= 0 || picture->height <= 0 || picture->width > PICTURE_MOST ||
      picture->height > PICTURE_MOST || !extent_find(picture, &extent))
    return false;
  struct normalised normalised;
  picture_normalise(picture, &extent, &normalised);
  struct maps maps = {{{{0}}}};
  float weights[WEIGHTS];
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++) {
      float across, down;
      gradient(&normalised, x, y, &across, &down);
      gradient_part(across, down, x, y, &maps);
    }
  weights_make(weights);
  for (int i = 0; i < SHAPE_DIRECTIONS; i++)
    map_gather(maps.of[i], weights, ret_shape->cells + i * SHAPE_FIELDS * SHAPE_FIELDS);
  return cells_scale(ret_shape->cells);
}
