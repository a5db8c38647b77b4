#include "ocr/row_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/utf8.h"

/* Distances are shares of the character height. Set by hand; a change is judged by
 * scripts/accuracy, by what CER in reading order has more than CER in any order (docs/accuracy.md,
 * Reading). */
static const double LEVEL_OFFSET = 0.45;    /* segments of one row differ less in their middles */
static const double VALUE_OFFSET = 1.05;    /* a value may be typed this much off its label's row */
static const double BLOCK_REACH = 0.2;      /* a block's first value is hardly above its label */
static const double DATE_GAP = 2.0;         /* digits and the 年 月 日 beside them */
static const double STACK_PITCH = 1.75;     /* rows of one label stand closer than this */
static const double GUTTER_WIDTH = 0.8;     /* white between two columns */
static const double COLUMN_WIDTH_MIN = 8.5; /* narrower is a column of labels */
enum { LABEL_CHARS_MAX = 10, COLUMN_ROWS_MIN = 3, STACK_ROWS_MAX = 4 };

/* What a segment's text says about its place. */
struct facts {
  bool ends_with_colon;
  bool ends_with_mark; /* a colon, or what a small one is misread as */
  bool is_digits;      /* nothing but digits */
  int chars;           /* without spaces */
  long key;            /* sort key of its row, twice a pixel row */
  long parent;         /* union-find over rows */
  bool is_stacked;     /* a row of a label of several rows */
};

static struct facts segment_facts(const struct read_segment *segment)
{
  struct facts facts = {.is_digits = true};
  const char *last = "";
  for (size_t i = 0; i < segment->best.count; i++) {
    const char *text = segment->best.glyphs[i].text;
    if (glyph_is_space(&segment->best.glyphs[i]))
      continue;
    facts.chars++;
    facts.is_digits = facts.is_digits && codepoint_is_digit((unsigned char)text[0]);
    last = text;
  }
  facts.ends_with_colon = strcmp(last, ":") == 0 || strcmp(last, "：") == 0;
  static const char *const marks[] = {";", ",", ".", "；", "，", "。"};
  facts.ends_with_mark = facts.ends_with_colon;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    facts.ends_with_mark = facts.ends_with_mark || strcmp(last, marks[i]) == 0;
  facts.is_digits = facts.is_digits && facts.chars > 0;
  return facts;
}

/* ---- columns ---- */

struct order {
  const struct read_segment *segments;
  struct facts *facts;
  struct row_list rows;
};

/* White between x0 and x1 with text facing each other on both sides. */
struct gutter {
  int x0, x1;
  int top, bottom; /* the rows over which it parts two columns */
};

static struct box indices_box(const struct order *order, const size_t *indices, size_t count,
                              int x_from, int x_to)
{
  struct box box = {0};
  for (size_t i = 0; i < count; i++) {
    struct box part = order->segments[indices[i]].box;
    if (part.x >= x_from && box_right(part) <= x_to)
      box = box_union(box, part);
  }
  return box;
}

/* Whether white at x parts two columns of text. */
static bool gutter_at(const struct order *order, const size_t *indices, size_t count, int x,
                      struct gutter *ret_gutter)
{
  struct box left = indices_box(order, indices, count, -100000, x);
  struct box right = indices_box(order, indices, count, x, 1000000);
  if (box_is_empty(left) || box_is_empty(right))
    return false;
  int top = max_int(left.y, right.y), bottom = min_int(box_bottom(left), box_bottom(right));
  int x0 = -1, x1 = 1000000, rows_left = 0, rows_right = 0, labels = 0, size = 0;
  int left_edge = 1000000, right_edge = 0;
  for (size_t i = 0; i < count; i++) {
    struct box box = order->segments[indices[i]].box;
    if (box_middle(box) < top || box_middle(box) > bottom)
      continue;
    size = max_int(size, order->segments[indices[i]].size);
    if (box_right(box) <= x) {
      x0 = max_int(x0, box_right(box));
      left_edge = min_int(left_edge, box.x);
      rows_left++;
      labels += order->facts[indices[i]].ends_with_colon;
    } else if (box.x >= x) {
      x1 = min_int(x1, box.x);
      right_edge = max_int(right_edge, box_right(box));
      rows_right++;
    } else {
      return false; /* text runs across */
    }
  }
  *ret_gutter = (struct gutter){x0, x1, top, bottom};
  return rows_left >= COLUMN_ROWS_MIN && rows_right >= COLUMN_ROWS_MIN &&
         x1 - x0 >= GUTTER_WIDTH * size && x0 - left_edge >= COLUMN_WIDTH_MIN * size &&
         right_edge - x1 >= COLUMN_WIDTH_MIN * size / 2 && labels * 2 < rows_left;
}

