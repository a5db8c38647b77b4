#include "page/paper_find.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/* The sheet must cover this share of the picture, and less than the other. */
static const double SHEET_SHARE_MIN = 0.25, SHEET_SHARE_MAX = 0.985;
/* The ground must be this much darker than the sheet (8-bit levels). */
enum { GROUND_CONTRAST = 40 };
/* A side is straight when this share of its points lies within this distance (share of the longer
 * side of the picture) of the line. */
static const double SIDE_SUPPORT = 0.6, SIDE_TOLERANCE = 0.004;
/* Opposite sides may differ in direction by this much: a phone held askew, not a trapezium. */
static const double SIDE_ANGLE_MAX = 15.0;

/* A line x = a + b·t (vertical sides, t = y) or y = a + b·t (horizontal sides, t = x). */
struct side_line {
  double a, b;
};

/* Mean of the pixels of `grey` under `mask`, or -1 where the mask is empty. */
static double mean_under(PIX *grey, PIX *mask)
{
  l_float32 mean = -1;
  l_int32 empty = 1;
  pixZero(mask, &empty);
  if (empty || pixGetAverageMasked(grey, mask, 0, 0, 1, L_MEAN_ABSVAL, &mean))
    return -1;
  return mean;
}

/* The largest bright component as a mask with its holes filled; NULL when there is none. */
static PIX *sheet_mask(PIX *grey)
{
  l_int32 threshold = 0;
  NUMA *histogram = pixGetGrayHistogram(grey, 1);
  numaSplitDistribution(histogram, 0.0f, &threshold, NULL, NULL, NULL, NULL, NULL);
  numaDestroy(&histogram);
  PIX *dark = pixThresholdToBinary(grey, threshold);
  PIX *bright = pixInvert(NULL, dark);
  PIX *opened = pixOpenBrick(NULL, bright, 5, 5);
  PIXA *parts = NULL;
  BOXA *boxes = pixConnComp(opened, &parts, 4);
  PIX *mask = NULL;
  l_int32 best = -1, best_area = 0;
  for (l_int32 i = 0; boxes && i < boxaGetCount(boxes); i++) {
    l_int32 w, h;
    boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
    if (w * h > best_area) {
      best_area = w * h;
      best = i;
    }
  }
  if (best >= 0) {
    l_int32 x, y;
    boxaGetBoxGeometry(boxes, best, &x, &y, NULL, NULL);
    mask = pixCreateTemplate(opened);
    PIX *part = pixaGetPix(parts, best, L_CLONE);
    PIX *filled = pixHolesByFilling(part, 8);
    pixOr(part, part, filled);
    pixRasterop(mask, x, y, pixGetWidth(part), pixGetHeight(part), PIX_SRC, part, 0, 0);
    pixDestroy(&filled);
    pixDestroy(&part);
  }
  boxaDestroy(&boxes);
  pixaDestroy(&parts);
  pixDestroy(&opened);
  pixDestroy(&bright);
  pixDestroy(&dark);
  return mask;
}

/* First set pixel of each scan across the mask from one side; points[i] < 0 where there is none. */
static void side_points(PIX *mask, bool vertical, bool from_end, double *points, int count)
{
  int length = vertical ? pixGetWidth(mask) : pixGetHeight(mask);
  for (int t = 0; t < count; t++) {
    points[t] = -1;
    for (int k = 0; k < length; k++) {
      int position = from_end ? length - 1 - k : k;
      l_uint32 value = 0;
      pixGetPixel(mask, vertical ? position : t, vertical ? t : position, &value);
      if (value) {
        points[t] = position;
        break;
      }
    }
  }
}

