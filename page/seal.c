#include "page/seal.h"

#include <stdlib.h>

#include "base/memory.h"
#include "page/flatten.h"
#include "page/region.h"
#include "page/seal_internal.h"

/* A seal is at least this many characters wide, and about as high as wide. */
static const double SEAL_SIZE_MIN = 4.5, SEAL_ASPECT_MAX = 1.35;
/* White gaps within a seal, between its characters, ring and star, in characters. */
static const double SEAL_GAP = 0.9;
/* Share of its box that its ink, closed, may fill: more is an emblem or a red field. */
static const double SEAL_FILL_MAX = 0.90;
/* Larger red things than this many characters are not text. */
static const double RED_TEXT_MAX = 6.0;

/* The text's own level and the one of what a seal's print still shows, as ranks. Where they differ
 * enough, what is paler than half-way is set this many times as far from it. */
static const float TEXT_RANK = 0.25f, PRINT_RANK = 0.5f;
static const double LIFT = 2.5;

/* The mask reduced by 4 with gaps in rings closed. */
static PIX *red_shape(PIX *red_mask, int char_size)
{
  int gap = ((int)(SEAL_GAP * char_size) / 4) | 1;
  PIX *clean = pixOpenBrick(NULL, red_mask, 2, 2);
  PIX *small = clean ? pixReduceRankBinaryCascade(clean, 1, 1, 0, 0) : NULL;
  PIX *closed = small ? pixCloseSafeBrick(NULL, small, gap, gap) : NULL;
  pixDestroy(&clean);
  pixDestroy(&small);
  return closed;
}

static double region_fill(PIX *part, int x, int y, int w, int h)
{
  BOX *region = boxCreate(x, y, w, h);
  l_int32 count = 0;
  pixCountPixelsInRect(part, region, &count, NULL);
  boxDestroy(&region);
  return (double)count / (w * h);
}

/* A ring leaves the corners of its box empty; a large character or picture does not. */
static bool shape_is_round(PIX *part)
{
  static const double CORNER = 0.13, CORNER_FILL_MAX = 0.12;
  int w = pixGetWidth(part), h = pixGetHeight(part);
  int cw = (int)(w * CORNER), ch = (int)(h * CORNER), empty = 0;
  if (cw < 1 || ch < 1)
    return false;
  for (int i = 0; i < 4; i++)
    empty += region_fill(part, i & 1 ? w - cw : 0, i & 2 ? h - ch : 0, cw, ch) <= CORNER_FILL_MAX;
  return empty >= 3;
}

static bool shape_is_seal(PIX *part, int char_size)
{
  double w = pixGetWidth(part) * 4.0, h = pixGetHeight(part) * 4.0;
  l_float32 fill = 1;
  pixForegroundFraction(part, &fill);
  return w >= SEAL_SIZE_MIN * char_size && h >= SEAL_SIZE_MIN * char_size &&
         w <= SEAL_ASPECT_MAX * h && h <= SEAL_ASPECT_MAX * w && fill <= SEAL_FILL_MAX &&
         shape_is_round(part);
}

struct seal_list seals_find(PIX *red_mask, int char_size)
{
  struct seal_list list = {0};
  PIX *shape = red_mask ? red_shape(red_mask, char_size) : NULL;
  PIXA *parts = NULL;
  BOXA *boxes = shape ? pixConnComp(shape, &parts, 8) : NULL;
  for (l_int32 i = 0; boxes && i < boxaGetCount(boxes); i++) {
    PIX *part = pixaGetPix(parts, i, L_CLONE);
    if (shape_is_seal(part, char_size)) {
      l_int32 x, y, w, h;
      boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
      array_reserve(list.seals, list.count, list.capacity);
      list.seals[list.count++] = (struct seal){{x * 4, y * 4, w * 4, h * 4}, false};
    }
    pixDestroy(&part);
  }
  boxaDestroy(&boxes);
  pixaDestroy(&parts);
  pixDestroy(&shape);
  return list;
}

void seals_clear(struct seal_list *list)
{
  free(list->seals);
  *list = (struct seal_list){0};
}

void seals_turn_half(struct seal_list *list, int width, int height)
{
  for (size_t i = 0; i < list->count; i++) {
    struct box *box = &list->seals[i].box;
    box->x = width - box_right(*box);
    box->y = height - box_bottom(*box);
  }
}

void seals_mirror(struct seal_list *list, int width)
{
  for (size_t i = 0; i < list->count; i++)
    list->seals[i].box.x = width - box_right(list->seals[i].box);
}

enum seal_cover seals_cover(const struct seal_list *list, struct box box)
{
  enum seal_cover cover = SEAL_NONE;
  for (size_t i = 0; i < list->count; i++) {
    struct box seal = list->seals[i].box;
    int across = span_overlap(seal.x, seal.w, box.x, box.w);
    int down = span_overlap(seal.y, seal.h, box.y, box.h);
    if (across <= 0 || down <= 0)
      continue;
    if (!list->seals[i].is_grey)
      cover = SEAL_RED;
    else if (across < box.w)
      return SEAL_GREY;
  }
  return cover;
}