static bool gutter_find(const struct order *order, const size_t *indices, size_t count,
                        struct gutter *ret_gutter)
{
  bool found = false;
  *ret_gutter = (struct gutter){0};
  for (size_t i = 0; i < count; i++) {
    struct gutter gutter;
    if (!gutter_at(order, indices, count, order->segments[indices[i]].box.x, &gutter))
      continue;
    if (!found || gutter.bottom - gutter.top > ret_gutter->bottom - ret_gutter->top)
      *ret_gutter = gutter;
    found = true;
  }
  return found;
}

/* ---- rows of one column ---- */

static long row_find(struct facts *facts, long i)
{
  while (facts[i].parent != i)
    i = facts[i].parent = facts[facts[i].parent].parent;
  return i;
}

static void row_join(struct facts *facts, size_t a, size_t b)
{
  facts[row_find(facts, (long)b)].parent = row_find(facts, (long)a);
}

/* The row in the middle of the segment's line at the column of it that is nearest to x. */
static double segment_middle_at(const struct read_segment *segment, int x)
{
  x = max_int(segment->box.x, min_int(x, box_right(segment->box)));
  return box_middle(segment->box) + segment->slope * (x - box_middle_x(segment->box));
}

static bool segments_are_level(const struct read_segment *a, const struct read_segment *b)
{
  double offset = segment_middle_at(a, b->box.x) - segment_middle_at(b, a->box.x);
  double size = min_int(a->size, b->size);
  bool apart = span_overlap(a->box.x, a->box.w, b->box.x, b->box.w) <= 0.3 * size;
  return apart && (offset < 0 ? -offset : offset) <= LEVEL_OFFSET * size;
}

/* Typed digits beside a printed 年, lower or higher than it. */
static bool segments_are_date(const struct order *order, size_t a, size_t b)
{
  const struct read_segment *p = &order->segments[a], *q = &order->segments[b];
  if (!order->facts[a].is_digits && !order->facts[b].is_digits)
    return false;
  double offset = box_middle(p->box) - box_middle(q->box), size = max_int(p->size, q->size);
  int gap = -span_overlap(p->box.x, p->box.w, q->box.x, q->box.w);
  return gap > -size / 3 && gap <= DATE_GAP * size &&
         (offset < 0 ? -offset : offset) <= VALUE_OFFSET * size;
}

/* Marks the rows above a colon that belong to the same label, and gives the block's box. */
static size_t stack_collect(struct order *order, const size_t *indices, size_t count, size_t last,
                            struct box *ret_box)
{
  const struct read_segment *below = &order->segments[last];
  size_t found = 0;
  struct box block = below->box;
  for (int step = 0; step < STACK_ROWS_MAX; step++) {
    long next = -1;
    for (size_t i = 0; i < count; i++) {
      const struct read_segment *above = &order->segments[indices[i]];
      double pitch = box_middle(below->box) - box_middle(above->box);
      int indent = above->box.x - below->box.x;
      if (pitch > 0.6 * below->size && pitch <= STACK_PITCH * below->size &&
          abs(indent) <= 1.2 * below->size && !order->facts[indices[i]].ends_with_colon &&
          order->facts[indices[i]].chars <= LABEL_CHARS_MAX)
        next = (long)indices[i];
    }
    if (next < 0)
      break;
    order->facts[next].is_stacked = true;
    below = &order->segments[next];
    block = box_union(block, below->box);
    found++;
  }
  *ret_box = block;
  return found;
}

/* A label of several rows comes whole before the values that stand right of it. */
static void stack_set_keys(struct order *order, const size_t *indices, size_t count, size_t last)
{
  struct box block;
  if (!stack_collect(order, indices, count, last, &block))
    return;
  order->facts[last].is_stacked = true;
  int size = order->segments[last].size;
  long after = (long)(2 * box_middle(order->segments[last].box)) + 1;
  for (size_t i = 0; i < count; i++) {
    const struct read_segment *segment = &order->segments[indices[i]];
    struct facts *facts = &order->facts[indices[i]];
    bool beside = segment->box.x > box_right(block) - size / 3 &&
                  box_middle(segment->box) > block.y - BLOCK_REACH * size &&
                  box_middle(segment->box) < box_bottom(block) + size / 2.0;
    long behind = after + (long)(2 * (box_middle(segment->box) - block.y) + 2 * size) / 8;
    if (beside &&
        facts->key < behind) /* those below the label's last row too, or they would overtake */
      facts->key = behind;
  }
}

/* The segment that a label with nothing right of it on its own level leads to, or -1. */
static long label_value(const struct order *order, const size_t *indices, size_t count,
                        size_t label)
{
  const struct read_segment *from = &order->segments[label];
  long best = -1;
  double best_score = VALUE_OFFSET * from->size;
  for (size_t i = 0; i < count; i++) {
    const struct read_segment *to = &order->segments[indices[i]];
    if (to->box.x < box_right(from->box) - from->size / 3)
      continue;
    double offset = box_middle(to->box) - box_middle(from->box);
    double distance = offset < 0 ? -offset : offset;
    if (distance <= LEVEL_OFFSET * min_int(from->size, to->size))
      return -1;
    if (distance < best_score) {
      best_score = distance;
      best = (long)indices[i];
    }
  }
  return best;
}

