#include "output/page_place.h"

#include <math.h>

static struct place_quad quad_of_box(struct box box)
{
  double left = box.x, top = box.y, right = left + box.w, bottom = top + box.h;
  return (struct place_quad){{left, right, right, left}, {top, top, bottom, bottom}};
}

void page_place_upright_size(const struct read_page *page, int *ret_width, int *ret_height)
{
  bool sideways = page->rotation == 90 || page->rotation == 270;
  *ret_width = sideways ? page->height : page->width;
  *ret_height = sideways ? page->width : page->height;
}

static void point_turn(const struct read_page *page, double *x, double *y)
{
  double old_x = *x, old_y = *y;
  switch (page->rotation) {
  case 90:
    *x = page->height - old_y;
    *y = old_x;
    break;
  case 180:
    *x = page->width - old_x;
    *y = page->height - old_y;
    break;
  case 270:
    *x = old_y;
    *y = page->width - old_x;
    break;
  default:
    break;
  }
}

struct place_quad page_place_upright(const struct read_page *page, struct box box)
{
  struct place_quad quad = quad_of_box(box);
  for (int i = 0; i < 4; i++)
    point_turn(page, &quad.x[i], &quad.y[i]);
  return quad;
}

struct box page_place_source(const struct read_page *page, struct box box)
{
  switch (page->rotation) {
  case 90:
    return (struct box){box.y, page->height - box.x - box.w, box.h, box.w};
  case 180:
    return (struct box){page->width - box.x - box.w, page->height - box.y - box.h, box.w, box.h};
  case 270:
    return (struct box){page->width - box.y - box.h, box.x, box.h, box.w};
  default:
    return box;
  }
}

static struct box box_grow(struct box box, int by)
{
  return (struct box){box.x - by, box.y - by, box.w + 2 * by, box.h + 2 * by};
}

/* Room around the characters, so that the mark's line does not touch them; pixels of the scan. */
static int mark_room(const struct read_page *page)
{
  int shorter = page->width < page->height ? page->width : page->height;
  return shorter / 250 + 1;
}

struct box page_place_mark(const struct read_page *page, struct box box)
{
  return box_grow(box, mark_room(page));
}

struct box page_place_crop(const struct read_page *page, struct box box)
{
  enum { ROOMS_AT_MOST = 8 };
  int room = mark_room(page), beside = (box.h < box.w ? box.h : box.w) / 2;
  struct box crop = box_grow(box, 2 * room);
  beside = beside < ROOMS_AT_MOST * room ? beside : ROOMS_AT_MOST * room;
  return (struct box){crop.x - beside, crop.y, crop.w + 2 * beside, crop.h};
}

bool page_place_has_clean(const struct read_page *page)
{
  return page->clean_preview.format != PICTURE_NONE && page->clean_width > 0 &&
         page->clean_height > 0 && page->clean_from_source[8] != 0.0;
}

struct place_quad page_place_clean(const struct read_page *page, struct box box)
{
  const double *m = page->clean_from_source;
  struct place_quad quad = quad_of_box(box);
  for (int i = 0; i < 4; i++) {
    double x = quad.x[i], y = quad.y[i], w = m[6] * x + m[7] * y + m[8];
    if (fabs(w) < 1e-9)
      continue;
    quad.x[i] = (m[0] * x + m[1] * y + m[2]) / w;
    quad.y[i] = (m[3] * x + m[4] * y + m[5]) / w;
  }
  return quad;
}

struct box place_quad_bounds(struct place_quad quad)
{
  double left = quad.x[0], right = left, top = quad.y[0], bottom = top;
  for (int i = 1; i < 4; i++) {
    left = fmin(left, quad.x[i]);
    right = fmax(right, quad.x[i]);
    top = fmin(top, quad.y[i]);
    bottom = fmax(bottom, quad.y[i]);
  }
  return (struct box){(int)floor(left), (int)floor(top), (int)ceil(right - left),
                      (int)ceil(bottom - top)};
}