bool seals_hold(const struct seal_list *list, struct box box)
{
  int x = box.x + box.w / 2, y = box.y + box.h / 2;
  for (size_t i = 0; i < list->count; i++) {
    struct box seal = list->seals[i].box;
    if (x >= seal.x && x < seal.x + seal.w && y >= seal.y && y < seal.y + seal.h)
      return true;
  }
  return false;
}

/* Clears one blot of `text` where at least half of it is red. */
static void blot_clear_red(PIX *text, PIX *blot, int x, int y, PIX *red)
{
  l_int32 all = 0, both = 0;
  PIX *common = pixCreateTemplate(blot);
  pixRasterop(common, 0, 0, pixGetWidth(blot), pixGetHeight(blot), PIX_SRC, red, x, y);
  pixAnd(common, common, blot);
  pixCountPixels(blot, &all, NULL);
  pixCountPixels(common, &both, NULL);
  if (both * 2 >= all)
    pixRasterop(text, x, y, pixGetWidth(blot), pixGetHeight(blot), PIX_NOT(PIX_SRC) & PIX_DST, blot,
                0, 0);
  pixDestroy(&common);
}

/* Clears from `text` the blots inside the seal that are mostly red. */
static void seal_clear_red_blots(struct box seal, PIX *text, PIX *red_mask)
{
  PIX *inside = region_clip(text, seal);
  PIX *red = region_clip(red_mask, seal);
  PIX *wide = red ? pixDilateBrick(NULL, red, 5, 5) : NULL;
  PIXA *blots = NULL;
  BOXA *boxes = inside && wide ? pixConnComp(inside, &blots, 8) : NULL;
  for (l_int32 k = 0; boxes && k < boxaGetCount(boxes); k++) {
    l_int32 x, y;
    boxaGetBoxGeometry(boxes, k, &x, &y, NULL, NULL);
    PIX *blot = pixaGetPix(blots, k, L_CLONE);
    blot_clear_red(inside, blot, x, y, wide);
    pixDestroy(&blot);
  }
  if (boxes)
    pixRasterop(text, seal.x, seal.y, pixGetWidth(inside), pixGetHeight(inside), PIX_SRC, inside, 0,
                0);
  boxaDestroy(&boxes);
  pixaDestroy(&blots);
  pixDestroy(&wide);
  pixDestroy(&red);
  pixDestroy(&inside);
}

int seal_text_level(PIX *plane, PIX *text)
{
  return masked_level(plane, text, TEXT_RANK);
}

/* The level of the seal's print that is still dark: ink beside red ink; -1: none. */
static int print_level(PIX *plane, struct box seal, PIX *red_mask)
{
  PIX *grey = region_clip(plane, seal);
  PIX *dark = grey ? pixThresholdToBinary(grey, SEAL_PRINT_LEVEL_MAX) : NULL;
  PIX *red = region_clip(red_mask, seal);
  PIX *near = red ? pixDilateBrick(NULL, red, 5, 5) : NULL;
  int level = -1;
  if (dark && near) {
    pixAnd(near, near, dark);
    level = masked_level(grey, near, PRINT_RANK);
  }
  pixDestroy(&near);
  pixDestroy(&red);
  pixDestroy(&dark);
  pixDestroy(&grey);
  return level;
}

/* Makes the seal's print paper on `plane` where it is paler than text of level `text_level`; false
 * where the two cannot be told apart. */
static bool seal_lift_print(struct box seal, PIX *plane, PIX *red_mask, int text_level)
{
  int print = print_level(plane, seal, red_mask);
  if (text_level < 0 || print < text_level + SEAL_INK_DIFFERENCE)
    return false;
  pix_lift_pale(plane, seal, NULL, (text_level + print) / 2, LIFT);
  return true;
}

void seals_clear_print(const struct seal_list *list, PIX *text, PIX *plane, PIX *red_mask)
{
  int text_level = list->count ? seal_text_level(plane, text) : -1;
  for (size_t i = 0; i < list->count; i++) {
    struct box seal = list->seals[i].box;
    if (list->seals[i].is_grey)
      continue; /* seals_clear_grey has been there */
    if (seal_lift_print(seal, plane, red_mask, text_level))
      mask_set_dark(text, plane, seal, SEAL_TEXT_LEVEL_MAX);
    else
      seal_clear_red_blots(seal, text, red_mask);
  }
}

PIX *seals_red_text(PIX *red_mask, const struct seal_list *list, int char_size)
{
  PIX *text = pixOpenBrick(NULL, red_mask, 2, 2);
  PIX *shape = text ? red_shape(red_mask, char_size) : NULL;
  BOXA *boxes = shape ? pixConnCompBB(shape, 8) : NULL;
  for (l_int32 i = 0; boxes && i < boxaGetCount(boxes); i++) {
    l_int32 x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    if (h * 4 > RED_TEXT_MAX * char_size || w * 8 < char_size)
      pixRasterop(text, (x - 1) * 4, (y - 1) * 4, (w + 2) * 4, (h + 2) * 4, PIX_CLR, NULL, 0, 0);
  }
  for (size_t i = 0; text && i < list->count; i++) {
    struct box seal = list->seals[i].box;
    pixRasterop(text, seal.x - char_size, seal.y - char_size, seal.w + 2 * char_size,
                seal.h + 2 * char_size, PIX_CLR, NULL, 0, 0);
  }
  boxaDestroy(&boxes);
  pixDestroy(&shape);
  return text;
}
