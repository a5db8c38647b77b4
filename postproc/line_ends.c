/* Characters that stand at a line's end and again at the next line's start: read twice. */

#include "postproc/line_ends.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/characters.h"
#include "postproc/line_text.h"
#include "postproc/page_split.h"

enum { LINE_END_REACH = 16 }; /* characters of a line that are looked at */

/* The last characters of a line, spaces aside, at most LINE_END_REACH; returns how many. */
static size_t line_tail(const struct document_line *line, unsigned *ret_codepoints)
{
  size_t first = line->glyph_count, seen = 0;
  while (first > 0 && seen < LINE_END_REACH)
    seen += line->glyphs[--first].text[0] != ' ';
  return line_codepoints(line, first, LINE_END_REACH, ret_codepoints);
}

static void mend_line_end(const struct rules *rules, struct document *document, struct draft *draft,
                          const struct document_line *line, size_t next_page, size_t next_line,
                          const char *rule)
{
  const struct document_line *next = &document->pages[next_page].lines[next_line];
  if (document_line_is_read(line) || document_line_is_read(next))
    return; /* both stand in the picture */
  unsigned tail[LINE_END_REACH], head[LINE_END_REACH];
  size_t tail_count = line_tail(line, tail);
  size_t head_count = line_codepoints(next, 0, LINE_END_REACH, head);
  if (!doubled_over_end(rules, tail, tail_count, head, head_count))
    return;
  draft_begin(draft, document, next_page, next_line);
  size_t first = 0;
  while (codepoint_is_space(draft_at(draft, first)))
    first++;
  draft_remove(draft, first);
  draft_commit(draft, rule);
}

/* Lines around the running text: heading, title, labels, page number, places to sign. */
static bool line_is_furniture(const struct rules *rules, const struct document_line *line)
{
  unsigned text[LINE_END_REACH];
  size_t count = line_codepoints(line, 0, LINE_END_REACH, text);
  if (text_is_page_heading(line->text) || text_is_title_of(text, count))
    return true;
  size_t label = language_longest_word(rules->language, text, count, WORD_LABEL), others = 0;
  for (size_t i = label; i < count; i++)
    others += !codepoint_is_digit(text[i]) && !codepoint_is_in(text[i], U"年月日第页共/-—:：");
  return others == 0;
}

/* Index of the page's last / first line of running text; line_count when it has none. */
static size_t page_last_text(const struct rules *rules, const struct document_page *page)
{
  for (size_t i = page->line_count; i > 0; i--)
    if (!line_is_furniture(rules, &page->lines[i - 1]))
      return i - 1;
  return page->line_count;
}

static size_t page_first_text(const struct rules *rules, const struct document_page *page)
{
  size_t i = 0;
  while (i < page->line_count && line_is_furniture(rules, &page->lines[i]))
    i++;
  return i;
}

void document_mend_line_ends(const struct rules *rules, struct document *document,
                             struct draft *draft)
{
  const struct document_page *previous = NULL;
  for (size_t p = 0; p < document->page_count; p++) {
    struct document_page *page = &document->pages[p];
    if (page->read.status != PAGE_OK)
      continue;
    for (size_t i = 0; i + 1 < page->line_count; i++)
      mend_line_end(rules, document, draft, &page->lines[i], p, i + 1, "doubled_over_line_end");
    if (previous) {
      size_t last = page_last_text(rules, previous), first = page_first_text(rules, page);
      if (last < previous->line_count && first < page->line_count)
        mend_line_end(rules, document, draft, &previous->lines[last], p, first,
                      "doubled_over_page_end");
    }
    previous = page;
  }
}
