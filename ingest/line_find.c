#include "ingest/line_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/component.h"

/* All distances are shares of the character height of the place. */
static const double SPECK = 0.10;        /* components smaller than this are dirt */
static const double CHAR_HEIGHT_MAX = 6; /* titles are at most this much larger than the text */
static const double NEAR_GAP = 0.60;     /* characters of a word stand closer than this */
static const double WORD_GAP = 0.80;     /* words of a segment stand closer than this */
static const double PIECE_GAP = 0.35;    /* a wider gap parts two pieces */
static const double SPREAD_GAP_MAX = 3;  /* characters of a label spread over its column */
static const double SPREAD_GAP_SPREAD = 0.35; /* by how much of itself that gap varies */
static const double BAND_MARGIN = 0.22; /* ink of a line reaches this far beyond its characters */
static const double MARK_GAP = 1.3; /* a full-width mark leaves half a character white beside it */
static const double SPREAD_WIDTH_MAX = 16;    /* a spread label or date is not wider */
static const double DATE_GAP_MAX = 1.7;       /* between the typed digits and 年, 月, 日 */
static const double LEVEL_OFFSET = 0.22;      /* words on one baseline differ less than this */
static const double DATE_OFFSET = 1.0;        /* typed digits may stand this much lower or higher */
static const double SIZE_RATIO = 1.7;         /* characters of one segment differ less in height */
static const double HALVES_HEIGHT_MAX = 1.15; /* both parts of a line that came apart */
static const double SIZE_MISJUDGED =
    1.15; /* lines this much higher than characters were taken for */

/* Characters needed to tell where a line's edges are. */
enum { BAND_PARTS_MIN = 3 };

/* A set of components that stand on one line. */
struct group {
  struct box box;
  struct box *parts; /* its components */
  size_t count, capacity;
  int size;          /* character height */
  double spread_gap; /* pixels between the characters of a spread label; 0: not one */
  bool taken;        /* merged into another */
};

struct group_list {
  struct group *groups;
  size_t count, capacity;
};

static int max_int(int a, int b)
{
  return a > b ? a : b;
}

static int min_int(int a, int b)
{
  return a < b ? a : b;
}

static int box_longer(struct box box)
{
  return max_int(box.w, box.h);
}

static int box_right(struct box box)
{
  return box.x + box.w;
}

static double box_middle(struct box box)
{
  return box.y + box.h / 2.0;
}

static int compare_left(const void *a, const void *b)
{
  const struct box *p = a, *q = b;
  return p->x != q->x ? p->x - q->x : p->y - q->y;
}

/* ---- components to groups ---- */

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

static void group_add(struct group *group, struct box part)
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

/* Character height of a group: a high rank of its components' heights, so that strokes and marks
 * do not count, and one arc of a seal or a touching pair does not decide. */
static int group_measure(const struct group *group)
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

static void groups_from_components(const struct component_list *list, int char_size,
                                   struct group_list *ret_groups)
{
  size_t count = 0;
  struct box *boxes = memory_alloc(list->count * sizeof *boxes);
  for (size_t i = 0; i < list->count; i++)
    if (component_is_text(list->boxes[i], char_size) &&
        !component_holds_others(list->boxes[i], list->boxes, list->count, char_size))
      boxes[count++] = list->boxes[i];
  qsort(boxes, count, sizeof *boxes, compare_left);
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
    ret_groups->groups[i].size = group_measure(&ret_groups->groups[i]);
  free(index);
  free(parent);
  free(boxes);
}

/* ---- what stands out of a line is taken off it ---- */

/* Median top and bottom of the parts that have a character's height. */
static void group_band(const struct group *group, int *ret_top, int *ret_bottom)
{
  int *tops = memory_alloc(group->count * sizeof *tops);
  int *bottoms = memory_alloc(group->count * sizeof *bottoms);
  size_t count = 0;
  for (size_t i = 0; i < group->count; i++) {
    struct box part = group->parts[i];
    if (part.h * 10 < group->size * 7 || part.h * 10 > group->size * 13)
      continue;
    tops[count] = part.y;
    bottoms[count++] = part.y + part.h;
  }
  *ret_top = group->box.y;
  *ret_bottom = group->box.y + group->box.h;
  if (count >= BAND_PARTS_MIN) {
    qsort(tops, count, sizeof *tops, compare_int);
    qsort(bottoms, count, sizeof *bottoms, compare_int);
    *ret_top = tops[count / 2] - (int)(BAND_MARGIN * group->size);
    *ret_bottom = bottoms[count / 2] + (int)(BAND_MARGIN * group->size);
  }
  free(tops);
  free(bottoms);
}

