#include "ingest/ornament.h"

#include <stdlib.h>

#include "base/memory.h"
#include "ingest/brick.h"

/* Frames are sought on a copy with about this many pixels on the longer side. */
enum { FRAME_PICTURE_SIZE = 1000 };
/* A frame spans this share of the sheet both ways; its band is at most this share of the width. */
static const double FRAME_SPAN = 0.45, FRAME_BAND_MAX = 0.16;
/* Rows of a side over which the band's inner edge is taken, and which of the sorted edges. */
static const double FRAME_SIDE_MARGIN = 0.12, FRAME_EDGE_RANK = 0.85;
/* White gaps inside a band of ornament, in pixels of the frame picture. */
enum { FRAME_GAP = 4 };
/* Nested frames (double lines, line beside engraving). */
enum { FRAMES_MAX = 6 };

void ornament_clear_box(PIX *mask, struct box box)
{
  pixRasterop(mask, box.x, box.y, box.w, box.h, PIX_CLR, NULL, 0, 0);
}

/* Reduced copy of the mask in which a pixel is ink if any of its source pixels is. */
static PIX *mask_reduce(PIX *mask, int *ret_factor)
{
  int longer = pixGetWidth(mask) > pixGetHeight(mask) ? pixGetWidth(mask) : pixGetHeight(mask);
  int factor = 1;
  PIX *small = pixClone(mask);
  while (longer / factor > FRAME_PICTURE_SIZE * 3 / 2) {
    PIX *next = pixReduceRankBinary2(small, 1, NULL);
    pixDestroy(&small);
    small = next;
    factor *= 2;
  }
  *ret_factor = factor;
  return small;
}

static bool pixel_is_set(PIX *mask, int x, int y)
{
  l_uint32 value = 0;
  pixGetPixel(mask, x, y, &value);
  return value != 0;
}

static int compare_int(const void *a, const void *b)
{
  return *(const int *)a - *(const int *)b;
}

/*
 * Thickness of the frame's band at one side: along each row (or column) from the frame's outer
 * edge inwards while ink goes on. A line of text that touches the frame makes a few rows long;
 * the rank keeps them out.
 */
static int band_thickness(PIX *frame, int side)
{
  int width = pixGetWidth(frame), height = pixGetHeight(frame);
  bool vertical = side < 2, from_end = side & 1;
  int across = vertical ? width : height, along = vertical ? height : width;
  int first = (int)(along * FRAME_SIDE_MARGIN), last = along - first, count = 0;
  int *depth = memory_alloc((size_t)along * sizeof *depth);
  for (int t = first; t < last; t++) {
    int end = 0, limit = (int)(across * FRAME_BAND_MAX);
    for (int k = 0; k < limit && k - end <= FRAME_GAP; k++) {
      int position = from_end ? across - 1 - k : k;
      if (pixel_is_set(frame, vertical ? position : t, vertical ? t : position))
        end = k + 1;
    }
    depth[count++] = end;
  }
  qsort(depth, (size_t)count, sizeof *depth, compare_int);
  int thickness = count ? depth[(int)(FRAME_EDGE_RANK * (count - 1))] : 0;
  free(depth);
  return thickness;
}

/* Clears the band of one frame: `frame` is its component, at (x, y) of the reduced picture. */
static void frame_clear(PIX *mask, PIX *frame, int x, int y, int factor)
{
  int width = pixGetWidth(frame), height = pixGetHeight(frame), thickness[4];
  for (int side = 0; side < 4; side++)
    thickness[side] = band_thickness(frame, side) + 1;
  struct box bands[4] = {{x, y, thickness[0], height},
                         {x + width - thickness[1], y, thickness[1], height},
                         {x, y, width, thickness[2]},
                         {x, y + height - thickness[3], width, thickness[3]}};
  for (int side = 0; side < 4; side++)
    ornament_clear_box(mask, (struct box){bands[side].x * factor, bands[side].y * factor,
                                          bands[side].w * factor, bands[side].h * factor});
  /* Corner pieces are thicker than the band: clear the frame's own ink in squares there. */
  int corner = 2 * (thickness[0] > thickness[2] ? thickness[0] : thickness[2]);
  if (corner < 8)
    return;
  PIX *big = pixExpandReplicate(frame, factor);
  for (int i = 0; i < 4; i++) {
    int cx = i & 1 ? width - corner : 0, cy = i & 2 ? height - corner : 0;
    pixRasterop(mask, (x + cx) * factor, (y + cy) * factor, corner * factor, corner * factor,
                PIX_NOT(PIX_SRC) & PIX_DST, big, cx * factor, cy * factor);
  }
  pixDestroy(&big);
}