static void rows_join(struct order *order, const size_t *indices, size_t count)
{
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < count; j++) {
      size_t a = indices[i], b = indices[j];
      if (a == b || order->segments[b].box.x < order->segments[a].box.x ||
          order->facts[a].is_stacked || order->facts[b].is_stacked)
        continue;
      if (segments_are_level(&order->segments[a], &order->segments[b]) ||
          segments_are_date(order, a, b))
        row_join(order->facts, a, b);
    }
  for (size_t i = 0; i < count; i++) {
    if (!order->facts[indices[i]].ends_with_colon || order->facts[indices[i]].is_stacked)
      continue;
    long value = label_value(order, indices, count, indices[i]);
    if (value >= 0 && !order->facts[value].ends_with_colon)
      row_join(order->facts, indices[i], (size_t)value);
  }
}

static struct row *rows_new(struct row_list *list)
{
  array_reserve(list->rows, list->count, list->capacity);
  struct row *row = &list->rows[list->count++];
  *row = (struct row){0};
  return row;
}

static void row_add(const struct order *order, struct row *row, size_t segment)
{
  array_reserve(row->segments, row->count, row->capacity);
  size_t at = row->count++;
  while (at > 0 && order->segments[row->segments[at - 1]].box.x > order->segments[segment].box.x) {
    row->segments[at] = row->segments[at - 1];
    at--;
  }
  row->segments[at] = segment;
  row->box = box_union(row->box, order->segments[segment].box);
}

static long row_key(const struct order *order, const struct row *row)
{
  return order->facts[row->segments[0]].key;
}

/* Rows from index `first` on by their keys; stable insertion: rows come nearly sorted. */
static void rows_sort(struct order *order, size_t first)
{
  struct row *rows = order->rows.rows;
  for (size_t i = first + 1; i < order->rows.count; i++)
    for (size_t k = i; k > first && row_key(order, &rows[k - 1]) > row_key(order, &rows[k]); k--) {
      struct row swap = rows[k];
      rows[k] = rows[k - 1];
      rows[k - 1] = swap;
    }
}

static void column_order(struct order *order, const size_t *indices, size_t count)
{
  for (size_t i = 0; i < count; i++)
    order->facts[indices[i]].key = (long)(2 * box_middle(order->segments[indices[i]].box));
  for (size_t i = 0; i < count; i++)
    if (order->facts[indices[i]].ends_with_mark &&
        order->facts[indices[i]].chars <= LABEL_CHARS_MAX)
      stack_set_keys(order, indices, count, indices[i]);
  rows_join(order, indices, count);
  size_t first = order->rows.count;
  for (size_t i = 0; i < count; i++) {
    if (row_find(order->facts, (long)indices[i]) != (long)indices[i])
      continue;
    struct row *row = rows_new(&order->rows);
    for (size_t j = 0; j < count; j++)
      if (row_find(order->facts, (long)indices[j]) == (long)indices[i])
        row_add(order, row, indices[j]);
  }
  rows_sort(order, first);
}

/* Orders a region: what stands above a gutter, its left column, its right column, what is below. */
static void region_order(struct order *order, const size_t *indices, size_t count, int depth)
{
  struct gutter gutter;
  if (depth > 4 || !gutter_find(order, indices, count, &gutter)) {
    column_order(order, indices, count);
    return;
  }
  size_t *part = memory_alloc(count * sizeof *part);
  for (int place = 0; place < 4; place++) {
    size_t part_count = 0;
    for (size_t i = 0; i < count; i++) {
      struct box box = order->segments[indices[i]].box;
      int where = box_middle(box) < gutter.top      ? 0
                  : box_middle(box) > gutter.bottom ? 3
                  : box.x < gutter.x1               ? 1
                                                    : 2;
      if (where == place)
        part[part_count++] = indices[i];
    }
    if (part_count)
      region_order(order, part, part_count, depth + 1);
  }
  free(part);
}

struct row_list rows_order(const struct read_segment *segments, size_t count)
{
  struct order order = {.segments = segments, .facts = memory_alloc(count * sizeof(struct facts))};
  size_t *indices = memory_alloc(count * sizeof *indices);
  for (size_t i = 0; i < count; i++) {
    order.facts[i] = segment_facts(&segments[i]);
    order.facts[i].parent = (long)i;
    indices[i] = i;
  }
  if (count)
    region_order(&order, indices, count, 0);
  free(indices);
  free(order.facts);
  return order.rows;
}

void rows_clear(struct row_list *rows)
{
  for (size_t i = 0; i < rows->count; i++)
    free(rows->rows[i].segments);
  free(rows->rows);
  *rows = (struct row_list){0};
}