/* Parts of a seal or another line that hang on a line become a group of their own; what crosses the
 * line's edge is trimmed to it. */
static void groups_trim(struct group_list *list)
{
  size_t count = list->count;
  for (size_t i = 0; i < count; i++) {
    int top, bottom;
    group_band(&list->groups[i], &top, &bottom);
    struct group whole = list->groups[i], kept = {0}, off = {0};
    if (whole.box.y >= top && whole.box.y + whole.box.h <= bottom)
      continue;
    for (size_t k = 0; k < whole.count; k++) {
      struct box part = whole.parts[k];
      int inside = span_overlap(part.y, part.h, top, bottom - top);
      if (inside * 2 < part.h) {
        group_add(&off, part);
        continue;
      }
      int end = min_int(part.y + part.h, bottom);
      part.y = max_int(part.y, top);
      part.h = end - part.y;
      group_add(&kept, part);
    }
    free(whole.parts);
    kept.size = whole.size;
    list->groups[i] = kept;
    if (off.count) {
      off.size = group_measure(&off);
      *groups_new(list) = off;
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

static void groups_cut_double_lines(struct group_list *list)
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
      group_add(box_middle(whole->parts[k]) < row ? &upper : lower, whole->parts[k]);
    free(whole->parts);
    if (!upper.count) {
      upper = *lower;
      *lower = (struct group){.taken = true};
    }
    *whole = upper;
    whole->size = group_measure(whole);
    if (lower->count)
      lower->size = group_measure(lower);
    else
      lower->taken = true;
  }
}

/* ---- groups of one line are joined ---- */

static bool sizes_agree(const struct group *a, const struct group *b)
{
  return max_int(a->size, b->size) <= SIZE_RATIO * min_int(a->size, b->size);
}

/* The group's last (or first) piece: the components at that end without a wide gap between them.
 * Components are kept in no order, so the piece grows until nothing joins it. */
static struct group group_end_piece(const struct group *group, bool last)
{
  struct group piece = {.size = group->size};
  int edge = last ? box_right(group->box) : group->box.x, reach = (int)(PIECE_GAP * group->size);
  bool grown = true;
  piece.box = (struct box){edge, group->box.y, 0, 0};
  int left = edge, right = edge;
  while (grown) {
    grown = false;
    for (size_t i = 0; i < group->count; i++) {
      struct box part = group->parts[i];
      bool inside = part.x >= left && box_right(part) <= right;
      if (inside || part.x > right + (last ? 0 : reach) ||
          box_right(part) < left - (last ? reach : 0))
        continue;
      left = min_int(left, part.x);
      right = max_int(right, box_right(part));
      grown = true;
    }
  }
  piece.box = (struct box){0};
  for (size_t i = 0; i < group->count; i++)
    if (group->parts[i].x >= left && box_right(group->parts[i]) <= right)
      group_add(&piece, group->parts[i]);
  return piece;
}

/* One character, perhaps with the colon that follows it. */
static bool group_is_single(const struct group *group)
{
  return group->box.w <= 1.7 * group->size;
}

/* One to four digits: narrow components of one height. */
static bool group_is_digits(const struct group *group)
{
  if (group->count < 1 || group->count > 4)
    return false;
  for (size_t i = 0; i < group->count; i++) {
    struct box part = group->parts[i];
    if (part.w > 0.75 * part.h || part.h < 0.8 * group->box.h)
      return false;
  }
  return true;
}

/* The rightmost component of the group. */
static struct box group_last_part(const struct group *group)
{
  struct box last = group->parts[0];
  for (size_t i = 1; i < group->count; i++)
    if (box_right(group->parts[i]) > box_right(last))
      last = group->parts[i];
  return last;
}

/* A comma or full stop at the foot of the line: what follows is set half a character off. */
static bool group_ends_in_mark(const struct group *group)
{
  struct box last = group_last_part(group);
  return group->count > 1 && last.h * 2 < group->size && last.w * 2 < group->size &&
         last.y > group->box.y + group->box.h / 2 && box_right(last) == box_right(group->box);
}

/* A bracket: narrow and as high as the line. */
static bool group_starts_with_bracket(const struct group *group)
{
  struct box first = group->parts[0];
  for (size_t i = 1; i < group->count; i++)
    if (group->parts[i].x < first.x)
      first = group->parts[i];
  return first.w * 10 < first.h * 4 && first.h * 10 >= group->size * 8;
}

/* A colon, comma or dash that stands free: small, and within the height of the line before it. */
static bool group_is_mark_of(const struct group *mark, const struct group *line)
{
  double middle = box_middle(mark->box);
  return mark->box.h * 4 <= line->size * 3 && mark->box.w * 5 <= line->size * 2 &&
         middle > line->box.y && middle < line->box.y + 1.1 * line->box.h;
}

/* Whether tail and head are characters of one spread label or date. A wide gap must be like the
 * one before it. */
static bool pieces_are_spread(const struct group *tail, const struct group *head, double gap,
                              double like, double size)
{
  if (!(group_is_single(tail) || group_is_digits(tail)) ||
      !(group_is_single(head) || group_is_digits(head)))
    return false;
  if (gap <= DATE_GAP_MAX * size)
    return true;
  double difference = gap > like ? gap - like : like - gap;
  return gap <= SPREAD_GAP_MAX * size && (like <= 0 || difference <= SPREAD_GAP_SPREAD * like);
}

/* Whether two ends that stand `offset` apart in height and `gap` in width belong together. */
static bool ends_follow(const struct group *tail, const struct group *head, double gap, double like)
{
  double size = (tail->size + head->size) / 2.0;
  double offset = box_middle(head->box) - box_middle(tail->box);
  offset = offset < 0 ? -offset : offset;
  int overlap = span_overlap(tail->box.y, tail->box.h, head->box.y, head->box.h);
  if (overlap * 2 >= min_int(tail->box.h, head->box.h) && offset <= LEVEL_OFFSET * size)
    return gap <= WORD_GAP * size || pieces_are_spread(tail, head, gap, like, size);
  bool date = (group_is_digits(tail) && group_is_single(head)) ||
              (group_is_single(tail) && group_is_digits(head));
  bool high = tail->box.h * 2 >= size && head->box.h * 2 >= size;
  return date && high && offset <= DATE_OFFSET * size && gap <= DATE_GAP_MAX * size;
}

/* A flat character or two, such as 一、 or 八、, beside the line it belongs to: lower than the
 * line's characters, but within their height. */
static bool group_is_flat_of(const struct group *flat, const struct group *line)
{
  int inside = span_overlap(flat->box.y, flat->box.h, line->box.y - line->size / 8,
                            line->box.h + line->size / 4);
  return line->size > flat->size && flat->box.w <= 2.5 * line->size &&
         line->box.w >= 2 * line->size && inside >= flat->box.h;
}

/* Whether b, the next group to the right of a, belongs to the same segment. */
static bool groups_follow(const struct group *a, const struct group *b)
{
  double gap = b->box.x - box_right(a->box), size = (a->size + b->size) / 2.0;
  if (group_is_mark_of(b, a) || group_is_mark_of(a, b))
    return gap <= MARK_GAP * max_int(a->size, b->size);
  if (group_is_flat_of(a, b) || group_is_flat_of(b, a))
    return gap <= WORD_GAP * max_int(a->size, b->size);
  if (!sizes_agree(a, b))
    return false;
  double offset = box_middle(b->box) - box_middle(a->box);
  bool level = offset <= LEVEL_OFFSET * size && offset >= -LEVEL_OFFSET * size;
  if (level &&
      (gap <= WORD_GAP * size ||
       (gap <= MARK_GAP * size && (group_ends_in_mark(a) || group_starts_with_bracket(b)))))
    return true;
  if (a->box.w > SPREAD_WIDTH_MAX * size || b->box.w > SPREAD_WIDTH_MAX * size)
    return false;
  struct group tail = group_end_piece(a, true), head = group_end_piece(b, false);
  bool follow = ends_follow(&tail, &head, gap, a->spread_gap > 0 ? a->spread_gap : b->spread_gap);
  free(tail.parts);
  free(head.parts);
  return follow;
}

static int compare_group_left(const void *a, const void *b)
{
  const struct group *p = a, *q = b;
  return p->box.x != q->box.x ? p->box.x - q->box.x : p->box.y - q->box.y;
}

static void group_absorb(struct group *group, struct group *other)
{
  double gap = other->box.x - box_right(group->box);
  if (group_is_mark_of(other, group))
    gap = group->spread_gap;
  else if (gap <= WORD_GAP * group->size)
    gap = 0;
  group->spread_gap = gap > 0 ? gap : 0;
  for (size_t i = 0; i < other->count; i++)
    group_add(group, other->parts[i]);
  group->size = max_int(group->size, other->size);
  free(other->parts);
  *other = (struct group){.taken = true};
}

/* The parts of one character that stand one above the other and touch no neighbour (类 = 米 + 大).
 */
static bool groups_are_stacked(const struct group *a, const struct group *b, int char_size)
{
  if (max_int(a->box.w, b->box.w) > 1.4 * char_size ||
      span_overlap(a->box.x, a->box.w, b->box.x, b->box.w) * 10 < 6 * min_int(a->box.w, b->box.w))
    return false;
  struct box both = box_union(a->box, b->box);
  int gap = -span_overlap(a->box.y, a->box.h, b->box.y, b->box.h);
  return gap <= 0.3 * char_size && both.h <= 1.3 * char_size && both.h <= 1.5 * both.w;
}

static void groups_join_stacked(struct group_list *list, int char_size)
{
  for (size_t i = 0; i < list->count; i++)
    for (size_t j = 0; j < list->count; j++) {
      struct group *a = &list->groups[i], *b = &list->groups[j];
      if (i != j && !a->taken && !b->taken && groups_are_stacked(a, b, char_size)) {
        group_absorb(a, b);
        a->size = max_int(a->size, a->box.h * 9 / 10);
      }
    }
}

/* The nearest group to the right of list->groups[i] that overlaps its height, or -1. */
static long group_next(const struct group_list *list, size_t i)
{
  const struct group *group = &list->groups[i];
  long best = -1;
  double best_score = 1e9;
  for (size_t j = 0; j < list->count; j++) {
    const struct group *other = &list->groups[j];
    if (j == i || other->taken || other->box.x < group->box.x + group->box.w / 2 ||
        box_right(other->box) <= box_right(group->box))
      continue;
    double offset = box_middle(other->box) - box_middle(group->box);
    double gap = other->box.x - box_right(group->box);
    double size = max_int(group->size, other->size);
    if (gap > SPREAD_GAP_MAX * size || offset > size || offset < -size)
      continue;
    double score = (gap > 0 ? gap : 0) + (offset < 0 ? -offset : offset);
    if (score < best_score) {
      best_score = score;
      best = (long)j;
    }
  }
  return best;
}

/* Strokes that touch nothing but lie within a line belong to it. */
static void groups_join_enclosed(struct group_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    for (size_t j = 0; j < list->count; j++) {
      struct group *line = &list->groups[i], *part = &list->groups[j];
      if (i == j || line->taken || part->taken || part->box.w >= line->box.w ||
          part->size > line->size * 5 / 4)
        continue;
      int wide = span_overlap(line->box.x - line->size / 4, line->box.w + line->size / 2,
                              part->box.x, part->box.w);
      int high = span_overlap(line->box.y, line->box.h, part->box.y, part->box.h);
      if (wide >= part->box.w && high * 10 >= part->box.h * 8)
        group_absorb(line, part);
    }
}

/* Whether two groups are the upper and the lower part of one line that came apart: they overlap in
 * height, which lines do not, and are together no higher than one. */
static bool groups_are_halves(const struct group *a, const struct group *b, int char_size)
{
  int wide = span_overlap(a->box.x, a->box.w, b->box.x, b->box.w);
  int high = span_overlap(a->box.y, a->box.h, b->box.y, b->box.h);
  return wide * 2 >= min_int(a->box.w, b->box.w) && high * 8 >= min_int(a->box.h, b->box.h) &&
         box_union(a->box, b->box).h <= HALVES_HEIGHT_MAX * char_size;
}

static void groups_join_halves(struct group_list *list, int char_size)
{
  for (size_t i = 0; i < list->count; i++)
    for (size_t j = 0; j < list->count; j++) {
      struct group *a = &list->groups[i], *b = &list->groups[j];
      if (i != j && !a->taken && !b->taken && groups_are_halves(a, b, char_size)) {
        group_absorb(a, b);
        a->size = group_measure(a);
        a->size = max_int(a->size, min_int(a->box.h, char_size));
      }
    }
}

static void groups_join_lines(struct group_list *list)
{
  if (list->count > 0)
    qsort(list->groups, list->count, sizeof *list->groups, compare_group_left);
  bool joined = list->count > 0;
  for (int round = 0; joined && round < 50; round++) {
    joined = false;
    for (size_t i = 0; i < list->count; i++) {
      if (list->groups[i].taken)
        continue;
      long next = group_next(list, i);
      if (next >= 0 && groups_follow(&list->groups[i], &list->groups[next])) {
        group_absorb(&list->groups[i], &list->groups[next]);
        joined = true;
      }
    }
  }
}

/* ---- groups to segments ---- */

static struct text_segment segment_from_group(struct group *group)
{
  struct text_segment segment = {.box = group->box, .size = group->size};
  qsort(group->parts, group->count, sizeof *group->parts, compare_left);
  segment.pieces = memory_alloc(group->count * sizeof *segment.pieces);
  for (size_t i = 0; i < group->count; i++) {
    struct box part = group->parts[i];
    struct box *last = segment.piece_count ? &segment.pieces[segment.piece_count - 1] : NULL;
    if (last && part.x - box_right(*last) < PIECE_GAP * group->size)
      *last = box_union(*last, part);
    else
      segment.pieces[segment.piece_count++] = part;
  }
  return segment;
}

static bool group_is_text(const struct group *group, int char_size)
{
  return group->size * 10 >= char_size * 3 && group->box.h * 10 >= char_size * 2;
}

static int compare_segment(const void *a, const void *b)
{
  const struct text_segment *p = a, *q = b;
  return p->box.y != q->box.y ? p->box.y - q->box.y : p->box.x - q->box.x;
}

static void groups_clear(struct group_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    free(list->groups[i].parts);
  free(list->groups);
  *list = (struct group_list){0};
}

/* Groups of components, each on one line. */
static struct group_list groups_find(const struct component_list *components, int char_size)
{
  struct group_list groups = {0};
  groups_from_components(components, char_size, &groups);
  groups_cut_double_lines(&groups);
  groups_trim(&groups);
  groups_join_enclosed(&groups);
  groups_join_stacked(&groups, char_size);
  groups_join_halves(&groups, char_size);
  groups_join_lines(&groups);
  groups_join_enclosed(&groups);
  groups_join_halves(&groups, char_size);
  return groups;
}

/* The height of most of the page's characters, each line having a say by its width; 0: no lines. */
static int groups_char_size(const struct group_list *list)
{
  enum { SIZES = 256 };
  long weight[SIZES] = {0}, total = 0, below = 0;
  for (size_t i = 0; i < list->count; i++) {
    const struct group *group = &list->groups[i];
    if (group->taken || group->size >= SIZES || group->box.w < 3 * group->size)
      continue;
    weight[group->size] += group->box.w;
    total += group->box.w;
  }
  for (int size = 0; total && size < SIZES; size++) {
    below += weight[size];
    if (below * 2 >= total)
      return size;
  }
  return 0;
}

struct segment_list lines_find(PIX *mask, int char_size)
{
  struct component_list components = components_find(mask, max_int(2, char_size / 12));
  struct group_list groups = groups_find(&components, char_size);
  int size = groups_char_size(&groups);
  if (size > SIZE_MISJUDGED * char_size) { /* thin strokes had come apart */
    char_size = size;
    groups_clear(&groups);
    groups = groups_find(&components, char_size);
  }
  components_clear(&components);
  struct segment_list list = {0};
  for (size_t i = 0; i < groups.count; i++) {
    struct group *group = &groups.groups[i];
    if (!group->taken && group_is_text(group, char_size)) {
      array_reserve(list.segments, list.count, list.capacity);
      list.segments[list.count++] = segment_from_group(group);
    }
  }
  groups_clear(&groups);
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
