#include "extract/layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/fold.h"

/* A blank this many character heights wide may part two columns. */
static const double column_gap_heights = 1.1;

/* ---- upright coordinates ---- */

static void point_map(const double m[9], double x, double y, double *ret_x, double *ret_y)
{
  double w = m[6] * x + m[7] * y + m[8];
  if (fabs(w) < 1e-9)
    w = 1;
  *ret_x = (m[0] * x + m[1] * y + m[2]) / w;
  *ret_y = (m[3] * x + m[4] * y + m[5]) / w;
}

/* A page that brings no homography is upright as it is. */
static bool homography_is_known(const double m[9])
{
  return m[8] != 0 && (m[0] != 0 || m[1] != 0) && (m[3] != 0 || m[4] != 0);
}

static struct box box_upright(struct box box, const double m[9])
{
  if (box_is_empty(box) || !homography_is_known(m))
    return box;
  double low_x = 0, low_y = 0, high_x = 0, high_y = 0;
  for (int corner = 0; corner < 4; corner++) {
    double x, y;
    point_map(m, box.x + (corner & 1 ? box.w : 0), box.y + (corner & 2 ? box.h : 0), &x, &y);
    if (!corner || x < low_x)
      low_x = x;
    if (!corner || x > high_x)
      high_x = x;
    if (!corner || y < low_y)
      low_y = y;
    if (!corner || y > high_y)
      high_y = y;
  }
  return (struct box){(int)lround(low_x), (int)lround(low_y), (int)lround(high_x - low_x),
                      (int)lround(high_y - low_y)};
}

/* ---- rows ---- */

/* What is by so much more like another character is no surer than this; where it was read so surely
 * that the language leaves it alone, only if its picture is surely of the other. */
static const float UNLIKE_LEAD = 0.05F, UNLIKE_SURE = 0.93F, OTHER_SURELY = 0.90F;

static float glyph_confidence(const struct glyph *glyph)
{
  bool unlike = glyph->look_count > 0 &&
                glyph->looks[0].likeness - glyph->read_likeness >= UNLIKE_LEAD &&
                (glyph->confidence < GLYPH_OPEN || glyph->looks[0].likeness >= OTHER_SURELY);
  return unlike ? fminf(glyph->confidence, UNLIKE_SURE) : glyph->confidence;
}

/* A glyph is one character, seldom two; two share the glyph's box. */
static void row_add_glyph(struct row *row, size_t *capacity, size_t index, const double m[9],
                          int *spaces)
{
  const struct glyph *glyph = &row->line->glyphs[index];
  const char *text = glyph->text;
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step) {
    if (codepoint_is_space(codepoint)) {
      *spaces += codepoint == 0x3000 ? 2 : 1; /* an ideographic space is as wide as two */
      continue;
    }
    array_reserve(row->inks, row->count, *capacity);
    struct ink *ink = &row->inks[row->count++];
    *ink = (struct ink){
        .codepoint = codepoint,
        .folded = codepoint_fold(codepoint),
        .confidence = glyph_confidence(glyph),
        .box = box_upright(glyph->box, m),
        .source = glyph->box,
        .glyph = index,
        .space_before = *spaces > 0,
        .gap_before = *spaces > 1,
        .row_start = row->count == 1,
        .is_part_of_shape = glyph->is_part_of_shape,
        .shape_is_doubtful = glyph->shape_is_doubtful,
        .shape_is_clear = glyph->shape_is_clear,
    };
    memcpy(ink->by_shape, glyph->by_shape, sizeof ink->by_shape);
    utf8_encode(codepoint, ink->text);
    row->box = box_union(row->box, ink->box);
    *spaces = 0;
  }
}

/*
 * Correction takes spaces out between Chinese characters, yet in text without boxes a space may be
 * all that tells where the second column begins. The raw line still has it. (A recogniser's own raw
 * spaces part words at random; its boxes tell the blanks.)
 */
