#include "page/negative.h"

#include "page/component.h"
#include "page/flatten.h"
#include "page/warp.h"

/* Pixels on the longer side of the copy that is judged, and the reach of its background. */
enum { SURVEY_SIZE = 1200, BACKGROUND_REACH = SURVEY_SIZE / 40 };
/* Characters of the survey, in pixels, and how much longer than wide they may be. */
enum { CHAR_MIN = 6, CHAR_MAX = 60, CHAR_SLENDER = 3 };
/* A page whose median is brighter is on white paper. */
static const l_float32 MEDIAN_MAX = 110;
/* In the negative, paper counts as ink and the insides of characters as characters: how much more
 * ink and how many fewer characters there are at least, and both together. */
static const double INK_RATIO = 1.3, CHARACTERS_RATIO = 1.1, RATIOS = 4;

struct print {
  double ink;        /* share of the picture */
  double characters; /* blots of a character's size */
};

static struct print print_measure(PIX *grey)
{
  struct print print = {0};
  PIX *flat = pix_flatten(grey, BACKGROUND_REACH);
  PIX *mask = flat ? pix_ink_mask(flat) : NULL;
  l_float32 share = 0;
  if (mask && pixForegroundFraction(mask, &share) == 0) {
    struct component_list list = components_find(mask, CHAR_MIN);
    for (size_t i = 0; i < list.count; i++) {
      struct box box = list.boxes[i];
      print.characters += box_longer(box) <= CHAR_MAX && box.w * CHAR_SLENDER >= box.h &&
                          box.h * CHAR_SLENDER >= box.w;
    }
    components_clear(&list);
    print.ink = (double)share;
  }
  pixDestroy(&flat);
  pixDestroy(&mask);
  return print;
}

static bool is_mostly_dark(PIX *grey)
{
  enum { EVERY = 4 };
  NUMA *histogram = pixGetGrayHistogram(grey, EVERY);
  l_float32 median = 255;
  if (histogram)
    numaHistogramGetValFromRank(histogram, 0.5f, &median);
  numaDestroy(&histogram);
  return median < MEDIAN_MAX;
}

static PIX *survey_copy(PIX *picture)
{
  int width = pixGetWidth(picture), height = pixGetHeight(picture);
  PIX *grey = pixConvertTo8(picture, 0);
  PIX *small =
      grey ? pix_reduce_grey(grey, (double)SURVEY_SIZE / (width > height ? width : height)) : NULL;
  pixDestroy(&grey);
  return small;
}

bool page_is_negative(PIX *picture)
{
  PIX *small = survey_copy(picture);
  bool negative = small && is_mostly_dark(small);
  if (negative) {
    struct print as_it_is = print_measure(small);
    pixInvert(small, small);
    struct print inverted = print_measure(small);
    double ink = as_it_is.ink / (inverted.ink + 0.001);
    double characters = inverted.characters / (as_it_is.characters + 1);
    negative = ink > INK_RATIO && characters > CHARACTERS_RATIO && ink * characters > RATIOS;
  }
  pixDestroy(&small);
  return negative;
}
