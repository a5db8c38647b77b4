#include "page/text_segment.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "page/component.h"
#include "page/ink_levels.h"
#include "page/region.h"

/* Shares of the run's height. Set by hand, on drawn pages; a change is judged by scripts/accuracy
 * on drawn and scanned pages (docs/accuracy.md, Reading). */
static const double INK_REACH = 0.68;    /* ink farther from the middle row belongs to others */
static const double INK_SIDE = 0.30;     /* ink beyond the core's ends that is still the run's */
static const double INK_OFFSET = 0.52;   /* a blot's middle lies nearer to the middle row */
static const double DEPTH_SHARE = 0.30;  /* of a blot's distance from the end of its core */
static const double RULE_WIDTH = 0.12;   /* blots as high as the band and thinner are rules */
static const double SPECK = 0.08;        /* smaller ones are dirt */
static const double PIECE_GAP = 0.35;    /* a wider gap parts two pieces */
static const double NARROW_PART = 0.4;   /* a narrower last part may be a mark */
static const double SIZE_OF_BAND = 0.90; /* characters' height, of the band's */
static const double HIGH_BLOT = 0.7;     /* of the highest: whole characters, no dots and bars */
static const double UNLIKE_SIZES = 1.3;  /* ratio of two runs' heights beyond which they are two */
static const double RUN_LEAST = 1.5;     /* width of such a run */
static const double SMALL_RUN = 0.4;     /* lower ink is no run of smaller characters but pale */
static const double ROWS_SHARE = 0.80;   /* the rows that characters fill for sure */
static const double WHOLE_PIECE = 0.67;  /* of the size: lower pieces are no whole characters */
static const double INK_MISSED = 0.5;    /* of a core's end without ink: there is pale print */

/* Of two levels of ink: figures that fill the gaps between their marks, and two rows. */
static const double COVERED_LITTLE = 0.4, COVERED_MUCH = 0.6;
/* Their characters' height, of the page's common one. */
static const double TYPED_LEAST = 0.7, TYPED_MOST = 1.6;

/* The blot without what reaches beyond the core's rows: a seal's or a watermark's strokes. */
static struct box blot_clamp(const struct core *core, struct box blot)
{
  double middle = core_middle_at(core, box_middle_x(blot));
  int top = max_int(blot.y, (int)floor(middle - INK_OFFSET * core->height));
  int bottom = min_int(box_bottom(blot), (int)ceil(middle + INK_OFFSET * core->height));
  return (struct box){blot.x, top, blot.w, max_int(bottom - top, 1)};
}

static bool blot_is_of(const struct core *core, struct box blot, struct box looked_at)
{
  bool is_rule = blot.h >= looked_at.h - 1 && blot.w < RULE_WIDTH * core->height;
  bool is_speck = box_longer(blot) < SPECK * core->height;
  double offset = fabs(box_middle(blot) - core_middle_at(core, box_middle_x(blot)));
  return !is_rule && !is_speck && offset <= INK_OFFSET * core->height;
}

/* How badly the core's run fits the blot: how far the blot's middle lies off its rows, and how near
 * its ends, in its heights; beyond an end always worse than within the columns of another core.
 * Infinite where the blot can be none of it. */
static double core_misfit(const struct core *core, struct box blot)
{
  double x = box_middle_x(blot);
  double beside = fmax(core->band.x - x, x - box_right(core->band)) / core->height;
  double off = fabs(box_middle(blot) - core_middle_at(core, x)) / core->height;
  if (beside > INK_SIDE || off > INK_OFFSET)
    return INFINITY;
  return beside > 0 ? 1 + off + beside : off + DEPTH_SHARE * fmax(beside, -1);
}

/* Whether another core fits the blot better: where cores overlap each blot is one's. */
static bool blot_is_of_another(const struct core_list *cores, const struct core *core,
                               struct box blot)
{
  double own = core_misfit(core, blot);
  for (size_t i = 0; i < cores->count; i++) {
    const struct core *other = &cores->cores[i];
    double misfit = core_misfit(other, blot);
    if (misfit < own || (misfit == own && other < core))
      return true;
  }
  return false;
}

