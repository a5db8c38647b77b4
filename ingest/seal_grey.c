#include <math.h>

#include "ingest/region.h"
#include "ingest/seal.h"

/* On a photocopy or a grey scan a seal is told from text by its paler ink. Ranks and levels: the
 * text's ink, and where paper's own texture begins. */
static const float TEXT_RANK = 0.25f;
enum { PRINT_LEVEL_MAX = 200, INK_DIFFERENCE = 25 };
/* The soft edge of a character's strokes is less than this part of its size. */
enum { EDGE_DIVISOR = 10 };
/* Share of directions in which a ring shows, 0.6 to 1 for 45 seals: text across it and faint
 * stamping take some. Rosettes and corners of engraved frames show less. */
static const double RING_SHARE_MIN = 0.6;

/* Ink that is paler than the text and is not the soft edge of a character; NULL where the page has
 * no room between text and paper for another ink, or memory is out. */
static PIX *pale_print(PIX *text, PIX *plane, int char_size)
{
  int text_level = masked_level(plane, text, TEXT_RANK);
  int reach = char_size / EDGE_DIVISOR * 2 + 3;
  if (text_level < 0 || text_level + INK_DIFFERENCE >= PRINT_LEVEL_MAX)
    return NULL;
  PIX *ink = pixThresholdToBinary(plane, PRINT_LEVEL_MAX);
  PIX *dark = pixThresholdToBinary(plane, text_level + INK_DIFFERENCE);
  PIX *near = dark ? pixDilateBrick(NULL, dark, reach, reach) : NULL;
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
      list->seals[kept++] = list->seals[i];
  list->count = kept;
}

struct seal_list seals_find_grey(PIX *text, PIX *plane, int char_size, PIX **ret_print)
{
  *ret_print = pale_print(text, plane, char_size);
  struct seal_list list = seals_find(*ret_print, char_size);
  if (list.count)
    seals_keep_rings(&list, *ret_print);
  return list;
}