static void row_take_spaces_of_raw(struct row *row, const char *raw)
{
  size_t next = 0;
  bool space = false;
  unsigned codepoint;
  for (size_t step; raw && (step = utf8_decode(raw, &codepoint)) != 0; raw += step) {
    if (codepoint_is_space(codepoint)) {
      space = true;
      continue;
    }
    /* The next few inks: correction may have dropped a character or put one in. */
    for (size_t i = next; i < row->count && i < next + 3; i++)
      if (row->inks[i].folded == codepoint_fold(codepoint)) {
        row->inks[i].space_before |= space;
        next = i + 1;
        break;
      }
    space = false;
  }
}

static int compare_ints(const void *a, const void *b)
{
  return *(const int *)a - *(const int *)b;
}

static int ints_median(int *values, size_t count)
{
  if (!count)
    return 0;
  qsort(values, count, sizeof *values, compare_ints);
  return values[count / 2];
}

static int row_character_height(const struct row *row)
{
  int *heights = memory_resize(NULL, row->count, sizeof *heights);
  size_t count = 0;
  for (size_t i = 0; i < row->count; i++)
    if (!box_is_empty(row->inks[i].box) && codepoint_is_han(row->inks[i].codepoint))
      heights[count++] = row->inks[i].box.h;
  int median = ints_median(heights, count);
  free(heights);
  return median;
}

static void row_mark_gaps(struct row *row)
{
  int height = row_character_height(row);
  if (!height)
    height = row->box.h;
  for (size_t i = 1; i < row->count; i++) {
    struct box before = row->inks[i - 1].box, box = row->inks[i].box;
    if (box_is_empty(before) || box_is_empty(box))
      continue;
    row->inks[i].gap_before = box.x - (before.x + before.w) > column_gap_heights * height;
    row->inks[i].space_before |= row->inks[i].gap_before;
  }
}

/* True when the line has ink. */
static bool row_make(struct row *row, const struct document_line *line, const double m[9])
{
  size_t capacity = 0;
  int spaces = 0;
  *row = (struct row){.line = line, .blank_before = line->blank_lines_before > 0};
  for (size_t i = 0; i < line->glyph_count; i++)
    row_add_glyph(row, &capacity, i, m, &spaces);
  if (!row->count)
    return false;
  row->inks = memory_resize(row->inks, row->count, sizeof *row->inks);
  if (box_is_empty(row->box))
    row_take_spaces_of_raw(row, line->raw);
  row_mark_gaps(row);
  return true;
}

/* ---- pages ---- */

static int page_character_height(const struct layout *layout, const struct layout_page *page)
{
  int *heights = memory_resize(NULL, page->row_count + 1, sizeof *heights);
  size_t count = 0;
  for (size_t i = 0; i < page->row_count; i++) {
    int height = row_character_height(&layout->rows[page->first_row + i]);
    if (height)
      heights[count++] = height;
  }
  int median = ints_median(heights, count);
  free(heights);
  return median;
}

/* True when `first` stands right below `second` in the same column, so that their order is wrong.
 */
static bool rows_are_reversed(const struct row *first, const struct row *second)
{
  enum { ROWS_APART_MOST = 3 };
  struct box low = first->box, high = second->box;
  if (box_is_empty(low) || box_is_empty(high))
    return false;
  int narrower = low.w < high.w ? low.w : high.w, down = low.y - high.y;
  return 2 * span_overlap(low.x, low.w, high.x, high.w) >= narrower && down * 5 >= high.h * 3 &&
         down <= ROWS_APART_MOST * high.h;
}

/* The reader follows columns and may take two rows of a skewed one in the wrong order. */
static void page_order_rows(struct layout *layout, const struct layout_page *page)
{
  struct row *rows = layout->rows + page->first_row;
  for (size_t i = 1; i < page->row_count; i++)
    for (size_t k = i; k > 0 && rows_are_reversed(&rows[k - 1], &rows[k]); k--) {
      struct row row = rows[k];
      rows[k] = rows[k - 1];
      rows[k - 1] = row;
    }
  for (size_t i = 0; i < page->row_count; i++)
    for (size_t k = 0; k < rows[i].count; k++)
      rows[i].inks[k].row = page->first_row + i;
}