/* The ink of a core's run, from left to right. */
static struct box *core_ink(const struct core_list *cores, const struct core *core, PIX *mask,
                            size_t *ret_count)
{
  int side = (int)(INK_SIDE * core->height);
  int reach = (int)((INK_REACH - 0.5) * core->height);
  struct box around = {core->band.x - side, core->band.y - reach, core->band.w + 2 * side,
                       core->band.h + 2 * reach};
  if (around.x < 0) {
    around.w += around.x;
    around.x = 0;
  }
  if (around.y < 0) {
    around.h += around.y;
    around.y = 0;
  }
  *ret_count = 0;
  PIX *part = region_clip(mask, around);
  if (!part)
    return NULL;
  struct component_list blots = components_find(part, 1);
  pixDestroy(&part);
  for (size_t i = 0; i < blots.count; i++) {
    struct box blot = blots.boxes[i];
    blot.x += around.x;
    blot.y += around.y;
    if (blot_is_of(core, blot, around) && !blot_is_of_another(cores, core, blot))
      blots.boxes[(*ret_count)++] = blot_clamp(core, blot);
  }
  return blots.boxes;
}

static int compare_left(const void *a, const void *b)
{
  const struct box *p = a, *q = b;
  return p->x != q->x ? p->x - q->x : p->y - q->y;
}

static int compare_middle_x(const void *a, const void *b)
{
  double p = box_middle_x(*(const struct box *)a), q = box_middle_x(*(const struct box *)b);
  return (p > q) - (p < q);
}

/* ---- runs of unlike sizes ---- */

/* Height of the characters of some ink: that of its higher blots. */
static double ink_height(const struct box *ink, size_t count)
{
  double sum = 0, weight = 0;
  int highest = 0;
  for (size_t i = 0; i < count; i++)
    highest = max_int(highest, ink[i].h);
  for (size_t i = 0; i < count; i++)
    if (ink[i].h >= HIGH_BLOT * highest) {
      sum += (double)ink[i].h * ink[i].w;
      weight += ink[i].w;
    }
  return weight > 0 ? sum / weight : 0;
}

/* The core of a part of its run whose characters are of another size. */
static struct core core_of_ink(const struct core *core, const struct box *ink, size_t count)
{
  struct core part = *core;
  part.band = ink[0];
  for (size_t i = 1; i < count; i++)
    part.band = box_union(part.band, ink[i]);
  part.height = ink_height(ink, count) / SIZE_OF_BAND;
  part.middle = box_middle(part.band);
  return part;
}

static int ink_width(const struct box *ink, size_t count)
{
  int right = 0;
  for (size_t i = 0; i < count; i++)
    right = max_int(right, box_right(ink[i]));
  return count ? right - ink[0].x : 0;
}

/* Where ink from left to right falls into two runs of unlike sizes at a gap, a label and its value
 * typed smaller: the first blot of the second; `count` where it does not. */
static size_t ink_size_break(const struct box *ink, size_t count, double height)
{
  int right = count ? box_right(ink[0]) : 0;
  size_t best = count;
  double best_ratio = UNLIKE_SIZES;
  for (size_t i = 1; i < count; i++) {
    bool gap = ink[i].x - right > PIECE_GAP * height;
    right = max_int(right, box_right(ink[i]));
    if (!gap || ink_width(ink, i) < RUN_LEAST * height ||
        ink_width(ink + i, count - i) < RUN_LEAST * height)
      continue;
    double before = ink_height(ink, i), after = ink_height(ink + i, count - i);
    double ratio = fmax(before, after) / fmax(1, fmin(before, after));
    if (ratio > best_ratio && fmin(before, after) > SMALL_RUN * height) {
      best_ratio = ratio;
      best = i;
    }
  }
  return best;
}

/* Whether the last blot is narrow and stands free. */
static bool ink_ends_narrow(const struct box *ink, size_t count, int size)
{
  int before = 0;
  for (size_t i = 0; i + 1 < count; i++)
    before = max_int(before, box_right(ink[i]));
  return count > 1 && ink[count - 1].x > before && ink[count - 1].w < NARROW_PART * size;
}

