#include <math.h>

#include "page/flatten.h"
#include "page/region.h"
#include "page/seal.h"
#include "page/seal_internal.h"

/* On a photocopy or a grey scan a seal is told from text by its paler ink. */

/* The soft edge of a character's strokes is less than this part of its size. */
enum { EDGE_DIVISOR = 10 };
/* Share of directions in which a ring shows, 0.6 to 1 for 45 seals: text across it and faint
 * stamping take some. Rosettes and corners of engraved frames show less. */
static const double RING_SHARE_MIN = 0.6;
/* Print is stamped unevenly: its darker parts must become paper too. Elsewhere in the seal are soft
 * edges of text, to be kept, and letters too thin to be found as print. */
static const float PRINT_RANK = 0.2f;
enum { PAPER_LEVEL = 240 };
static const double LIFT_ELSEWHERE = 2.0;

static int edge_reach(int char_size)
{
  return char_size / EDGE_DIVISOR * 2 + 3;
}

/* What is ink, and not text of `text_level`. */
static PIX *pale_ink(PIX *plane, int text_level, int text_reach)
{
  PIX *ink = pixThresholdToBinary(plane, SEAL_PRINT_LEVEL_MAX);
  PIX *dark = pixThresholdToBinary(plane, text_level + SEAL_INK_DIFFERENCE);
  PIX *near = dark ? pixDilateBrick(NULL, dark, text_reach, text_reach) : NULL;
  PIX *pale = ink && near ? pixSubtract(NULL, ink, near) : NULL;
  pixDestroy(&near);
  pixDestroy(&dark);
  pixDestroy(&ink);
  return pale;
}

/* Share of the directions from the middle of the box in which ink lies at its rim. */
static double ring_share(PIX *print, struct box box)
{
  enum { DIRECTIONS = 72 };
  static const double RIM = 0.08;
  int met = 0;
  for (int i = 0; i < DIRECTIONS; i++) {
    double angle = 2 * M_PI * i / DIRECTIONS;
    bool meets = false;
    for (double r = 1 - 2 * RIM; r <= 1 + RIM && !meets; r += 2.0 / box_longer(box)) {
      l_uint32 set = 0;
      pixGetPixel(print, (l_int32)(box_middle_x(box) + r * cos(angle) * box.w / 2),
                  (l_int32)(box_middle(box) + r * sin(angle) * box.h / 2), &set);
      meets = set;
    }
    met += meets;
  }
  return (double)met / DIRECTIONS;
}

static void seals_keep_rings(struct seal_list *list, PIX *print)
{
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++)
    if (ring_share(print, list->seals[i].box) >= RING_SHARE_MIN)
      list->seals[kept++] = (struct seal){list->seals[i].box, true};
  list->count = kept;
}

/* Adds to the print what of it lies close to text. */
static void print_reach_text(PIX *print, PIX *plane, int text_level, int reach)
{
  PIX *near = pixDilateBrick(NULL, print, reach + 2, reach + 2);
  PIX *pale = pale_ink(plane, text_level, 1);
  if (near && pale) {
    pixAnd(near, near, pale);
    pixOr(print, print, near);
  }
  pixDestroy(&pale);
  pixDestroy(&near);
}

struct seal_list seals_find_grey(PIX *text, PIX *plane, int char_size, PIX **ret_print)
{
  int text_level = seal_text_level(plane, text);
  *ret_print = NULL;
  if (text_level < 0 || text_level + SEAL_INK_DIFFERENCE >= SEAL_PRINT_LEVEL_MAX)
    return (struct seal_list){0};
  *ret_print = pale_ink(plane, text_level, edge_reach(char_size));
  struct seal_list list = seals_find(*ret_print, char_size);
  if (list.count)
    seals_keep_rings(&list, *ret_print);
  if (list.count)
    print_reach_text(*ret_print, plane, text_level, edge_reach(char_size));
  return list;
}

/* Makes the print paper and lightens what else of the seal is paler than text. */
static void seal_lift_grey(struct box seal, PIX *plane, PIX *print, PIX *elsewhere, int text_level)
{
  PIX *grey = region_clip(plane, seal), *mask = region_clip(print, seal);
  int print_level = grey && mask ? masked_level(grey, mask, PRINT_RANK) : -1;
  int level = (text_level + print_level) / 2;
  if (print_level > text_level) {
    double to_paper = (double)(PAPER_LEVEL - level) / (print_level - level);
    pix_lift_pale(plane, seal, print, level, to_paper);
    pix_lift_pale(plane, seal, elsewhere, level, LIFT_ELSEWHERE);
  }
  pixDestroy(&mask);
  pixDestroy(&grey);
}

void seals_clear_grey(const struct seal_list *list, PIX *text, PIX *plane, PIX *print)
{
  int text_level = list->count ? seal_text_level(plane, text) : -1;
  PIX *elsewhere = list->count ? pixInvert(NULL, print) : NULL;
  for (size_t i = 0; elsewhere && i < list->count; i++) {
    seal_lift_grey(list->seals[i].box, plane, print, elsewhere, text_level);
    mask_set_dark(text, plane, list->seals[i].box, SEAL_TEXT_LEVEL_MAX);
  }
  pixDestroy(&elsewhere);
}
