#include "tests/page/drawn_ink.h"

#include <stdlib.h>

PIX *paper_make(int width, int height, int depth)
{
  PIX *pix = pixCreate(width, height, depth);
  if (!pix)
    abort();
  if (depth > 1)
    pixSetAllArbitrary(pix, depth == 8 ? 0xFF : 0xFFFFFF00u);
  return pix;
}

/* A pixel's value as Leptonica has it. */
static l_uint32 pixel_value(PIX *pix, unsigned colour)
{
  int depth = pixGetDepth(pix);
  return depth == 1 ? 1 : depth == 8 ? colour : colour << 8;
}

void box_draw(PIX *pix, struct box box, unsigned colour)
{
  if (span_overlap(box.x, box.w, 0, pixGetWidth(pix)) <= 0 ||
      span_overlap(box.y, box.h, 0, pixGetHeight(pix)) <= 0)
    return;
  BOX *region = boxCreate(box.x, box.y, box.w, box.h);
  if (!region || pixSetInRectArbitrary(pix, region, pixel_value(pix, colour)))
    abort();
  boxDestroy(&region);
}

void frame_draw(PIX *pix, struct box box, int thickness, unsigned colour)
{
  box_draw(pix, (struct box){box.x, box.y, box.w, thickness}, colour);
  box_draw(pix, (struct box){box.x, box_bottom(box) - thickness, box.w, thickness}, colour);
  box_draw(pix, (struct box){box.x, box.y, thickness, box.h}, colour);
  box_draw(pix, (struct box){box_right(box) - thickness, box.y, thickness, box.h}, colour);
}

void row_draw(PIX *pix, int x, int y, int size, int pitch, int count, unsigned colour)
{
  for (int i = 0; i < count; i++)
    box_draw(pix, (struct box){x + i * pitch, y, size, size}, colour);
}

void ring_draw(PIX *pix, int x, int y, int radius, int thickness, unsigned colour)
{
  int inner = radius - thickness;
  l_uint32 value = pixel_value(pix, colour);
  for (int dy = -radius; dy <= radius; dy++)
    for (int dx = -radius; dx <= radius; dx++) {
      int square = dx * dx + dy * dy;
      if (square <= radius * radius && square > inner * inner)
        pixSetPixel(pix, x + dx, y + dy, value);
    }
}

/* Whether the point, relative to the oval's middle, lies in the oval of these half axes. */
static bool oval_holds(double dx, double dy, double a, double b)
{
  return dx * dx / (a * a) + dy * dy / (b * b) <= 1;
}

void oval_draw(PIX *pix, struct box box, int thickness, unsigned colour)
{
  double a = box.w / 2.0, b = box.h / 2.0;
  l_uint32 value = pixel_value(pix, colour);
  for (int y = 0; y < box.h; y++)
    for (int x = 0; x < box.w; x++) {
      double dx = x + 0.5 - a, dy = y + 0.5 - b;
      if (oval_holds(dx, dy, a, b) && !oval_holds(dx, dy, a - thickness, b - thickness))
        pixSetPixel(pix, box.x + x, box.y + y, value);
    }
}

int ink_count(PIX *pix, struct box box)
{
  int count = 0;
  for (int y = box.y; y < box_bottom(box); y++)
    for (int x = box.x; x < box_right(box); x++)
      count += pixGetDepth(pix) == 1 ? level_at(pix, x, y) : level_at(pix, x, y) < 128;
  return count;
}

int level_at(PIX *pix, int x, int y)
{
  l_uint32 value = 0;
  if (pixGetPixel(pix, x, y, &value))
    abort();
  return (int)value;
}