static void segment_add_ink(struct text_segment *segment, struct box blot)
{
  struct box *last = segment->piece_count ? &segment->pieces[segment->piece_count - 1] : NULL;
  if (last && blot.x - box_right(*last) < PIECE_GAP * segment->size)
    *last = box_union(*last, blot);
  else
    segment->pieces[segment->piece_count++] = blot;
  segment->box = box_union(segment->box, blot);
}

/* Whether another core of the row begins or ends within the last columns of this one. */
static bool core_meets_another(const struct core_list *cores, const struct core *core)
{
  for (size_t i = 0; i < cores->count; i++) {
    const struct core *other = &cores->cores[i];
    bool is_level = fabs(other->middle - core_middle_at(core, box_middle_x(other->band))) <
                    INK_OFFSET * core->height;
    if (other != core && is_level &&
        span_overlap(core->band.x, core->band.w, other->band.x, other->band.w) > 0)
      return true;
  }
  return false;
}

/* Print so pale that the mask shows none of it ends where the core ends, unless the ink there is
 * another's. */
static void segment_reach_ends(struct text_segment *segment, const struct core_list *cores,
                               const struct core *core)
{
  if (core_meets_another(cores, core))
    return;
  struct box *first = &segment->pieces[0], *last = &segment->pieces[segment->piece_count - 1];
  double reach = INK_MISSED * core->height;
  if (first->x - core->band.x > reach) {
    first->w = box_right(*first) - core->band.x;
    first->x = core->band.x;
  }
  if (box_right(core->band) - box_right(*last) > reach)
    last->w = box_right(core->band) - last->x;
  segment->box = box_union(segment->box, box_union(*first, *last));
}

/* Pieces lower than characters are marks, or print so pale that the mask shows it in parts: they
 * reach over the rows of the core. */
static void segment_fill_rows(struct text_segment *segment, const struct core *core)
{
  for (size_t i = 0; i < segment->piece_count; i++) {
    struct box *piece = &segment->pieces[i];
    double middle = core_middle_at(core, box_middle_x(*piece));
    int top = (int)(middle - ROWS_SHARE / 2 * core->height);
    int bottom = (int)(middle + ROWS_SHARE / 2 * core->height);
    if (piece->h < WHOLE_PIECE * segment->size)
      *piece = box_union(*piece, (struct box){piece->x, top, piece->w, max_int(bottom - top, 1)});
    segment->box = box_union(segment->box, *piece);
  }
}

/* The ink of a run on two levels: pieces are of one level each, left to right by their middles;
 * two may stand one above the other. */
static void segment_add_levels(struct text_segment *segment, const struct box *ink, size_t count,
                               const struct ink_levels *levels)
{
  struct box *open[2] = {NULL, NULL}; /* the piece of each level that may still grow */
  autofree bool *lower = ink_levels_of(levels, ink, count);
  for (size_t i = 0; i < count; i++) {
    struct box *last = open[lower[i]];
    if (last && ink[i].x - box_right(*last) < PIECE_GAP * segment->size) {
      *last = box_union(*last, ink[i]);
    } else {
      open[lower[i]] = &segment->pieces[segment->piece_count++];
      *open[lower[i]] = ink[i];
    }
    segment->box = box_union(segment->box, ink[i]);
  }
  qsort(segment->pieces, segment->piece_count, sizeof *segment->pieces, compare_middle_x);
}

static struct text_segment segment_on_two_levels(const struct core *core, PIX *mask,
                                                 const struct box *ink, size_t count,
                                                 const struct ink_levels *levels)
{
  size_t part_count;
  autofree struct box *parts = ink_levels_part(levels, mask, ink, count, &part_count);
  struct text_segment segment = {.size = max_int(levels->size, 4),
                                 .slope = levels->slope,
                                 .score = core->score,
                                 .pieces = memory_alloc(part_count * sizeof *segment.pieces)};
  segment_add_levels(&segment, parts, part_count, levels);
  return segment;
}

