#include "ocr/shape_cut.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "ingest/region.h"

/* Shares of the height of the line's characters. */
static const double REACH = 1.4;   /* looked at so far to both sides of the character's middle */
static const double MARGIN = 0.12; /* rows taken along above and below */
static const double WIDTH_LEAST = 0.5; /* of a character */
static const double WIDTH_MOST = 1.2;
static const double OFF_MIDDLE = 0.75; /* the character's middle from where it was seen, at most */
static const double FAINT = 0.05;      /* a column with less ink parts characters */

/* Ranks of the levels that count as ink and as paper, and their least difference. */
static const float INK_RANK = 0.04f, PAPER_RANK = 0.60f;
enum { CONTRAST_MIN = 40, DARK = 110, REGION_MOST = 1000 };

/* A part of the line as ink: 0 paper, 255 ink. */
struct strip {
  unsigned char *ink;
  int *columns; /* dark pixels of each column */
  int width, height;
};

static void strip_clear(struct strip *strip)
{
  free(strip->ink);
  free(strip->columns);
  *strip = (struct strip){0};
}

/* Stretches the part's levels between its own ink and paper. False when it has no contrast. */
static bool strip_make(PIX *part, struct strip *ret_strip)
{
  l_float32 black = 0, white = 0;
  NUMA *histogram = pixGetGrayHistogram(part, 1);
  if (!histogram)
    return false;
  numaHistogramGetValFromRank(histogram, INK_RANK, &black);
  numaHistogramGetValFromRank(histogram, PAPER_RANK, &white);
  numaDestroy(&histogram);
  if (white - black < CONTRAST_MIN)
    return false;
  struct strip strip = {.width = pixGetWidth(part), .height = pixGetHeight(part)};
  strip.ink = memory_alloc((size_t)strip.width * (size_t)strip.height);
  strip.columns = memory_alloc((size_t)strip.width * sizeof *strip.columns);
  for (int y = 0; y < strip.height; y++)
    for (int x = 0; x < strip.width; x++) {
      l_uint32 level = 0;
      pixGetPixel(part, x, y, &level);
      float ink = 255.0f * (white - (float)level) / (white - black);
      int whole = (int)fminf(fmaxf(ink, 0), 255);
      strip.ink[y * strip.width + x] = (unsigned char)whole;
      strip.columns[x] += whole > DARK;
    }
  *ret_strip = strip;
  return true;
}

static bool strip_cut(const struct strip *strip, int left, int right, struct shape *ret_shape)
{
  int width = right - left;
  autofree unsigned char *ink = memory_alloc((size_t)width * (size_t)strip->height);
  for (int y = 0; y < strip->height; y++)
    for (int x = 0; x < width; x++)
      ink[y * width + x] = strip->ink[y * strip->width + left + x];
  struct shape_picture picture = {ink, width, strip->height};
  return shape_make(&picture, ret_shape);
}

/* A choice of columns [left, right) and how odd it is: its width and place against the usual. */
struct choice {
  int left, right;
  double oddness;
};

static void choice_keep(struct choice *choices, int *count, struct choice choice)
{
  int place = *count;
  while (place > 0 && choices[place - 1].oddness > choice.oddness)
    place--;
  if (place == SHAPE_CUTS_MOST)
    return;
  if (*count < SHAPE_CUTS_MOST)
    (*count)++;
  for (int i = *count - 1; i > place; i--)
    choices[i] = choices[i - 1];
  choices[place] = choice;
}

/* All ways to cut at white columns such that a character of usual width stands near `middle`. */
static int choices_find(const struct strip *strip, double middle, int size,
                        struct choice choices[SHAPE_CUTS_MOST])
{
  int count = 0, faint = (int)(FAINT * size);
  for (int left = 0; left < strip->width; left++) {
    if (strip->columns[left] <= faint || (left > 0 && strip->columns[left - 1] > faint))
      continue;
    for (int right = left + 1; right <= strip->width; right++) {
      if (strip->columns[right - 1] <= faint ||
          (right < strip->width && strip->columns[right] > faint))
        continue;
      double width = (double)(right - left) / size;
      double off = fabs((left + right) / 2.0 - middle) / size;
      if (width >= WIDTH_LEAST && width <= WIDTH_MOST && off <= OFF_MIDDLE)
        choice_keep(choices, &count, (struct choice){left, right, fabs(width - 0.9) + off});
    }
  }
  return count;
}

void shape_cuts_make(PIX *plane, double middle, struct box rows, int size,
                     struct shape_cuts *ret_cuts)
{
  ret_cuts->count = 0;
  int reach = (int)(REACH * size), margin = max_int(1, (int)(MARGIN * size));
  int x = max_int(0, (int)middle - reach), y = max_int(0, rows.y - margin);
  struct box box = {x, y, (int)middle + reach - x, rows.y + rows.h + margin - y};
  if (box_is_empty(box) || box.w > REGION_MOST || box.h > REGION_MOST)
    return;
  struct strip strip = {0};
  PIX *part = region_clip(plane, box);
  if (part && strip_make(part, &strip)) {
    struct choice choices[SHAPE_CUTS_MOST];
    int count = choices_find(&strip, middle - x, size, choices);
    for (int i = 0; i < count; i++) {
      struct shape_cut *cut = &ret_cuts->items[ret_cuts->count];
      cut->left = choices[i].left + x;
      cut->right = choices[i].right + x;
      ret_cuts->count += strip_cut(&strip, choices[i].left, choices[i].right, &cut->shape);
    }
  }
  strip_clear(&strip);
  pixDestroy(&part);
}
