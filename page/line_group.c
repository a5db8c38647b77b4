#include "page/line_group.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/* All distances are shares of the character height of the place. Set by hand; a change is judged by
 * scripts/accuracy on drawn and scanned pages (docs/accuracy.md, Reading). */
static const double SPECK = 0.10;        /* components smaller than this are dirt */
static const double CHAR_HEIGHT_MAX = 6; /* titles are at most this much larger than the text */
static const double NEAR_GAP = 0.60;     /* characters of a word stand closer than this */
static const double BAND_MARGIN = 0.22;  /* ink of a line reaches this far beyond its characters */
static const double SIZE_RATIO = 1.7;    /* characters of one segment differ less in height */

/* A label is wider than so many characters of its own never, and larger than small print beside it
 * by this much at least; its characters are at least this share of the highest in height. */
static const double LABEL_WIDTH_MAX = 8, LABEL_RATIO_MIN = 1.3, LARGE_SHARE = 0.78;
static const double ROWS_OFFSET = 0.22, ROWS_WIDTH_MIN = 2.6, ROWS_SIZE_MIN = 0.7;

/* A part that is at least this high, and on either side of a cut this much, is of two rows. */
static const double TOUCHING_HEIGHT = 1.75, TOUCHING_SHARE = 0.7;

/* Characters needed to tell where a line's edges are, and which way it runs. */
enum { BAND_PARTS_MIN = 3, SLOPE_PARTS_MIN = 8, LABEL_PARTS_MIN = 4 };
/* A line shorter than this many characters, or that drops by less than this share of one from end
 * to end, runs level; steeper ones are no lines. */
static const double SLOPE_LENGTH_MIN = 10, DROP_MIN = 0.25, SLOPE_MAX = 0.06;

int box_compare_left(const void *a, const void *b)
{
  const struct box *p = a, *q = b;
  return p->x != q->x ? p->x - q->x : p->y - q->y;
}

static size_t set_find(size_t *parent, size_t i)
{
  while (parent[i] != i)
    i = parent[i] = parent[parent[i]];
  return i;
}

/* The size a component speaks for: a flat stroke counts by its width, a run of touching characters
 * by its height. */
static int component_size(struct box box, int char_size)
{
  if (box.h * 2 >= char_size)
    return min_int(box_longer(box), box.h * 3 / 2);
  return min_int(box_longer(box), char_size);
}

/* Whether two components, b starting right of a's left edge, stand side by side on one line. */
static bool components_adjoin(struct box a, struct box b, int char_size)
{
  int size = max_int(component_size(a, char_size), component_size(b, char_size));
  if (b.x - box_right(a) > NEAR_GAP * size)
    return false;
  struct box low = a.h < b.h ? a : b, high = a.h < b.h ? b : a;
  int overlap = span_overlap(a.y, a.h, b.y, b.h);
  if (overlap * 2 < low.h)
    return false;
  if (low.h * 2 >= high.h) /* two characters, or two halves of one */
    return overlap * 10 >= low.h * 6 && high.h <= SIZE_RATIO * SIZE_RATIO * low.h;
  double middle = box_middle(low); /* a dot or stroke: within the other's height */
  return middle >= high.y - 0.1 * high.h && middle <= high.y + 1.1 * high.h;
}

static bool component_is_text(struct box box, int char_size)
{
  if (box_longer(box) < SPECK * char_size)
    return false;
  if (box.h * 10 < char_size * 3 && box.w > 3 * char_size) /* what is left of a rule */
    return false;
  return box.h <= CHAR_HEIGHT_MAX * char_size && box.w <= 2 * CHAR_HEIGHT_MAX * char_size;
}

/* Whether the box holds several characters: a ring, an arc or an ornament round text, no character.
 */
static bool component_holds_others(struct box box, const struct box *boxes, size_t count,
                                   int char_size)
{
  enum { HELD_MAX = 3 };
  int held = 0;
  if (box_longer(box) <= 2.2 * char_size)
    return false;
  for (size_t i = 0; i < count && held <= HELD_MAX; i++)
    held += boxes[i].h * 10 >= char_size * 4 && boxes[i].w * 2 < box.w && boxes[i].x >= box.x &&
            boxes[i].y >= box.y && box_right(boxes[i]) <= box_right(box) &&
            boxes[i].y + boxes[i].h <= box.y + box.h;
  return held > HELD_MAX;
}