/* The line that most points lie near: tries lines through pairs a quarter of the side apart. */
static bool side_fit(const double *points, int first, int last, double tolerance,
                     struct side_line *ret_line)
{
  int span = last - first, best_count = 0, known = 0;
  for (int t = first; t < last; t++)
    known += points[t] >= 0;
  if (span < 20 || known < span / 2)
    return false;
  int step = span / 60 > 0 ? span / 60 : 1;
  for (int i = first; i < last; i += step)
    for (int j = i + span / 4; j < last; j += step) {
      if (points[i] < 0 || points[j] < 0)
        continue;
      double b = (points[j] - points[i]) / (j - i), a = points[i] - b * i;
      int count = 0;
      for (int t = first; t < last; t += 2)
        count += points[t] >= 0 && fabs(points[t] - a - b * t) <= tolerance;
      if (count > best_count) {
        best_count = count;
        *ret_line = (struct side_line){a, b};
      }
    }
  return best_count * 2 >= SIDE_SUPPORT * span;
}

/* x = v.a + v.b·y and y = h.a + h.b·x. */
static struct point sides_cross(struct side_line v, struct side_line h)
{
  double x = (v.a + v.b * h.a) / (1 - v.b * h.b);
  return (struct point){x, h.a + h.b * x};
}

static bool sides_fit(PIX *mask, struct side_line lines[4])
{
  int width = pixGetWidth(mask), height = pixGetHeight(mask);
  double tolerance = SIDE_TOLERANCE * (width > height ? width : height);
  if (tolerance < 1.5)
    tolerance = 1.5;
  BOXA *boxes = pixConnCompBB(mask, 8);
  l_int32 x = 0, y = 0, w = 0, h = 0;
  if (boxes && boxaGetCount(boxes) > 0)
    boxaGetBoxGeometry(boxes, 0, &x, &y, &w, &h);
  boxaDestroy(&boxes);
  bool ok = w > 0;
  for (int side = 0; side < 4 && ok; side++) { /* left, right, top, bottom */
    bool vertical = side < 2;
    int count = vertical ? height : width;
    double *points = memory_alloc((size_t)count * sizeof *points);
    side_points(mask, vertical, side & 1, points, count);
    int first = vertical ? y + h / 10 : x + w / 10,
        last = vertical ? y + h - h / 10 : x + w - w / 10;
    ok = side_fit(points, first, last, tolerance, &lines[side]);
    memory_free_at(&points);
  }
  return ok;
}

static double degrees(double slope)
{
  return atan(slope) * 180 / M_PI;
}

bool paper_find(PIX *grey, struct point ret_corners[4])
{
  PIX *mask = sheet_mask(grey);
  if (!mask)
    return false;
  int width = pixGetWidth(grey), height = pixGetHeight(grey);
  l_float32 share = 0;
  pixForegroundFraction(mask, &share);
  PIX *ground = pixInvert(NULL, mask);
  double contrast = mean_under(grey, mask) - mean_under(grey, ground);
  bool ground_seen = mean_under(grey, ground) >= 0;
  pixDestroy(&ground);
  struct side_line side[4];
  bool ok = ground_seen && share >= SHEET_SHARE_MIN && share <= SHEET_SHARE_MAX &&
            contrast >= GROUND_CONTRAST && sides_fit(mask, side) &&
            fabs(degrees(side[0].b) - degrees(side[1].b)) < SIDE_ANGLE_MAX &&
            fabs(degrees(side[2].b) - degrees(side[3].b)) < SIDE_ANGLE_MAX &&
            fabs(degrees(side[0].b) + degrees(side[2].b)) < SIDE_ANGLE_MAX;
  pixDestroy(&mask);
  if (!ok)
    return false;
  struct point corners[4] = {sides_cross(side[0], side[2]), sides_cross(side[1], side[2]),
                             sides_cross(side[1], side[3]), sides_cross(side[0], side[3])};
  for (int i = 0; i < 4; i++) {
    if (corners[i].x < -0.1 * width || corners[i].x > 1.1 * width || corners[i].y < -0.1 * height ||
        corners[i].y > 1.1 * height)
      return false;
    ret_corners[i] = corners[i];
  }
  return true;
}
