#include "ingest/pdf_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"

static const double unknown_share = 0.05; /* of the characters: no Unicode known */

struct text_line {
  struct strbuf text;
  PopplerRectangle area; /* points */
  size_t characters, unknown;
};

struct text_lines {
  struct text_line *items;
  size_t count, capacity;
  size_t visible; /* of the items, the first ones */
};

static bool is_unknown(unsigned codepoint)
{
  return codepoint == 0xFFFD || codepoint < 0x20 || (codepoint >= 0xE000 && codepoint <= 0xF8FF);
}

static void area_include(PopplerRectangle *area, const PopplerRectangle *more, bool first)
{
  double x1 = fmin(more->x1, more->x2), x2 = fmax(more->x1, more->x2);
  double y1 = fmin(more->y1, more->y2), y2 = fmax(more->y1, more->y2);
  if (first) {
    *area = (PopplerRectangle){x1, y1, x2, y2};
    return;
  }
  *area = (PopplerRectangle){fmin(area->x1, x1), fmin(area->y1, y1), fmax(area->x2, x2),
                             fmax(area->y2, y2)};
}

/* Cuts poppler's text at its line ends; each character has a rectangle of its own. */
static struct text_lines lines_split(const char *text, const PopplerRectangle *areas, guint count)
{
  struct text_lines lines = {0};
  struct text_line *line = NULL;
  unsigned codepoint;
  for (guint i = 0; i < count; i++) {
    size_t length = utf8_decode(text, &codepoint);
    if (!length)
      break;
    if (codepoint == '\n' || codepoint == '\r') {
      line = NULL;
    } else if (line || !codepoint_is_space(codepoint)) {
      if (!line) {
        array_reserve(lines.items, lines.count, lines.capacity);
        line = &lines.items[lines.count++];
        *line = (struct text_line){0};
      }
      strbuf_append_bytes(&line->text, text, length);
      if (!codepoint_is_space(codepoint)) {
        area_include(&line->area, &areas[i], line->characters == 0);
        line->characters++;
        line->unknown += is_unknown(codepoint);
      }
    }
    text += length;
  }
  return lines;
}

static void lines_clear(struct text_lines *lines)
{
  for (size_t i = 0; i < lines->count; i++)
    strbuf_clear(&lines->items[i].text);
  free(lines->items);
}

/* Leaves the lines that can be seen; false where the characters are not known. */
static bool lines_keep_visible(struct text_lines *lines, const struct pdf_proof *proof,
                               bool *ret_hidden)
{
  size_t characters = 0, unknown = 0, hidden = 0, kept = 0;
  for (size_t i = 0; i < lines->count; i++) {
    struct text_line *line = &lines->items[i];
    if (!line->characters)
      continue;
    bool visible = pdf_proof_shows(proof, &line->area);
    *(visible ? &characters : &hidden) += line->characters;
    unknown += visible ? line->unknown : 0;
    struct text_line swap = lines->items[kept];
    if (visible) {
      lines->items[kept++] = *line;
      if (kept - 1 != i)
        lines->items[i] = swap;
    }
  }
  lines->visible = kept;
  *ret_hidden = hidden > 0 && hidden < characters;
  return characters > 0 && (double)unknown <= unknown_share * (double)characters;
}

/* Top to bottom; in a row, left to right. */
static int line_compare(const void *left, const void *right)
{
  const PopplerRectangle *a = &((const struct text_line *)left)->area;
  const PopplerRectangle *b = &((const struct text_line *)right)->area;
  return a->y1 != b->y1 ? (a->y1 > b->y1) - (a->y1 < b->y1) : (a->x1 > b->x1) - (a->x1 < b->x1);
}

static struct text_run *runs_make(struct text_lines *lines, double dpi)
{
  struct text_run *runs = memory_alloc(lines->visible * sizeof *runs);
  double scale = dpi / 72;
  for (size_t i = 0; i < lines->visible; i++) {
    const PopplerRectangle *area = &lines->items[i].area;
    int x = (int)floor(area->x1 * scale), y = (int)floor(area->y1 * scale);
    runs[i].box =
        (struct box){x, y, (int)ceil(area->x2 * scale) - x, (int)ceil(area->y2 * scale) - y};
    runs[i].text = strbuf_take(&lines->items[i].text);
  }
  return runs;
}

void pdf_text_find(const struct pdf_page *page, const struct pdf_proof *proof, double dpi,
                   struct text_run **ret_runs, size_t *ret_count, bool *ret_hidden)
{
  *ret_runs = NULL;
  *ret_count = 0;
  char *text = poppler_page_get_text(page->page);
  PopplerRectangle *areas = NULL;
  guint count = 0;
  struct text_lines lines = {0};
  if (text && poppler_page_get_text_layout(page->page, &areas, &count))
    lines = lines_split(text, areas, count);
  bool hidden = false;
  if (lines.count && lines_keep_visible(&lines, proof, &hidden)) {
    qsort(lines.items, lines.visible, sizeof *lines.items, line_compare);
    *ret_runs = runs_make(&lines, dpi);
    *ret_count = lines.visible;
    *ret_hidden = hidden;
  }
  lines_clear(&lines);
  g_free(areas);
  g_free(text);
}
