#include "ingest/runs_page.h"

#include "base/utf8.h"

/* Characters of a run stand in boxes of their share; half-width ones take half a share. */
static int width_units(unsigned codepoint)
{
  return codepoint < 0x1100 ? 1 : 2;
}

static int run_units(const char *text)
{
  int units = 0;
  unsigned codepoint;
  for (size_t length; (length = utf8_decode(text, &codepoint)) > 0; text += length)
    units += width_units(codepoint);
  return units;
}

static struct box share(struct box run, int from, int to, int units)
{
  int left = (int)((long)run.w * from / units), right = (int)((long)run.w * to / units);
  return (struct box){run.x + left, run.y, right - left, run.h};
}

static void run_add(const struct text_run *run, struct read_page *page)
{
  int units = run_units(run->text), at = 0;
  if (units == 0)
    return;
  struct read_line *line = read_page_add_line(page, LINE_TEXT, run->box);
  unsigned codepoint;
  const char *text = run->text;
  for (size_t length; (length = utf8_decode(text, &codepoint)) > 0; text += length) {
    char character[5];
    utf8_encode(codepoint_is_space(codepoint) ? ' ' : codepoint, character);
    int end = at + width_units(codepoint);
    struct box box =
        codepoint_is_space(codepoint) ? (struct box){0} : share(run->box, at, end, units);
    reading_add(&line->best, character, 1.0f, box);
    at = end;
  }
}

void runs_page_fill(const struct page_picture *picture, struct read_page *page)
{
  page->width = pixGetWidth(picture->pix);
  page->height = pixGetHeight(picture->pix);
  page->dpi = picture->dpi;
  page->clean_width = page->width;
  page->clean_height = page->height;
  page->clean_from_source[0] = page->clean_from_source[4] = page->clean_from_source[8] = 1;
  for (size_t i = 0; i < picture->run_count; i++)
    run_add(&picture->runs[i], page);
  page->status = page->line_count ? PAGE_OK : PAGE_BLANK;
}
