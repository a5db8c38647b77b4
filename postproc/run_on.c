#include "postproc/run_on.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "grammar/characters.h"
#include "postproc/geometry.h"
#include "postproc/line_text.h"

enum { NEIGHBOURS = 3 }; /* lines on either side that tell how long a full line is */

/* A full line has as many glyphs as this share of the longest beside it. */
static const double FULL_LINE = 0.75;

/* A full line ends this near to the right edge of what stands in its column, and the next one
 * starts this near below its own start; in heights of the line. */
static const double EDGE_SLACK = 1.3, START_SLACK = 1.6;

static unsigned line_last(const struct document_line *line)
{
  for (size_t i = line->glyph_count; i > 0; i--) {
    unsigned codepoint;
    utf8_decode(line->glyphs[i - 1].text, &codepoint);
    if (!codepoint_is_space(codepoint))
      return codepoint;
  }
  return 0;
}

/* By its place: the next line starts below this one's start and this one fills the column. */
static bool line_fills_column(const struct document_page *page, size_t index)
{
  struct box box = page_upright_box(page, page->lines[index].box);
  struct box next = page_upright_box(page, page->lines[index + 1].box);
  if (box_is_empty(box) || box_is_empty(next) || next.y <= box.y)
    return false;
  int start = box.x - next.x;
  return abs(start) <= START_SLACK * box.h && next.y - box.y <= 3 * box.h &&
         box.x + box.w >= next.x + next.w - (int)(EDGE_SLACK * box.h);
}

bool page_line_runs_on(const struct document_page *page, size_t index)
{
  if (index + 1 >= page->line_count)
    return false;
  const struct document_line *line = &page->lines[index];
  unsigned last = line_last(line);
  if (last == 0 || codepoint_is_in(last, U"。；：.;:"))
    return false;
  size_t longest = 0;
  size_t first = index > NEIGHBOURS ? index - NEIGHBOURS : 0;
  for (size_t i = first; i < page->line_count && i <= index + NEIGHBOURS; i++)
    if (page->lines[i].glyph_count > longest)
      longest = page->lines[i].glyph_count;
  return (double)line->glyph_count >= FULL_LINE * (double)longest || line_fills_column(page, index);
}

size_t page_text_before(const struct document_page *page, size_t index,
                        unsigned ret_codepoints[RUN_ON_MOST])
{
  if (index == 0 || !page_line_runs_on(page, index - 1))
    return 0;
  const struct document_line *line = &page->lines[index - 1];
  size_t first = line->glyph_count, seen = 0;
  while (first > 0 && seen < RUN_ON_MOST)
    seen += line->glyphs[--first].text[0] != ' ';
  return line_codepoints(line, first, RUN_ON_MOST, ret_codepoints);
}

size_t page_text_behind(const struct document_page *page, size_t index,
                        unsigned ret_codepoints[RUN_ON_MOST])
{
  if (!page_line_runs_on(page, index))
    return 0;
  return line_codepoints(&page->lines[index + 1], 0, RUN_ON_MOST, ret_codepoints);
}
