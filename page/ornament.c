#include "page/ornament.h"

#include <stdlib.h>

#include "base/memory.h"
#include "page/brick.h"
#include "page/region.h"

/* Frames are sought on a copy with about this many pixels on the longer side. */
enum { FRAME_PICTURE_SIZE = 1000 };
/* A frame spans this share of the sheet both ways; its band is at most this share of the width. */
static const double FRAME_SPAN = 0.45, FRAME_BAND_MAX = 0.16;
/* Rows of a side over which the band's inner edge is taken, and which of the sorted edges. */
static const double FRAME_SIDE_MARGIN = 0.12, FRAME_EDGE_RANK = 0.85;
/* White gaps inside a band of ornament, in pixels of the frame picture. */
enum { FRAME_GAP = 4 };
/* Engraving in fine, pale lines falls to pieces in the ink mask. It is sought in the picture too,
 * as what is darker than these levels; closed over wider and wider gaps until it hangs together.
 * Its middle then holds at most this share of ink. */
static const int PALE_LEVELS[] = {205, 225}, FRAME_GAPS[] = {3, 7, 11};
static const double FRAME_INSIDE_MAX = 0.02;
/* Ornament of a frame's corners reaches this far along its sides. */
static const double FRAME_CORNER = 0.22;
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
 * edge inwards while ink goes on; corner pieces may stand out further than the band. A line of text
 * that touches the frame makes a few rows long; the rank keeps them out.
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
    for (int k = 0; k < limit && (!end || k - end <= FRAME_GAP); k++) {
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

static void box_set(PIX *mask, struct box box)
{
  pixRasterop(mask, box.x, box.y, box.w, box.h, PIX_SET, NULL, 0, 0);
}

/* Adds the band of one frame to `bands`: `frame` is its component, at (x, y) of the reduced
 * picture. Corner pieces are thicker than the band: there the frame's own ink is added, far from
 * the corner only where that is no text. */
static void frame_add(PIX *bands, PIX *frame, int x, int y, bool is_hollow)
{
  int width = pixGetWidth(frame), height = pixGetHeight(frame), thickness[4];
  for (int side = 0; side < 4; side++)
    thickness[side] = band_thickness(frame, side) + 1;
  box_set(bands, (struct box){x, y, thickness[0], height});
  box_set(bands, (struct box){x + width - thickness[1], y, thickness[1], height});
  box_set(bands, (struct box){x, y, width, thickness[2]});
  box_set(bands, (struct box){x, y + height - thickness[3], width, thickness[3]});
  int corner = is_hollow ? (int)(FRAME_CORNER * (width < height ? width : height))
                         : 2 * (thickness[0] > thickness[2] ? thickness[0] : thickness[2]);
  for (int i = 0; i < 4; i++) {
    int cx = i & 1 ? width - corner : 0, cy = i & 2 ? height - corner : 0;
    pixRasterop(bands, x + cx, y + cy, corner, corner, PIX_SRC | PIX_DST, frame, cx, cy);
  }
}

/* True where the middle of the component is empty: a frame, not a page full of text run together.
 */
static bool frame_is_hollow(PIX *frame)
{
  int w = pixGetWidth(frame), h = pixGetHeight(frame);
  int inset_x = (int)(w * FRAME_BAND_MAX), inset_y = (int)(h * FRAME_BAND_MAX);
  BOX *middle = boxCreate(inset_x, inset_y, w - 2 * inset_x, h - 2 * inset_y);
  l_int32 count = 0;
  pixCountPixelsInRect(frame, middle, &count, NULL);
  boxDestroy(&middle);
  return count <= FRAME_INSIDE_MAX * (w - 2 * inset_x) * (h - 2 * inset_y);
}

/* Adds to `bands` the frames of `small` whose ink hangs together once gaps up to `gap` pixels are
 * closed; how many they are. */
static int frames_add_closed(PIX *bands, PIX *small, int gap, bool must_be_hollow)
{
  int found = 0;
  PIX *closed = pixCloseSafeBrick(NULL, small, gap, gap);
  PIXA *parts = NULL;
  BOXA *boxes = closed ? pixConnComp(closed, &parts, 8) : NULL;
  for (l_int32 i = 0; boxes && i < boxaGetCount(boxes) && found < FRAMES_MAX; i++) {
    l_int32 x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    if (w < FRAME_SPAN * pixGetWidth(closed) || h < FRAME_SPAN * pixGetHeight(closed))
      continue;
    PIX *frame = pixaGetPix(parts, i, L_CLONE);
    bool is_hollow = frame_is_hollow(frame);
    if (is_hollow || !must_be_hollow) {
      frame_add(bands, frame, x, y, is_hollow);
      found++;
    }
    pixDestroy(&frame);
  }
  boxaDestroy(&boxes);
  pixaDestroy(&parts);
  pixDestroy(&closed);
  return found;
}

/* What is darker than `level`, reduced like the mask. */
static PIX *pale_mask_reduce(PIX *flat, int factor, int level)
{
  PIX *darkest =
      factor > 1 ? pixScaleGrayMinMax(flat, factor, factor, L_CHOOSE_MIN) : pixClone(flat);
  PIX *pale = darkest ? pixThresholdToBinary(darkest, level) : NULL;
  pixDestroy(&darkest);
  return pale;
}

PIX *ornament_find_frames(PIX *mask, PIX *flat)
{
  int factor = 1;
  PIX *small = mask_reduce(mask, &factor);
  PIX *bands = small ? pixCreateTemplate(small) : NULL;
  int found = bands ? frames_add_closed(bands, small, FRAME_GAPS[0], false) : 0;
  pixDestroy(&small);
  /* a dark rule may be all that the mask shows of a wider, paler frame */
  int pale_found = 0;
  for (size_t i = 0; bands && !pale_found && i < sizeof PALE_LEVELS / sizeof *PALE_LEVELS; i++) {
    PIX *pale = pale_mask_reduce(flat, factor, PALE_LEVELS[i]);
    for (size_t k = 0; pale && !pale_found && k < sizeof FRAME_GAPS / sizeof *FRAME_GAPS; k++)
      pale_found = frames_add_closed(bands, pale, FRAME_GAPS[k], true);
    pixDestroy(&pale);
  }
  found += pale_found;
  PIX *frames = found ? pixExpandReplicate(bands, factor) : NULL;
  pixDestroy(&bands);
  return frames;
}

/* The rules of one direction in `mask`, a little widened; NULL where there is none. */
static PIX *rules_find(PIX *mask, int length, int max_thickness, bool vertical)
{
  int w = vertical ? 1 : length, h = vertical ? length : 1;
  PIX *rules = pix_open_large_brick(mask, w, h), *wide = NULL;
  PIX *thick = rules ? pix_open_large_brick(rules, vertical ? max_thickness + 1 : w,
                                            vertical ? h : max_thickness + 1)
                     : NULL;
  if (thick)
    pixSubtract(rules, rules, thick); /* strokes of large characters stay */
  pixDestroy(&thick);
  l_int32 empty = 1;
  if (rules)
    pixZero(rules, &empty);
  if (!empty)
    wide = pixDilateBrick(NULL, rules, vertical ? 3 : 5, vertical ? 5 : 3);
  pixDestroy(&rules);
  return wide;
}

void ornament_clear_rules(PIX *mask, int min_length, int max_thickness)
{
  /* both found before any is cleared: the rules of a table cut each other into short pieces */
  PIX *across = rules_find(mask, min_length, max_thickness, false);
  PIX *down = rules_find(mask, min_length, max_thickness, true);
  if (across)
    pixSubtract(mask, mask, across);
  if (down)
    pixSubtract(mask, mask, down);
  pixDestroy(&across);
  pixDestroy(&down);
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
    if (mask_share(part) >= fill)
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
