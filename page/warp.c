#include "page/warp.h"

#include <math.h>
#include <stdint.h>

#include "base/memory.h"
#include "page/grey_row.h"

/* Between the four pixels right and below of (x, ·); fx and fy in 1/256. */
static inline int between_four(const l_uint32 *line0, const l_uint32 *line1, int x, int fx, int fy)
{
  int a = GET_DATA_BYTE(line0, x), b = GET_DATA_BYTE(line0, x + 1);
  int c = GET_DATA_BYTE(line1, x), d = GET_DATA_BYTE(line1, x + 1);
  int top = a * 256 + (b - a) * fx, bottom = c * 256 + (d - c) * fx;
  return (top * 256 + (bottom - top) * fy + (1 << 15)) >> 16;
}

/* Bilinear sample with 8 fractional bits; coordinates are clamped to the picture, and what is no
 * number (0 / 0 on the horizon) is its corner. */
static inline int sample_bilinear(const l_uint32 *data, int wpl, int width, int height, double x,
                                  double y)
{
  double limit_x = width - 1.001, limit_y = height - 1.001;
  x = x > 0 ? (x < limit_x ? x : limit_x) : 0;
  y = y > 0 ? (y < limit_y ? y : limit_y) : 0;
  int x0 = (int)x, y0 = (int)y;
  int fx = (int)((x - x0) * 256), fy = (int)((y - y0) * 256);
  const l_uint32 *line0 = data + (size_t)y0 * wpl;
  return between_four(line0, line0 + wpl, x0, fx, fy);
}

/* Positions along a row in steps, with 32 fractional bits. */
enum { STEP_BITS = 32 };

static int64_t step_from(double value)
{
  return (int64_t)(value * ((int64_t)1 << STEP_BITS));
}

/* One row of a picture that is only turned, sheared and scaled: (x, y) of its first pixel in the
 * source, and the step from pixel to pixel. */
static void row_warp_affine(PIX *source, double x, double y, double step_x, double step_y,
                            uint8_t *row, int count)
{
  const l_uint32 *data = pixGetData(source);
  const int wpl = pixGetWpl(source);
  const int64_t limit_x = step_from(pixGetWidth(source) - 1.001),
                limit_y = step_from(pixGetHeight(source) - 1.001);
  int64_t at_x = step_from(x), at_y = step_from(y), dx = step_from(step_x), dy = step_from(step_y);
  for (int column = 0; column < count; column++, at_x += dx, at_y += dy) {
    int64_t inside_x = at_x < 0 ? 0 : at_x > limit_x ? limit_x : at_x;
    int64_t inside_y = at_y < 0 ? 0 : at_y > limit_y ? limit_y : at_y;
    int x0 = (int)(inside_x >> STEP_BITS);
    int fx = (int)(inside_x >> (STEP_BITS - 8)) & 0xFF;
    int fy = (int)(inside_y >> (STEP_BITS - 8)) & 0xFF;
    const l_uint32 *line = data + (size_t)(inside_y >> STEP_BITS) * (size_t)wpl;
    row[column] = (uint8_t)between_four(line, line + wpl, x0, fx, fy);
  }
}

static void row_warp(PIX *source, const struct homography *back, int row, uint8_t *bytes, int count)
{
  const double *m = back->m;
  /* pixel centres: target (column, row) stands for the point (column + ½, row + ½) */
  double py = row + 0.5, u = m[1] * py + m[2], v = m[4] * py + m[5], w = m[7] * py + m[8];
  if (m[6] == 0 && m[7] == 0) {
    row_warp_affine(source, (m[0] * 0.5 + u) / w - 0.5, (m[3] * 0.5 + v) / w - 0.5, m[0] / w,
                    m[3] / w, bytes, count);
    return;
  }
  const l_uint32 *data = pixGetData(source);
  int wpl = pixGetWpl(source), width = pixGetWidth(source), height = pixGetHeight(source);
  for (int column = 0; column < count; column++) {
    double px = column + 0.5, z = m[6] * px + w;
    double x = (m[0] * px + u) / z - 0.5, y = (m[3] * px + v) / z - 0.5;
    bytes[column] = (uint8_t)sample_bilinear(data, wpl, width, height, x, y);
  }
}

PIX *pix_warp_grey(PIX *source, const struct homography *target_from_source, int width, int height)
{
  struct homography back;
  if (pixGetWidth(source) < 2 || pixGetHeight(source) < 2 ||
      !homography_invert(target_from_source, &back))
    return NULL;
  PIX *target = pixCreate(width, height, 8);
  if (!target)
    return NULL;
  autofree uint8_t *bytes = grey_row_new(target);
  for (int row = 0; row < height; row++) {
    row_warp(source, &back, row, bytes, width);
    grey_row_put(target, row, bytes);
  }
  return target;
}

PIX *pix_reduce_grey(PIX *grey, double factor)
{
  /* Leptonica averages exact halves several times as fast, and any areas up to this factor. */
  static const double AREA_FACTOR_MAX = 0.7;
  PIX *halved = pixClone(grey);
  while (halved && factor * 2 < AREA_FACTOR_MAX) {
    PIX *half = pixScaleAreaMap2(halved);
    pixDestroy(&halved);
    halved = half;
    factor *= 2;
  }
  PIX *reduced = halved ? pixScale(halved, (l_float32)factor, (l_float32)factor) : NULL;
  pixDestroy(&halved);
  return reduced;
}
