#include "output/pdf_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/words.h"

/* Where the middle of a character stands over the baseline, in font sizes; see pdf_font.c. */
static const double MIDDLE_OVER_BASELINE = 0.38;
/* Of the size. Of two equal characters nearer than a tenth one is taken for a shadow and dropped;
 * gaps narrower than 0.15 are not taken for spaces. */
static const double LEAST_ADVANCE = 0.12;
static const double LEAST_SPACE = 0.25;
static const double EM_OVER_INK = 1.08; /* a Chinese character's body over its black */
static const double SLANT_SEEN = 0.002; /* rise over run below which a line counts as level */
/* Programs that read the text break a line that rises by more than half its size from end to end.
 */
static const double MOST_RISE = 0.4;
enum { SLANT_CHARACTERS = 6 };

/*
 * The line's own frame, in pixels: `u` grows along the line, `v` upwards from it, whichever way the
 * page lies on the picture.
 */
struct frame {
  double cos, sin; /* direction of u on the PDF page, without slant */
  int rotation, height;
};

struct extent {
  double start, end, middle, size; /* along u; middle and size along v */
};

static struct frame frame_of_page(const struct read_page *page)
{
  static const double cosines[] = {1, 0, -1, 0}, sines[] = {0, 1, 0, -1};
  int quarter = page->rotation / 90 % 4;
  return (struct frame){cosines[quarter], sines[quarter], page->rotation, page->height};
}

static struct extent extent_of_box(struct box box, const struct frame *frame)
{
  double left = box.x, right = left + box.w, bottom = frame->height - (box.y + box.h),
         top = bottom + box.h;
  switch (frame->rotation) {
  case 90:
    return (struct extent){bottom, top, -(left + right) / 2, box.w};
  case 180:
    return (struct extent){-right, -left, -(top + bottom) / 2, box.h};
  case 270:
    return (struct extent){-top, -bottom, (left + right) / 2, box.w};
  default:
    return (struct extent){left, right, (top + bottom) / 2, box.h};
  }
}

