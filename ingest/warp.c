#include "ingest/warp.h"

#include <math.h>
#include <stdint.h>

/* Bilinear sample with 8 fractional bits; coordinates are clamped to the picture. */
static inline int sample_bilinear(const l_uint32 *data, int wpl, int width, int height, double x,
                                  double y)
{
  double limit_x = width - 1.001, limit_y = height - 1.001;
  x = x < 0 ? 0 : x > limit_x ? limit_x : x;
  y = y < 0 ? 0 : y > limit_y ? limit_y : y;
  int x0 = (int)x, y0 = (int)y;
  int fx = (int)((x - x0) * 256), fy = (int)((y - y0) * 256);
  const l_uint32 *line0 = data + (size_t)y0 * wpl;
  const l_uint32 *line1 = line0 + wpl;
  int a = GET_DATA_BYTE(line0, x0), b = GET_DATA_BYTE(line0, x0 + 1);
  int c = GET_DATA_BYTE(line1, x0), d = GET_DATA_BYTE(line1, x0 + 1);
  int top = a * 256 + (b - a) * fx, bottom = c * 256 + (d - c) * fx;
  return (top * 256 + (bottom - top) * fy + (1 << 15)) >> 16;
}

PIX *pix_warp_grey(PIX *source, const struct homography *target_from_source, int width, int height)
{
  struct homography back;
  int source_width = pixGetWidth(source), source_height = pixGetHeight(source);
  if (source_width < 2 || source_height < 2 || !homography_invert(target_from_source, &back))
    return NULL;
  PIX *target = pixCreate(width, height, 8);
  if (!target)
    return NULL;
  const l_uint32 *data = pixGetData(source);
  int wpl = pixGetWpl(source);
  for (int row = 0; row < height; row++) {
    l_uint32 *line = pixGetData(target) + (size_t)row * pixGetWpl(target);
    /* pixel centres: target (column, row) stands for the point (column + ½, row + ½) */
    double py = row + 0.5;
    double u = back.m[1] * py + back.m[2], v = back.m[4] * py + back.m[5],
           w = back.m[7] * py + back.m[8];
    for (int column = 0; column < width; column++) {
      double px = column + 0.5, z = back.m[6] * px + w;
      double x = (back.m[0] * px + u) / z - 0.5, y = (back.m[3] * px + v) / z - 0.5;
      SET_DATA_BYTE(line, column, sample_bilinear(data, wpl, source_width, source_height, x, y));
    }
  }
  return target;
}