int ornament_clear_frames(PIX *mask)
{
  int factor = 1, found = 0;
  PIX *small = mask_reduce(mask, &factor);
  PIX *closed = small ? pixCloseSafeBrick(NULL, small, 3, 3) : NULL;
  PIXA *parts = NULL;
  BOXA *boxes = closed ? pixConnComp(closed, &parts, 8) : NULL;
  for (l_int32 i = 0; boxes && i < boxaGetCount(boxes) && found < FRAMES_MAX; i++) {
    l_int32 x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    if (w < FRAME_SPAN * pixGetWidth(closed) || h < FRAME_SPAN * pixGetHeight(closed))
      continue;
    PIX *frame = pixaGetPix(parts, i, L_CLONE);
    frame_clear(mask, frame, x, y, factor);
    pixDestroy(&frame);
    found++;
  }
  boxaDestroy(&boxes);
  pixaDestroy(&parts);
  pixDestroy(&closed);
  pixDestroy(&small);
  return found;
}

static void rules_clear_direction(PIX *mask, int length, int max_thickness, bool vertical)
{
  int w = vertical ? 1 : length, h = vertical ? length : 1;
  PIX *rules = pix_open_large_brick(mask, w, h);
  PIX *thick = rules ? pix_open_large_brick(rules, vertical ? max_thickness + 1 : w,
                                            vertical ? h : max_thickness + 1)
                     : NULL;
  if (thick)
    pixSubtract(rules, rules, thick); /* strokes of large characters stay */
  pixDestroy(&thick);
  l_int32 empty = 1;
  if (rules)
    pixZero(rules, &empty);
  if (!empty) {
    PIX *wide = pixDilateBrick(NULL, rules, vertical ? 3 : 5, vertical ? 5 : 3);
    pixSubtract(mask, mask, wide);
    pixDestroy(&wide);
  }
  pixDestroy(&rules);
}

void ornament_clear_rules(PIX *mask, int min_length, int max_thickness)
{
  rules_clear_direction(mask, min_length, max_thickness, false);
  rules_clear_direction(mask, min_length, max_thickness, true);
}

/* Share of the box that is ink. */
static double fill_share(PIX *part)
{
  l_float32 share = 0;
  pixForegroundFraction(part, &share);
  return share;
}

/* Clears from `mask` every component of `shape` larger than `size` both ways and filled by at
 * least `fill`; both pictures may differ in scale by `factor`. */
static void blocks_clear(PIX *mask, PIX *shape, int factor, int size, double fill)
{
  PIXA *parts = NULL;
  BOXA *boxes = pixConnComp(shape, &parts, 8);
  for (l_int32 i = 0; boxes && i < boxaGetCount(boxes); i++) {
    l_int32 x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    if (w * factor < size || h * factor < size)
      continue;
    PIX *part = pixaGetPix(parts, i, L_CLONE);
    if (fill_share(part) >= fill)
      ornament_clear_box(mask, (struct box){(x - 1) * factor, (y - 1) * factor, (w + 2) * factor,
                                            (h + 2) * factor});
    pixDestroy(&part);
  }
  boxaDestroy(&boxes);
  pixaDestroy(&parts);
}

void ornament_clear_blocks(PIX *mask, PIX *red_mask, int char_size)
{
  /* A QR code or picture closes to a nearly full rectangle; text never does. */
  static const double PICTURE_FILL = 0.9, EMBLEM_FILL = 0.6;
  int factor = 1;
  PIX *small = mask_reduce(mask, &factor);
  int gap = char_size / 4 / factor * 2 + 1;
  PIX *closed = small ? pixCloseSafeBrick(NULL, small, gap < 3 ? 3 : gap, gap < 3 ? 3 : gap) : NULL;
  if (closed)
    blocks_clear(mask, closed, factor, char_size * 5 / 2, PICTURE_FILL);
  pixDestroy(&closed);
  pixDestroy(&small);
  if (!red_mask)
    return;
  PIX *red = mask_reduce(red_mask, &factor);
  PIX *solid = red ? pixCloseSafeBrick(NULL, red, 5, 5) : NULL;
  if (solid)
    blocks_clear(mask, solid, factor, char_size * 7 / 2, EMBLEM_FILL);
  pixDestroy(&solid);
  pixDestroy(&red);
}