static int number_compare(const void *a, const void *b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

/* The characters of a line that have a place. */
struct placed_line {
  struct extent *extents;           /* one a glyph; size 0: a space or no place */
  double size;                      /* of the font, pixels */
  double slant, origin_u, origin_v; /* v of the middle at u: origin_v + slant * (u - origin_u) */
};

/* Three quarters of the characters are no higher: points and dashes do not make a line small. */
static double line_size(const struct placed_line *line, size_t count)
{
  autofree double *sizes = memory_alloc((count + 1) * sizeof *sizes);
  size_t used = 0;
  for (size_t i = 0; i < count; i++)
    if (line->extents[i].size > 0)
      sizes[used++] = line->extents[i].size;
  qsort(sizes, used, sizeof *sizes, number_compare);
  return used ? sizes[used * 3 / 4] * EM_OVER_INK : 0;
}

/* From the first character's start to the last one's end. */
static double line_length(const struct placed_line *line, size_t count)
{
  double start = INFINITY, end = -INFINITY;
  for (size_t i = 0; i < count; i++)
    if (line->extents[i].size > 0) {
      start = fmin(start, line->extents[i].start);
      end = fmax(end, line->extents[i].end);
    }
  return end > start ? end - start : 0;
}

/* A straight line through the middles of the full-sized characters, by least squares. */
static void line_fit(struct placed_line *line, size_t count)
{
  double n = 0, u = 0, v = 0, uu = 0, uv = 0;
  for (size_t i = 0; i < count; i++) {
    const struct extent *extent = &line->extents[i];
    if (extent->size < line->size / 2)
      continue;
    double middle = (extent->start + extent->end) / 2;
    n += 1, u += middle, v += extent->middle, uu += middle * middle, uv += middle * extent->middle;
  }
  if (n == 0)
    return;
  double spread = uu - u * u / n;
  double slant = n >= SLANT_CHARACTERS && spread > 0 ? (uv - u * v / n) / spread : 0;
  double length = line_length(line, count), most = length > 0 ? MOST_RISE * line->size / length : 0;
  line->slant = fabs(slant) < SLANT_SEEN ? 0 : fmax(-most, fmin(most, slant));
  line->origin_u = u / n;
  line->origin_v = v / n;
}

static void line_place(const struct document_line *line, const struct line_words *words,
                       const struct frame *frame, struct placed_line *ret_placed)
{
  struct placed_line placed = {.extents =
                                   memory_alloc((line->glyph_count + 1) * sizeof *placed.extents)};
  for (size_t i = 0; i < line->glyph_count; i++)
    if (!box_is_empty(words->glyph_boxes[i]))
      placed.extents[i] = extent_of_box(words->glyph_boxes[i], frame);
  placed.size = line_size(&placed, line->glyph_count);
  line_fit(&placed, line->glyph_count);
  *ret_placed = placed;
}

/* Sets the text's place and direction at `u` on the line. */
static void matrix_append(const struct placed_line *line, const struct frame *frame, double u,
                          double scale, struct strbuf *bytes)
{
  double length = hypot(1, line->slant), run = 1 / length, rise = line->slant / length;
  double middle = line->origin_v + line->slant * (u - line->origin_u);
  double v = middle - MIDDLE_OVER_BASELINE * line->size * run;
  double base_u = u + MIDDLE_OVER_BASELINE * line->size * rise;
  double a = frame->cos * run - frame->sin * rise, b = frame->sin * run + frame->cos * rise;
  double x = frame->cos * base_u - frame->sin * v, y = frame->sin * base_u + frame->cos * v;
  strbuf_appendf(bytes, "%.5f %.5f %.5f %.5f %.2f %.2f Tm\n", a, b, -b, a, x * scale, y * scale);
}

/* One character, stretched to `advance` pixels but `least` sizes at least; returns what it covers.
 */
static double character_append(const struct placed_line *line, double advance, double least,
                               unsigned code, struct strbuf *bytes)
{
  double stretch = fmax(advance / line->size, least);
  strbuf_appendf(bytes, "%.1f Tz<%04X>Tj\n", stretch * 100, code);
  return stretch * line->size;
}

/* Index of the next glyph with a place behind `i`, or `count`. */
static size_t glyph_next(const struct placed_line *line, size_t count, size_t i)
{
  for (i++; i < count && line->extents[i].size <= 0; i++)
    ;
  return i;
}

/* Where glyph `i` ends: at the start of `next` where they touch, short of it where a space is. */
static double glyph_end(const struct placed_line *line, size_t i, size_t next, size_t count)
{
  const struct extent *own = &line->extents[i];
  if (next == count)
    return own->end;
  double start = line->extents[next].start;
  if (next == i + 1)
    return start;
  return fmax(fmin(own->end, start - LEAST_SPACE * line->size), (own->start + own->end) / 2);
}

static void glyphs_append(const struct document_line *line, const struct placed_line *placed,
                          struct pdf_font *font, struct strbuf *bytes)
{
  size_t count = line->glyph_count, i = glyph_next(placed, count, (size_t)-1);
  double along = hypot(1, placed->slant); /* a slanting way is longer than its run */
  double at = i < count ? placed->extents[i].start : 0;
  while (i < count) {
    size_t next = glyph_next(placed, count, i);
    double way = (glyph_end(placed, i, next, count) - at) * along;
    unsigned code = pdf_font_code(font, line->glyphs[i].text);
    at += character_append(placed, way, LEAST_ADVANCE, code, bytes) / along;
    if (next != i + 1 && next < count) {
      way = (placed->extents[next].start - at) * along;
      at += character_append(placed, way, LEAST_SPACE, pdf_font_code(font, " "), bytes) / along;
    }
    i = next;
  }
}

static void line_append(const struct document_line *line, const struct read_page *page,
                        const struct frame *frame, double scale, struct pdf_font *font,
                        struct strbuf *bytes)
{
  struct line_words words;
  struct placed_line placed;
  line_words_make(line, page->rotation, &words);
  line_place(line, &words, frame, &placed);
  size_t first = glyph_next(&placed, line->glyph_count, (size_t)-1);
  if (placed.size > 0 && first < line->glyph_count) {
    strbuf_appendf(bytes, "/F %.2f Tf\n", placed.size * scale);
    matrix_append(&placed, frame, placed.extents[first].start, scale, bytes);
    glyphs_append(line, &placed, font, bytes);
  }
  free(placed.extents);
  line_words_clear(&words);
}

void pdf_text_append(const struct document_page *page, double scale, struct pdf_font *font,
                     struct strbuf *bytes)
{
  struct frame frame = frame_of_page(&page->read);
  strbuf_append(bytes, "BT 3 Tr\n"); /* 3: neither filled nor stroked */
  for (size_t i = 0; i < page->line_count; i++)
    line_append(&page->lines[i], &page->read, &frame, scale, font, bytes);
  strbuf_append(bytes, "ET\n");
}