void group_add(struct group *group, struct box part)
{
  array_reserve(group->parts, group->count, group->capacity);
  group->parts[group->count++] = part;
  group->box = box_union(group->box, part);
}

static struct group *groups_new(struct group_list *list)
{
  array_reserve(list->groups, list->count, list->capacity);
  struct group *group = &list->groups[list->count++];
  *group = (struct group){0};
  return group;
}

static int compare_int(const void *a, const void *b)
{
  return *(const int *)a - *(const int *)b;
}

/* The height of a group's characters: a high rank of its components' heights, so that strokes and
 * marks do not count, and one arc of a seal or a touching pair does not decide. */
static int group_char_height(const struct group *group)
{
  int *heights = memory_alloc(group->count * sizeof *heights);
  for (size_t i = 0; i < group->count; i++)
    heights[i] = group->parts[i].h;
  qsort(heights, group->count, sizeof *heights, compare_int);
  enum { MANY = 10 }; /* enough parts for one tall one to be the odd one */
  int high = heights[group->count >= MANY ? (group->count - 1) * 9 / 10 : group->count - 1];
  size_t first = 0;
  while (first + 1 < group->count && heights[first] * 2 < high)
    first++;
  int size = heights[first + (group->count - 1 - first) * 3 / 4];
  free(heights);
  /* a flat character such as 一 alone */
  return group->count == 1 ? max_int(size, box_longer(group->box) * 2 / 3) : size;
}

/* Whether the part is as high as the group's characters, roughly. */
static bool part_is_char(const struct group *group, struct box part)
{
  return part.h * 10 >= group->size * 7 && part.h * 10 <= group->size * 13;
}

/* The slope of the straight line nearest to the middles of the group's characters; 0 where it is
 * short or runs level. */
static double group_slope(const struct group *group)
{
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  if (group->box.w < SLOPE_LENGTH_MIN * group->size)
    return 0;
  for (size_t i = 0; i < group->count; i++) {
    if (!part_is_char(group, group->parts[i]))
      continue;
    double x = box_middle_x(group->parts[i]) - group->box.x, y = box_middle(group->parts[i]);
    n++;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  }
  double spread = n * sxx - sx * sx;
  double slope = n >= SLOPE_PARTS_MIN && spread > 0 ? (n * sxy - sx * sy) / spread : 0;
  bool shows = fabs(slope) * group->box.w >= DROP_MIN * group->size;
  return shows && fabs(slope) <= SLOPE_MAX ? slope : 0;
}

void group_measure(struct group *group)
{
  group->size = group_char_height(group);
  group->slope = group_slope(group);
}

double group_middle_at(const struct group *group, int x)
{
  return box_middle(group->box) + group->slope * (x - box_middle_x(group->box));
}

static void groups_connect(const struct component_list *list, int char_size,
                           struct group_list *ret_groups)
{
  size_t count = 0;
  struct box *boxes = memory_alloc(list->count * sizeof *boxes);
  for (size_t i = 0; i < list->count; i++)
    if (component_is_text(list->boxes[i], char_size) &&
        !component_holds_others(list->boxes[i], list->boxes, list->count, char_size))
      boxes[count++] = list->boxes[i];
  qsort(boxes, count, sizeof *boxes, box_compare_left);
  size_t *parent = memory_alloc(count * sizeof *parent);
  for (size_t i = 0; i < count; i++)
    parent[i] = i;
  for (size_t i = 0; i < count; i++) {
    int reach = box_right(boxes[i]) +
                (int)(NEAR_GAP * max_int(component_size(boxes[i], char_size), 2 * char_size));
    for (size_t j = i + 1; j < count && boxes[j].x <= reach; j++)
      if (components_adjoin(boxes[i], boxes[j], char_size))
        parent[set_find(parent, j)] = set_find(parent, i);
  }
  size_t *index = memory_alloc(count * sizeof *index);
  for (size_t i = 0; i < count; i++) {
    size_t root = set_find(parent, i);
    if (root == i) {
      groups_new(ret_groups);
      index[i] = ret_groups->count - 1;
    }
  }
  for (size_t i = 0; i < count; i++)
    group_add(&ret_groups->groups[index[set_find(parent, i)]], boxes[i]);
  for (size_t i = 0; i < ret_groups->count; i++)
    group_measure(&ret_groups->groups[i]);
  free(index);
  free(parent);
  free(boxes);
}

/* ---- what stands out of a line is taken off it ---- */

