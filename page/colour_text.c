#include "page/colour_text.h"

#include <math.h>

#include "base/box.h"
#include "base/number.h"
#include "page/flatten.h"
#include "page/region.h"

/* A block is darker than this level of the flattened picture. */
enum { BLOCK_LEVEL = 205 };
/* Its own level is the one at this rank of its dark pixels. */
static const float BLOCK_LEVEL_RANK = 0.5f;
/* Its height in characters of the page, its length in heights, and the share of the page's width
 * that it stays below: longer ones are frames. */
static const double BLOCK_HEIGHT_MIN = 1.0, BLOCK_HEIGHT_MAX = 3.5, BLOCK_LENGTH_MIN = 2.5,
                    BLOCK_LENGTH_MAX = 0.8;
/* Share of its box that it fills with its letters, and without. */
static const double BLOCK_FILL = 0.85, BLOCK_FILL_DARK_MIN = 0.55, BLOCK_FILL_DARK_MAX = 0.97;
/* Thickness of the strips above and below the letters, and how much of them is dark. */
static const double BLOCK_EDGE = 0.06, BLOCK_EDGE_FILL = 0.97;

bool colour_text_restore_red(struct clean_page *page, PIX *red_text, PIX *text)
{
  l_int32 none = 1;
  pixZero(red_text, &none);
  if (none)
    return true;
  PIX *around = pixDilateBrick(NULL, red_text, 7, 7);
  PIX *flat = pix_flatten(page->plain, page->char_size * 2);
  bool ok = around && flat && pixCombineMasked(page->ink, flat, around) == 0 &&
            pixCombineMasked(page->black, flat, around) == 0;
  pixOr(text, text, red_text);
  pixDestroy(&around);
  pixDestroy(&flat);
  return ok;
}

/* ---- white text in blocks ---- */

/* Turns the block's grey about: its own level becomes paper, white becomes black; white outside. */
static void grey_invert(PIX *grey, PIX *inside, int level)
{
  PIX *outside = pixInvert(NULL, inside);
  pixGammaTRC(grey, grey, 1.0f, level, 255);
  pixInvert(grey, grey);
  pixPaintThroughMask(grey, outside, 0, 0, 255);
  pixDestroy(&outside);
}

static void plane_put(PIX *plane, struct box box, PIX *part)
{
  if (plane)
    pixRasterop(plane, box.x, box.y, box.w, box.h, PIX_SRC, part, 0, 0);
}

/* Whether the block is dark all along above and below its letters, as print run together is not. */
static bool block_has_edges(PIX *dark)
{
  int w = pixGetWidth(dark), h = pixGetHeight(dark), edge = max_int(1, (int)(h * BLOCK_EDGE));
  double least = 1;
  for (int bottom = 0; bottom < 2; bottom++) {
    struct box strip = {w / 10, bottom ? h - 2 * edge : edge, w * 8 / 10, edge};
    PIX *part = region_clip(dark, strip);
    least = fmin(least, mask_share(part));
    pixDestroy(&part);
  }
  return least >= BLOCK_EDGE_FILL;
}

/* Inverts the block in `box` where it holds letters; `shape`: the block, its letters closed. */
static bool block_invert(struct clean_page *page, PIX *text, PIX *shape, struct box box)
{
  PIX *grey = region_clip(page->ink, box);
  PIX *dark = grey ? pixThresholdToBinary(grey, BLOCK_LEVEL) : NULL;
  PIX *inside = pixErodeBrick(NULL, shape, 5, 5);
  double fill = mask_share(dark);
  bool found =
      inside && fill >= BLOCK_FILL_DARK_MIN && fill <= BLOCK_FILL_DARK_MAX && block_has_edges(dark);
  if (found) {
    grey_invert(grey, inside, masked_level(grey, dark, BLOCK_LEVEL_RANK));
    plane_put(page->ink, box, grey);
    plane_put(page->black, box, grey);
    PIX *letters = pixThresholdToBinary(grey, 128);
    plane_put(text, box, letters);
    pixDestroy(&letters);
  }
  pixDestroy(&inside);
  pixDestroy(&dark);
  pixDestroy(&grey);
  return found;
}

static bool box_is_block(struct box box, const struct clean_page *page)
{
  return box.h >= BLOCK_HEIGHT_MIN * page->char_size &&
         box.h <= BLOCK_HEIGHT_MAX * page->char_size && box.w >= BLOCK_LENGTH_MIN * box.h &&
         box.w <= BLOCK_LENGTH_MAX * pixGetWidth(page->ink);
}

int colour_text_invert_blocks(struct clean_page *page, PIX *text)
{
  int found = 0, gap = page->char_size / 4 * 2 + 1;
  PIX *dark = pixThresholdToBinary(page->ink, BLOCK_LEVEL);
  /* thin ink goes, letters in blocks close */
  PIX *solid = dark ? pixOpenBrick(NULL, dark, 5, 5) : NULL;
  PIX *closed = solid ? pixCloseSafeBrick(NULL, solid, gap, gap) : NULL;
  PIX *opened = closed ? pixOpenBrick(NULL, closed, gap, gap) : NULL;
  PIXA *shapes = NULL;
  BOXA *boxes = opened ? pixConnComp(opened, &shapes, 4) : NULL;
  for (l_int32 i = 0; boxes && i < boxaGetCount(boxes); i++) {
    l_int32 x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    struct box box = {x, y, w, h};
    PIX *shape = pixaGetPix(shapes, i, L_CLONE);
    if (box_is_block(box, page) && mask_share(shape) >= BLOCK_FILL)
      found += block_invert(page, text, shape, box);
    pixDestroy(&shape);
  }
  boxaDestroy(&boxes);
  pixaDestroy(&shapes);
  pixDestroy(&opened);
  pixDestroy(&closed);
  pixDestroy(&solid);
  pixDestroy(&dark);
  return found;
}
