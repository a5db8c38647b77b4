#ifndef ZHAOLU_BASE_BOX_H
#define ZHAOLU_BASE_BOX_H

/* A rectangle in pixels, origin top left, x to the right, y down. w == 0 means "not known". */

#include <stdbool.h>

struct box {
  int x, y, w, h;
};

static inline bool box_is_empty(struct box box)
{
  return box.w <= 0 || box.h <= 0;
}

static inline int box_right(struct box box)
{
  return box.x + box.w;
}

static inline int box_bottom(struct box box)
{
  return box.y + box.h;
}

static inline double box_middle_x(struct box box)
{
  return box.x + box.w / 2.0;
}

static inline double box_middle(struct box box)
{
  return box.y + box.h / 2.0;
}

static inline int box_longer(struct box box)
{
  return box.w > box.h ? box.w : box.h;
}

/* Smallest box that holds both; an empty box adds nothing. */
static inline struct box box_union(struct box a, struct box b)
{
  if (box_is_empty(a))
    return b;
  if (box_is_empty(b))
    return a;
  int x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
  int right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
  int bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
  return (struct box){x, y, right - x, bottom - y};
}

/* Pixels that two spans [a, a+na) and [b, b+nb) share; negative is the gap between them. */
static inline int span_overlap(int a, int na, int b, int nb)
{
  int low = a > b ? a : b, high = a + na < b + nb ? a + na : b + nb;
  return high - low;
}

#endif