/* How much lower the line runs at the part than in the middle of the group. */
static int group_drop(const struct group *group, struct box part)
{
  return (int)lround(group->slope * (box_middle_x(part) - box_middle_x(group->box)));
}

/* Median top and bottom of the parts that have a character's height, with some margin, as they
 * would be in the middle of the group. */
static void group_band(const struct group *group, int *ret_top, int *ret_bottom)
{
  int *tops = memory_alloc(group->count * sizeof *tops);
  int *bottoms = memory_alloc(group->count * sizeof *bottoms);
  size_t count = 0;
  for (size_t i = 0; i < group->count; i++) {
    struct box part = group->parts[i];
    if (!part_is_char(group, part))
      continue;
    int drop = group_drop(group, part);
    tops[count] = part.y - drop;
    bottoms[count++] = box_bottom(part) - drop;
  }
  *ret_top = group->box.y;
  *ret_bottom = box_bottom(group->box);
  if (count >= BAND_PARTS_MIN) {
    qsort(tops, count, sizeof *tops, compare_int);
    qsort(bottoms, count, sizeof *bottoms, compare_int);
    *ret_top = tops[count / 2] - (int)(BAND_MARGIN * group->size);
    *ret_bottom = bottoms[count / 2] + (int)(BAND_MARGIN * group->size);
  }
  free(tops);
  free(bottoms);
}

/* Splits a group into what lies on its line and what hangs on it; what crosses the line's edge is
 * trimmed to it. */
static void group_trim(const struct group *whole, int top, int bottom, struct group *kept,
                       struct group *off)
{
  for (size_t k = 0; k < whole->count; k++) {
    struct box part = whole->parts[k];
    int drop = group_drop(whole, part);
    if (span_overlap(part.y, part.h, top + drop, bottom - top) * 2 < part.h) {
      group_add(off, part);
      continue;
    }
    int end = min_int(box_bottom(part), bottom + drop);
    part.y = max_int(part.y, top + drop);
    part.h = end - part.y;
    group_add(kept, part);
  }
}

/* Parts of a seal or another line that hang on a line become a group of their own. */
static void groups_trim(struct group_list *list)
{
  size_t count = list->count;
  for (size_t i = 0; i < count; i++) {
    struct group *group = &list->groups[i], kept = {0}, off = {0};
    int top, bottom;
    if (group->taken)
      continue;
    group_band(group, &top, &bottom);
    if (group->box.y >= top && box_bottom(group->box) <= bottom)
      continue;
    group_trim(group, top, bottom, &kept, &off);
    kept.size = group->size;
    kept.slope = group->slope;
    free(group->parts);
    *group = kept;
    if (off.count) {
      group_measure(&off);
      *groups_new(list) = off;
    }
  }
}

/* ---- a large label is cut off the small rows beside it ---- */

static int group_highest(const struct group *group)
{
  int high = 0;
  for (size_t i = 0; i < group->count; i++)
    high = max_int(high, group->parts[i].h);
  return high;
}

/* Right edge of the last part that is about as high as the highest one. */
static int group_large_end(const struct group *group)
{
  int high = group_highest(group), end = group->box.x;
  for (size_t i = 0; i < group->count; i++)
    if (group->parts[i].h >= LARGE_SHARE * high)
      end = max_int(end, box_right(group->parts[i]));
  return end;
}

/* Whether the label is covered by large characters, parts that stand one above the other being one;
 * some of them must be whole, or it is two rows. */
static bool group_is_large(struct group *label)
{
  double least = LARGE_SHARE * label->size;
  int whole = 0, stacked = 0;
  qsort(label->parts, label->count, sizeof *label->parts, box_compare_left);
  for (size_t i = 0, next; i < label->count; i = next) {
    struct box stack = label->parts[i];
    whole += stack.h >= least ? stack.w : 0;
    for (next = i + 1; next < label->count && label->parts[next].x < box_right(stack); next++) {
      stack = box_union(stack, label->parts[next]);
      whole += label->parts[next].h >= least ? label->parts[next].w : 0;
    }
    stacked += stack.h >= least ? stack.w : 0;
  }
  return stacked * 2 >= label->box.w && whole * 10 >= label->box.w * 3;
}

/* Whether `label`, the start of a group, is one row of large characters, and `rows`, the rest of
 * it, print of about the page's size that does not stand on its line. (Characters of several parts,
 * one above the other, are no rows: their parts are smaller.) */
