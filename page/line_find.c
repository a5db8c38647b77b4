#include "page/line_find.h"

#include <stdlib.h>

#include "base/memory.h"
#include "page/line_group.h"

/* Shares of the character height: a wider gap parts two pieces. */
static const double PIECE_GAP = 0.35;
/* A narrower part may be a mark. */
static const double NARROW_PART = 0.4;
/* Lines this many times higher than the characters were taken for: those were parts of them. */
static const double SIZE_MISJUDGED = 1.15;

/* Whether the last part is narrow and touches nothing. Parts go from left to right. */
static bool group_ends_narrow(const struct group *group)
{
  struct box last = group->parts[group->count - 1];
  int before = group->box.x;
  for (size_t i = 0; i + 1 < group->count; i++)
    before = max_int(before, box_right(group->parts[i]));
  return group->count > 1 && last.x > before && last.w < NARROW_PART * group->size;
}

static struct text_segment segment_from_group(struct group *group)
{
  struct text_segment segment = {.box = group->box, .size = group->size, .slope = group->slope};
  qsort(group->parts, group->count, sizeof *group->parts, box_compare_left);
  segment.narrow_end = group_ends_narrow(group);
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

static void segments_sort(struct segment_list *list)
{
  if (list->count)
    qsort(list->segments, list->count, sizeof *list->segments, compare_segment);
}

struct segment_list lines_find(PIX *mask, int char_size)
{
  struct component_list components = components_find(mask, max_int(2, char_size / 12));
  struct group_list groups = groups_from_components(&components, char_size);
  groups_join(&groups, char_size);
  int size = groups_char_size(&groups);
  if (size > SIZE_MISJUDGED * char_size) { /* thin strokes had come apart */
    char_size = size;
    groups_clear(&groups);
    groups = groups_from_components(&components, char_size);
    groups_join(&groups, char_size);
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
  segments_sort(&list);
  return list;
}

void segments_merge(struct segment_list *list, struct segment_list *other)
{
  for (size_t i = 0; i < other->count; i++) {
    array_reserve(list->segments, list->count, list->capacity);
    list->segments[list->count++] = other->segments[i];
  }
  free(other->segments);
  *other = (struct segment_list){0};
  segments_sort(list);
}

void segments_clear(struct segment_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    free(list->segments[i].pieces);
  free(list->segments);
  *list = (struct segment_list){0};
}
