#include "ocr/shape_cut.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "page/region.h"

/* Shares of the height of the line's characters. */
static const double REACH = 1.4;   /* looked at so far to both sides of the character's middle */
static const double MARGIN = 0.12; /* rows taken along above and below */
static const double WIDTH_LEAST = 0.5; /* of a character */
static const double WIDTH_MOST = 1.2;
static const double USUAL_WIDTH = 0.9;
static const double OFF_MIDDLE = 0.75; /* the character's middle from where it was seen, at most */
static const double FAINT = 0.05;      /* a column with less ink parts characters */

/* Ranks of the levels that count as ink and as paper, and their least difference. */
static const float INK_RANK = 0.04f, PAPER_RANK = 0.60f;
enum { CONTRAST_MIN = 40, DARK = 110, REGION_MOST = 1000 };

void shape_strip_clear(struct shape_strip *strip)
{
  free(strip->ink);
  *strip = (struct shape_strip){0};
}

/* What a grey level is worth as ink, between the part's own ink and paper. False when it has no
 * contrast. */
static bool ink_levels(PIX *part, unsigned char ret_ink[256])
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
  for (int level = 0; level < 256; level++) {
    float ink = 255.0f * (white - (float)level) / (white - black);
    ret_ink[level] = (unsigned char)fminf(fmaxf(ink, 0), 255);
  }
  return true;
}

static bool strip_fill(PIX *part, struct shape_strip *strip)
{
  unsigned char ink[256];
  if (!ink_levels(part, ink))
    return false;
  strip->width = pixGetWidth(part);
  strip->height = pixGetHeight(part);
  strip->ink = memory_alloc((size_t)strip->width * (size_t)strip->height);
  for (int y = 0; y < strip->height; y++) {
    const l_uint32 *row = pixGetData(part) + (size_t)y * (size_t)pixGetWpl(part);
    for (int x = 0; x < strip->width; x++)
      strip->ink[y * strip->width + x] = ink[GET_DATA_BYTE(row, x)];
  }
  return true;
}

/* Dark pixels of each column; owned by the caller. */
static int *columns_count(const struct shape_strip *strip)
{
  int *columns = memory_alloc((size_t)strip->width * sizeof *columns);
  for (int y = 0; y < strip->height; y++)
    for (int x = 0; x < strip->width; x++)
      columns[x] += strip->ink[y * strip->width + x] > DARK;
  return columns;
}

/* A choice of columns and how odd it is: its width and place against the usual. */
struct choice {
  struct shape_cut cut;
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
static int choices_find(const struct shape_strip *strip, double middle, int size,
                        struct choice choices[SHAPE_CUTS_MOST])
{
  autofree int *columns = columns_count(strip);
  int count = 0, faint = (int)(FAINT * size);
  for (int left = 0; left < strip->width; left++) {
    if (columns[left] <= faint || (left > 0 && columns[left - 1] > faint))
      continue;
    for (int right = left + 1; right <= strip->width; right++) {
      if (columns[right - 1] <= faint || (right < strip->width && columns[right] > faint))
        continue;
      double width = (double)(right - left) / size;
      double off = fabs((left + right) / 2.0 - middle) / size;
      if (width >= WIDTH_LEAST && width <= WIDTH_MOST && off <= OFF_MIDDLE)
        choice_keep(choices, &count,
                    (struct choice){{left, right}, fabs(width - USUAL_WIDTH) + off});
    }
  }
  return count;
}

bool shape_strip_make(PIX *plane, double middle, struct box rows, int size,
                      struct shape_strip *ret_strip)
{
  int reach = (int)(REACH * size), margin = max_int(1, (int)(MARGIN * size));
  int x = max_int(0, (int)middle - reach), y = max_int(0, rows.y - margin);
  struct box box = {x, y, (int)middle + reach - x, rows.y + rows.h + margin - y};
  if (box_is_empty(box) || box.w > REGION_MOST || box.h > REGION_MOST)
    return false;
  struct shape_strip strip = {.x = x};
  PIX *part = region_clip(plane, box);
  bool filled = part && strip_fill(part, &strip);
  pixDestroy(&part);
  if (!filled)
    return false;
  struct choice choices[SHAPE_CUTS_MOST];
  strip.cut_count = choices_find(&strip, middle - x, size, choices);
  for (int i = 0; i < strip.cut_count; i++)
    strip.cuts[i] = (struct shape_cut){choices[i].cut.left + x, choices[i].cut.right + x};
  *ret_strip = strip;
  return true;
}

/* Rows of the line's ink about a glyph. */
static struct box rows_at(const struct text_segment *segment, struct box glyph)
{
  struct box rows = {0};
  for (size_t i = 0; i < segment->piece_count; i++)
    if (span_overlap(segment->pieces[i].x, segment->pieces[i].w, glyph.x, glyph.w) > 0)
      rows = box_union(rows, segment->pieces[i]);
  return rows.h < segment->size / 2 ? glyph : rows;
}

/* Height of the characters about a place, where they stand higher than the line tells. */
static int size_at(const struct text_segment *segment, struct box rows)
{
  return max_int(segment->size, min_int(rows.h, 3 * segment->size / 2));
}

bool shape_strip_make_at(PIX *plane, const struct text_segment *segment, struct box glyph,
                         struct shape_strip *ret_strip)
{
  struct box rows = rows_at(segment, glyph);
  return shape_strip_make(plane, box_middle_x(glyph), rows, size_at(segment, rows), ret_strip);
}

bool shape_strip_cut(const struct shape_strip *strip, int index, struct shape *ret_shape)
{
  struct shape_cut cut = strip->cuts[index];
  int width = cut.right - cut.left;
  autofree unsigned char *ink = memory_alloc((size_t)width * (size_t)strip->height);
  for (int y = 0; y < strip->height; y++)
    memcpy(ink + (size_t)y * (size_t)width,
           strip->ink + (size_t)y * (size_t)strip->width + (cut.left - strip->x), (size_t)width);
  struct shape_picture picture = {ink, width, strip->height};
  return shape_make(&picture, ret_shape);
}
