#include "page/component.h"

#include <stdlib.h>

#include "base/memory.h"

/* A page of print has some 10,000 components; far more is texture, and not worth the time. */
enum { COMPONENTS_MAX = 60000, CHAR_COMPONENTS_MIN = 12 };

struct component_list components_find(PIX *mask, int min_size)
{
  struct component_list list = {0};
  BOXA *boxes = pixConnCompBB(mask, 8);
  l_int32 count = boxes ? boxaGetCount(boxes) : 0;
  list.boxes =
      memory_alloc((size_t)(count < COMPONENTS_MAX ? count : COMPONENTS_MAX) * sizeof *list.boxes);
  for (l_int32 i = 0; i < count && list.count < COMPONENTS_MAX; i++) {
    l_int32 x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    if (w >= min_size || h >= min_size)
      list.boxes[list.count++] = (struct box){x, y, w, h};
  }
  boxaDestroy(&boxes);
  return list;
}

void components_clear(struct component_list *list)
{
  free(list->boxes);
  *list = (struct component_list){0};
}

static int compare_height(const void *a, const void *b)
{
  return ((const struct box *)a)->h - ((const struct box *)b)->h;
}

int boxes_height_rank(const struct box *boxes, size_t count, double rank)
{
  autofree struct box *sorted = memory_alloc((count + 1) * sizeof *sorted);
  double total = 0, below = 0;
  for (size_t i = 0; i < count; i++) {
    sorted[i] = boxes[i];
    total += boxes[i].w;
  }
  if (count)
    qsort(sorted, count, sizeof *sorted, compare_height);
  for (size_t i = 0; i < count; i++) {
    below += sorted[i].w;
    if (below >= rank * total)
      return sorted[i].h;
  }
  return 0;
}

int components_char_size(const struct component_list *list, int max_size)
{
  enum { SIZE_MIN = 6, BINS = 512 };
  double weight[BINS] = {0}, total = 0;
  int used = 0;
  for (size_t i = 0; i < list->count; i++) {
    struct box box = list->boxes[i];
    int size = box_longer(box);
    if (size < SIZE_MIN || size > max_size || size >= BINS || box.w * 2 < box.h ||
        box.h * 2 < box.w)
      continue;
    double area = size;
    weight[size] += area;
    total += area;
    used++;
  }
  if (used < CHAR_COMPONENTS_MIN)
    return 0;
  double below = 0;
  for (int size = 0; size < BINS; size++) {
    below += weight[size];
    if (below * 2 >= total)
      return size;
  }
  return 0;
}

static int compare_x(const void *a, const void *b)
{
  return ((const struct box *)a)->x - ((const struct box *)b)->x;
}

/* Number of components that have a neighbour of like height close to the right. */
static size_t neighbours_right(struct box *boxes, size_t count, int char_size)
{
  size_t found = 0;
  qsort(boxes, count, sizeof *boxes, compare_x);
  for (size_t i = 0; i < count; i++) {
    struct box a = boxes[i];
    for (size_t j = i + 1; j < count && boxes[j].x <= a.x + a.w + char_size / 3; j++) {
      struct box b = boxes[j];
      if (b.x >= a.x + a.w &&
          span_overlap(a.y, a.h, b.y, b.h) * 10 >= 7 * (a.h < b.h ? a.h : b.h)) {
        found++;
        break;
      }
    }
  }
  return found;
}

double components_direction(const struct component_list *list, int char_size)
{
  struct box *boxes = memory_alloc(list->count * sizeof *boxes);
  size_t count = 0;
  for (size_t i = 0; i < list->count; i++) {
    int size = box_longer(list->boxes[i]);
    if (size * 2 >= char_size && size * 2 <= char_size * 3)
      boxes[count++] = list->boxes[i];
  }
  double along = (double)neighbours_right(boxes, count, char_size);
  for (size_t i = 0; i < count; i++)
    boxes[i] = (struct box){boxes[i].y, boxes[i].x, boxes[i].h, boxes[i].w};
  double across = (double)neighbours_right(boxes, count, char_size);
  free(boxes);
  return (along - across) / (along + across + 1);
}