static struct text_segment segment_on_one_level(const struct core_list *cores,
                                                const struct core *core, const struct box *ink,
                                                size_t count)
{
  struct text_segment segment = {.size = max_int((int)(SIZE_OF_BAND * core->height), 4),
                                 .slope = core->slope,
                                 .score = core->score,
                                 .pieces = memory_alloc(count * sizeof *segment.pieces)};
  segment.narrow_end = ink_ends_narrow(ink, count, segment.size);
  for (size_t i = 0; i < count; i++)
    segment_add_ink(&segment, ink[i]);
  segment_reach_ends(&segment, cores, core);
  segment_fill_rows(&segment, core);
  return segment;
}

static void segments_add(struct segment_list *list, struct text_segment segment)
{
  array_reserve(list->segments, list->count, list->capacity);
  list->segments[list->count++] = segment;
}

/* Two rows that the network took for one. */
static void segments_add_rows(struct segment_list *list, const struct core_list *cores,
                              const struct core *core, const struct box *ink, size_t count,
                              const struct ink_levels *levels)
{
  autofree struct box *row = memory_alloc(count * sizeof *row);
  autofree bool *lower = ink_levels_of(levels, ink, count);
  for (int is_lower = 0; is_lower <= 1; is_lower++) {
    size_t row_count = 0;
    for (size_t i = 0; i < count; i++)
      if (lower[i] == is_lower)
        row[row_count++] = ink[i];
    struct core part = core_of_ink(core, row, row_count);
    segments_add(list, segment_on_one_level(cores, &part, row, row_count));
  }
}

/* Whether the run stands on two levels, its characters being about as high as most of the page's:
 * large titles and broken print only look so. */
static bool core_levels_find(const struct core_list *cores, const struct core *core,
                             const struct box *ink, size_t count, struct ink_levels *ret_levels)
{
  double common = SIZE_OF_BAND * cores->height;
  return ink_levels_find(ink, count, core->height, core->slope, ret_levels) &&
         ret_levels->size >= TYPED_LEAST * common && ret_levels->size <= TYPED_MOST * common;
}

/* One segment of the run's ink, or two where it is two rows. */
static void segments_add_ink(struct segment_list *list, const struct core_list *cores,
                             const struct core *core, PIX *mask, const struct box *ink,
                             size_t count)
{
  struct ink_levels levels;
  bool on_two = core_levels_find(cores, core, ink, count, &levels);
  if (on_two && levels.covered <= COVERED_LITTLE)
    segments_add(list, segment_on_two_levels(core, mask, ink, count, &levels));
  else if (on_two && levels.covered >= COVERED_MUCH && ink_levels_are_apart(&levels))
    segments_add_rows(list, cores, core, ink, count, &levels);
  else
    segments_add(list, segment_on_one_level(cores, core, ink, count));
}

/* The core's run, or its two runs of unlike sizes. Without ink of its own on the mask (pale print)
 * its band is one piece. */
static void segments_add_core(struct segment_list *list, const struct core_list *cores,
                              const struct core *core, PIX *mask)
{
  size_t count;
  autofree struct box *ink = core_ink(cores, core, mask, &count);
  double height = SIZE_OF_BAND * core->height;
  if (!count) {
    segments_add_ink(list, cores, core, mask, &core->band, 1);
    return;
  }
  qsort(ink, count, sizeof *ink, compare_left);
  size_t middle = ink_size_break(ink, count, height);
  if (middle == count) {
    segments_add_ink(list, cores, core, mask, ink, count);
    return;
  }
  struct core first = core_of_ink(core, ink, middle);
  struct core second = core_of_ink(core, ink + middle, count - middle);
  segments_add_ink(list, cores, &first, mask, ink, middle);
  segments_add_ink(list, cores, &second, mask, ink + middle, count - middle);
}

static int compare_segment(const void *a, const void *b)
{
  const struct text_segment *p = a, *q = b;
  return p->box.y != q->box.y ? p->box.y - q->box.y : p->box.x - q->box.x;
}

struct segment_list segments_of_cores(const struct core_list *cores, PIX *mask)
{
  struct segment_list list = {0};
  for (size_t i = 0; i < cores->count; i++)
    segments_add_core(&list, cores, &cores->cores[i], mask);
  if (list.count)
    qsort(list.segments, list.count, sizeof *list.segments, compare_segment);
  return list;
}

void segments_clear(struct segment_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    free(list->segments[i].pieces);
  free(list->segments);
  *list = (struct segment_list){0};
}
