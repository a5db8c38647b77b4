#include "page/line_core.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "page/component.h"
#include "page/region.h"

/* As scripts/line_training/labels.py draws cores: share of a run's height, and what they stop short
 * of its ends by, in heights. */
static const double CORE_SHARE = 0.42, CORE_INSET = 0.25;
enum { CORE_LEVEL = 128 }; /* of 255: likelier than not */

/* The network parts a row at the white of its marks, and what it then sees of a mark or of two or
 * three characters at the row's end is clearly lower than the row, this narrow, this level and this
 * near. Shares of the row's height, set by hand; a change is judged by
 * scripts/accuracy on drawn and scanned pages. */
static const double PART_LOW = 0.4, PART_HIGH = 0.65, PART_WIDTH = 3, PART_OFFSET = 0.4,
                    PART_GAP = 1.3;
static const double MARK_WIDTH = 1, MARK_HIGH = 0.1; /* of a mark that a row begins with */

/* Least squares through the middles of the core's columns, each weighted by its ink. */
static void core_fit(PIX *shape, double *ret_middle, double *ret_slope, double *ret_thickness)
{
  int width = pixGetWidth(shape), height = pixGetHeight(shape);
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (int y = 0; y < height; y++) {
    l_uint32 *row = pixGetData(shape) + (size_t)y * (size_t)pixGetWpl(shape);
    for (int x = 0; x < width; x++)
      if (GET_DATA_BIT(row, x)) {
        n++;
        sx += x;
        sy += y;
        sxx += (double)x * x;
        sxy += (double)x * y;
      }
  }
  double spread = n * sxx - sx * sx;
  double slope = width > 2 * height && spread > 0 ? (n * sxy - sx * sy) / spread : 0;
  *ret_slope = slope;
  *ret_middle = (sy - slope * sx) / n + slope * (width - 1) / 2.0 + 0.5;
  *ret_thickness = n / width;
}

static double core_score(PIX *map, PIX *mask, struct box box)
{
  double sum = 0, count = 0;
  for (int y = box.y; y < box_bottom(box); y++) {
    l_uint32 *levels = pixGetData(map) + (size_t)y * (size_t)pixGetWpl(map);
    l_uint32 *bits = pixGetData(mask) + (size_t)y * (size_t)pixGetWpl(mask);
    for (int x = box.x; x < box_right(box); x++)
      if (GET_DATA_BIT(bits, x)) {
        sum += (double)GET_DATA_BYTE(levels, x) / 255;
        count++;
      }
  }
  return count > 0 ? sum / count : 0;
}

static double cores_height(const struct core *cores, size_t count)
{
  double total = 0, best = 0, best_distance = INFINITY;
  for (size_t i = 0; i < count; i++)
    total += cores[i].band.w;
  for (size_t i = 0; i < count; i++) {
    double below = 0, same = 0;
    for (size_t k = 0; k < count; k++) {
      below += cores[k].height < cores[i].height ? cores[k].band.w : 0;
      same += cores[k].height == cores[i].height ? cores[k].band.w : 0;
    }
    double distance = fabs(below + same / 2 - total / 2);
    if (distance < best_distance) {
      best_distance = distance;
      best = cores[i].height;
    }
  }
  return best;
}

