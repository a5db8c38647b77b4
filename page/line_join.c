#include "page/line_group.h"

#include <stdlib.h>

#include "base/memory.h"

/* All distances are shares of the character height of the place. Set by hand; a change is judged by
 * scripts/accuracy on drawn and scanned pages (docs/accuracy.md, Reading). */
static const double WORD_GAP = 0.80;          /* words of a segment stand closer than this */
static const double END_PIECE_GAP = 0.35;     /* a wider gap parts the last piece from the rest */
static const double SPREAD_GAP_MAX = 3;       /* characters of a label spread over its column */
static const double SPREAD_GAP_SPREAD = 0.35; /* by how much of itself that gap varies */
static const double MARK_GAP = 1.3; /* a full-width mark leaves half a character white beside it */
static const double SPREAD_WIDTH_MAX = 16;    /* a spread label or date is not wider */
static const double DATE_GAP_MAX = 1.7;       /* between the typed digits and 年, 月, 日 */
static const double LEVEL_OFFSET = 0.22;      /* words on one baseline differ less than this */
static const double DATE_OFFSET = 1.0;        /* typed digits may stand this much lower or higher */
static const double SIZE_RATIO = 1.7;         /* characters of one segment differ less in height */
static const double HALVES_HEIGHT_MAX = 1.15; /* both parts of a line that came apart */

static bool sizes_agree(const struct group *a, const struct group *b)
{
  return max_int(a->size, b->size) <= SIZE_RATIO * min_int(a->size, b->size);
}

/* The group's last (or first) piece: the components at that end without a wide gap between them.
 * Components are kept in no order, so the piece grows until nothing joins it. */
static struct group group_end_piece(const struct group *group, bool last)
{
  struct group piece = {.size = group->size};
  int edge = last ? box_right(group->box) : group->box.x,
      reach = (int)(END_PIECE_GAP * group->size);
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
  if (a->apart)
    return false;
  if (group_is_mark_of(b, a) || group_is_mark_of(a, b))
    return gap <= MARK_GAP * max_int(a->size, b->size);
  if (group_is_flat_of(a, b) || group_is_flat_of(b, a))
    return gap <= WORD_GAP * max_int(a->size, b->size);
  if (!sizes_agree(a, b))
    return false;
  double offset = group_middle_at(b, b->box.x) - group_middle_at(a, box_right(a->box));
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
  int size = max_int(group->size, other->size);
  group_measure(group);
  group->size = size;
  group->apart |= other->apart;
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
    double offset =
        group_middle_at(other, other->box.x) - group_middle_at(group, box_right(group->box));
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
        group_measure(a);
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

void groups_join(struct group_list *list, int char_size)
{
  groups_join_enclosed(list);
  groups_join_stacked(list, char_size);
  groups_join_halves(list, char_size);
  groups_join_lines(list);
  groups_join_enclosed(list);
  groups_join_halves(list, char_size);
}