static bool group_is_label_of_rows(struct group *label, const struct group *rows, int char_size)
{
  double offset = fabs(box_middle(label->box) - box_middle(rows->box));
  bool level =
      offset <= ROWS_OFFSET * (label->size + rows->size) / 2 && rows->box.h * 10 <= rows->size * 16;
  return !level && label->box.h * 10 <= label->size * 13 &&
         label->box.w <= LABEL_WIDTH_MAX * label->size &&
         label->size >= LABEL_RATIO_MIN * rows->size && rows->size >= ROWS_SIZE_MIN * char_size &&
         rows->box.w >= ROWS_WIDTH_MIN * label->size && group_is_large(label);
}

/* Labels are often set larger than their values. Where a value of several small rows begins so near
 * that it hangs together with the label, they are no one line. */
static void groups_cut_labels(struct group_list *list, int char_size)
{
  size_t count = list->count;
  for (size_t i = 0; i < count; i++) {
    struct group label = {0}, rows = {0}, *whole = &list->groups[i];
    int end = group_large_end(whole);
    if (whole->count < LABEL_PARTS_MIN || end >= box_right(whole->box))
      continue;
    for (size_t k = 0; k < whole->count; k++)
      group_add(box_middle_x(whole->parts[k]) < end ? &label : &rows, whole->parts[k]);
    if (rows.count)
      group_measure(&rows);
    label.size = group_highest(&label);
    if (rows.count && group_is_label_of_rows(&label, &rows, char_size)) {
      label.apart = true;
      free(whole->parts);
      *whole = label;
      *groups_new(list) = rows;
    } else {
      free(label.parts);
      free(rows.parts);
    }
  }
}

/* ---- groups that hold two lines are cut ---- */

/* Where a group of height over 1.6 characters is best cut: the row that the fewest components
 * cross, weighted by how near it is to the middle. Returns -1 when every row is crossed by many. */
static int group_cut_row(const struct group *group)
{
  int best_row = -1;
  double best = 0.12 * (double)group->count + 0.5;
  int margin = group->size * 6 / 10;
  for (int row = group->box.y + margin; row <= group->box.y + group->box.h - margin; row++) {
    double crossed = 0;
    for (size_t i = 0; i < group->count; i++) {
      struct box part = group->parts[i];
      crossed += part.y < row && part.y + part.h > row;
    }
    if (crossed < best) {
      best = crossed;
      best_row = row;
    }
  }
  return best_row;
}

/* Adds a part to the row it lies in; characters of two rows that touch are one part, and cut. */
static void part_add_to_rows(struct box part, int row, int size, struct group *upper,
                             struct group *lower)
{
  int above = row - part.y, below = box_bottom(part) - row;
  if (part.h >= TOUCHING_HEIGHT * size && min_int(above, below) >= TOUCHING_SHARE * size) {
    group_add(upper, (struct box){part.x, part.y, part.w, above});
    group_add(lower, (struct box){part.x, row, part.w, below});
  } else {
    group_add(box_middle(part) < row ? upper : lower, part);
  }
}

static void groups_cut_double_lines(struct group_list *list, int char_size)
{
  for (size_t i = 0; i < list->count; i++) {
    if (list->groups[i].box.h * 10 <= list->groups[i].size * 16 || list->groups[i].count < 4)
      continue;
    int row = group_cut_row(&list->groups[i]);
    if (row < 0)
      continue;
    groups_new(list); /* may move the array */
    struct group *whole = &list->groups[i], upper = {0}, *lower = &list->groups[list->count - 1];
    for (size_t k = 0; k < whole->count; k++)
      part_add_to_rows(whole->parts[k], row, max_int(whole->size, char_size * 3 / 4), &upper,
                       lower);
    free(whole->parts);
    if (!upper.count) {
      upper = *lower;
      *lower = (struct group){.taken = true};
    }
    *whole = upper;
    group_measure(whole);
    if (lower->count)
      group_measure(lower);
    else
      lower->taken = true;
  }
}

struct group_list groups_from_components(const struct component_list *list, int char_size)
{
  struct group_list groups = {0};
  groups_connect(list, char_size, &groups);
  groups_cut_labels(&groups, char_size);
  groups_cut_double_lines(&groups, char_size);
  groups_trim(&groups);
  return groups;
}

void groups_clear(struct group_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    free(list->groups[i].parts);
  free(list->groups);
  *list = (struct group_list){0};
}