struct core_list cores_find(PIX *map, double scale)
{
  PIX *mask = pixThresholdToBinary(map, CORE_LEVEL);
  if (mask)
    pixInvert(mask, mask);
  PIXA *shapes = NULL;
  BOXA *boxes = mask ? pixConnComp(mask, &shapes, 8) : NULL;
  size_t count = boxes ? (size_t)boxaGetCount(boxes) : 0, kept = 0;
  struct core *cores = memory_alloc(count * sizeof *cores);
  for (size_t i = 0; i < count; i++) {
    l_int32 x, y, w, h;
    boxaGetBoxGeometry(boxes, (l_int32)i, &x, &y, &w, &h);
    PIX *shape = pixaGetPix(shapes, (l_int32)i, L_CLONE);
    double middle, slope, thickness;
    core_fit(shape, &middle, &slope, &thickness);
    pixDestroy(&shape);
    double height = fmax(thickness, 1) / CORE_SHARE, inset = CORE_INSET * height;
    if (w * h < 3 || w < 0.3 * height)
      continue;
    struct core *core = &cores[kept++];
    core->score = core_score(map, mask, (struct box){x, y, w, h});
    core->height = height * scale;
    core->slope = slope;
    core->middle = (y + middle) * scale;
    double half = height / 2 + fabs(slope) * w / 2;
    core->band = (struct box){(int)((x - inset) * scale), (int)((y + middle - half) * scale),
                              (int)((w + 2 * inset) * scale), (int)(2 * half * scale)};
  }
  pixDestroy(&mask);
  pixaDestroy(&shapes);
  boxaDestroy(&boxes);
  return (struct core_list){cores, kept, cores_height(cores, kept)};
}

double core_middle_at(const struct core *core, double x)
{
  return core->middle + core->slope * (x - box_middle_x(core->band));
}

/* ---- cores of one row ---- */

/* Whether ink between two cores reaches far above and below them: the border of a cell. */
static bool rule_is_between(PIX *mask, const struct core *left, const struct core *right)
{
  double height = fmax(left->height, right->height);
  struct box gap = {box_right(left->band), (int)(left->middle - 0.9 * height),
                    right->band.x - box_right(left->band), (int)(1.8 * height)};
  PIX *part = gap.w > 0 && gap.y >= 0 ? region_clip(mask, gap) : NULL;
  if (!part)
    return false;
  struct component_list blots = components_find(part, 1);
  bool found = false;
  for (size_t i = 0; i < blots.count; i++)
    found = found || blots.boxes[i].h >= 0.9 * pixGetHeight(part);
  components_clear(&blots);
  pixDestroy(&part);
  return found;
}

/* Whether two cores, the left one first, are parts of one row. What stands before a row can only be
 * a mark, which is narrow and not high: other print there is not the row's. */
static bool cores_are_of_one_row(PIX *mask, const struct core *left, const struct core *right)
{
  const struct core *part = left->height < right->height ? left : right;
  const struct core *row = part == left ? right : left;
  double height = row->height;
  double gap = right->band.x - box_right(left->band);
  double offset =
      core_middle_at(left, box_right(left->band)) - core_middle_at(right, right->band.x);
  bool is_mark = part->band.w <= MARK_WIDTH * height && offset >= -MARK_HIGH * height;
  return part->height >= PART_LOW * height && part->height <= PART_HIGH * height &&
         part->band.w <= PART_WIDTH * height && 2 * part->band.w <= row->band.w &&
         fabs(offset) <= PART_OFFSET * height && gap > -PART_GAP / 2 * height &&
         gap <= PART_GAP * height && (part == right || is_mark) &&
         !rule_is_between(mask, left, right);
}

static struct core cores_union(const struct core *left, const struct core *right)
{
  const struct core *wider = left->band.w >= right->band.w ? left : right;
  double width = left->band.w + right->band.w;
  struct core core = *wider;
  core.band = box_union(left->band, right->band);
  core.score = (left->score * left->band.w + right->score * right->band.w) / width;
  core.middle = core_middle_at(wider, box_middle_x(core.band));
  return core;
}

void cores_join(struct core_list *list, PIX *mask)
{
  for (size_t i = 0; i < list->count; i++)
    for (size_t k = 0; k < list->count; k++)
      if (i != k && list->cores[i].band.x <= list->cores[k].band.x &&
          cores_are_of_one_row(mask, &list->cores[i], &list->cores[k])) {
        list->cores[i] = cores_union(&list->cores[i], &list->cores[k]);
        list->cores[k] = list->cores[--list->count];
        if (i == list->count)
          i = k;
        k = (size_t)-1; /* the joined one may have others beside it */
      }
}