static void layout_add_page(struct layout *layout, size_t *row_capacity,
                            const struct document_page *source, bool wanted)
{
  struct layout_page *page = &layout->pages[layout->page_count];
  *page = (struct layout_page){
      .number = source->read.number, .source = source, .first_row = layout->row_count};
  for (size_t i = 0; wanted && i < source->line_count; i++) {
    struct row row;
    if (!row_make(&row, &source->lines[i], source->read.clean_from_source))
      continue;
    row.page = layout->page_count;
    array_reserve(layout->rows, layout->row_count, *row_capacity);
    layout->rows[layout->row_count++] = row;
  }
  page->row_count = layout->row_count - page->first_row;
  page_order_rows(layout, page);
  page->character_height = page_character_height(layout, page);
  layout->page_count++;
}

struct layout *layout_make(const struct document *document)
{
  return layout_make_of(document, NULL);
}

struct layout *layout_make_of(const struct document *document, const bool *wanted)
{
  struct layout *layout = memory_alloc(sizeof *layout);
  layout->pages = memory_resize(NULL, document->page_count + 1, sizeof *layout->pages);
  size_t row_capacity = 0;
  for (size_t i = 0; i < document->page_count; i++)
    if (document->pages[i].read.status == PAGE_OK)
      layout_add_page(layout, &row_capacity, &document->pages[i],
                      !wanted || wanted[layout->page_count]);
  return layout;
}

/* Its lines are those of the page that it is a part of. */
static void page_part_free(struct document_page *part)
{
  if (part)
    free(part->read.lines);
  free(part);
}

void layout_free(struct layout **layout)
{
  if (!layout || !*layout)
    return;
  for (size_t i = 0; i < (*layout)->row_count; i++)
    free((*layout)->rows[i].inks);
  for (size_t i = 0; i < (*layout)->page_count; i++)
    page_part_free((*layout)->pages[i].part);
  free((*layout)->rows);
  free((*layout)->pages);
  free(*layout);
  *layout = NULL;
}

unsigned *row_folded(const struct row *row)
{
  unsigned *folded = memory_resize(NULL, row->count, sizeof *folded);
  for (size_t i = 0; i < row->count; i++)
    folded[i] = row->inks[i].folded;
  return folded;
}

bool row_contains(const struct row *row, const struct folded *text)
{
  unsigned *folded = row_folded(row);
  struct folded ink = {.codepoints = folded, .count = row->count};
  bool found = folded_stands_in(text, &ink);
  free(folded);
  return found;
}

bool row_is_page_number(const struct row *row)
{
  enum { DIGITS_MOST = 6 }; /* a day, as 2016-10-24, has more */
  size_t digits = 0;
  if (row->count > 12)
    return false;
  for (size_t i = 0; i < row->count; i++) {
    unsigned folded = row->inks[i].folded;
    bool is_decimal = folded == '.' && i > 0 && i + 1 < row->count &&
                      codepoint_is_digit(row->inks[i - 1].folded) &&
                      codepoint_is_digit(row->inks[i + 1].folded);
    if (is_decimal) /* 1.0 is a version */
      return false;
    bool mark = folded == '/' || folded == '-' || folded == '.' || folded == 0xB7 ||
                folded == 0x7B2C /* 第 */ || folded == 0x9875 /* 页 */ ||
                folded == 0x5171 /* 共 */ || folded == ',' || folded == '~';
    digits += codepoint_is_digit(folded);
    if (!mark && !codepoint_is_digit(folded))
      return false;
  }
  return digits > 0 && digits <= DIGITS_MOST;
}
