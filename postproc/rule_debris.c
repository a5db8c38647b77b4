/* Specks that a recogniser takes for marks: bars at a line's ends, quotes without partner, a full
 * stop where no sentence ends. */

#include "base/utf8.h"
#include "grammar/characters.h"
#include "postproc/line_text.h"
#include "postproc/page_split.h"
#include "postproc/rules.h"

enum {
  QUOTE_LINES = 6,   /* a quotation closes within as many lines */
  WORD_REACH = 8,    /* characters on either side of a line's end that may be one term */
  TERM_OVER_END = 4, /* a term over a line's end must be as long to be evidence */
};

static bool codepoint_is_speck(unsigned codepoint)
{
  return codepoint == '|' || codepoint == '_' || codepoint == '`' || codepoint == '^' ||
         codepoint == '~' || codepoint == '\\' || codepoint == 0xA6 /* ¦ */ ||
         codepoint == 0x4E28 /* 丨 */ || codepoint == 0xFF5C || codepoint == 0xFF3F;
}

static size_t count_of(const struct draft *draft, unsigned codepoint)
{
  size_t found = 0;
  for (size_t i = 0; i < draft->count; i++)
    found += draft->codepoints[i] == codepoint;
  return found;
}

/* Index of the first / last character that is no space; false on a line of spaces. */
static bool line_ends(const struct draft *draft, size_t *ret_first, size_t *ret_last)
{
  size_t first = 0, last = draft->count;
  while (first < draft->count && codepoint_is_space(draft->codepoints[first]))
    first++;
  while (last > first && codepoint_is_space(draft->codepoints[last - 1]))
    last--;
  if (first == last)
    return false;
  *ret_first = first;
  *ret_last = last - 1;
  return true;
}

/* A line of a table, or one to write on, has more than one of them. */
static void remove_speck(struct draft *draft, size_t index, unsigned neighbour)
{
  unsigned codepoint = draft->codepoints[index];
  if (codepoint_is_speck(codepoint) && count_of(draft, codepoint) == 1 &&
      (neighbour == 0 || codepoint_is_chinese(neighbour) || codepoint_is_digit(neighbour)))
    draft_remove(draft, index);
}

/* Pauses behind which a full stop makes no sense. */
static bool codepoint_is_open_pause(unsigned codepoint)
{
  return codepoint == 0xFF0C || codepoint == 0x3001 || codepoint == 0xFF1B || codepoint == 0xFF1A ||
         codepoint == ',' || codepoint == ';' || codepoint == ':';
}

/* True when the line is a label with a value that no full stop ends: a number, a date, a name. */
static bool line_is_labelled_fact(const struct rules *rules, const struct draft *draft,
                                  size_t first, size_t stop)
{
  size_t label =
      language_longest_word(rules->language, draft->codepoints + first, stop - first, WORD_LABEL);
  if (label == 0)
    return false;
  if (first + label == stop)
    return true;
  for (size_t i = first + label; i < stop; i++)
    if (draft->codepoints[i] == 0xFF0C || draft->codepoints[i] == 0x3002 ||
        draft->codepoints[i] == 0xFF1B || draft->codepoints[i] == ',')
      return false;
  unsigned mark = draft_at(draft, first + label), last = draft_before(draft, stop);
  bool fact_end = codepoint_is_digit(last) || codepoint_is_latin(last) || last == 0x65E5 /* 日 */ ||
                  last == 0x53F8 /* 司 */ || last == 0x5C40 /* 局 */;
  return fact_end && (mark == ':' || mark == 0xFF1A);
}

/* True when a term runs from before the full stop at `stop` into the next line. */
static bool term_runs_over_end(const struct rules *rules, const struct draft *draft, size_t stop)
{
  const struct document_page *page = &draft->document->pages[draft->page_index];
  size_t next = (size_t)draft->line_number;
  if (next >= page->line_count)
    return false;
  unsigned text[2 * WORD_REACH];
  size_t before = stop < WORD_REACH ? stop : WORD_REACH;
  for (size_t i = 0; i < before; i++)
    text[i] = draft->codepoints[stop - before + i];
  size_t count = before + line_codepoints(&page->lines[next], 0, WORD_REACH, text + before);
  for (size_t start = 0; start < before; start++) {
    size_t length = language_longest_word(rules->language, text + start, count - start, WORD_TERM);
    if (length >= TERM_OVER_END && start + length > before)
      return true;
  }
  return false;
}

static void remove_stray_stop(const struct rules *rules, struct draft *draft, size_t first,
                              size_t last)
{
  if (draft->codepoints[last] != 0x3002 || last == first)
    return;
  bool title = text_is_title_of(draft->codepoints + first, last - first);
  if (codepoint_is_open_pause(draft_before(draft, last)) || title ||
      line_is_labelled_fact(rules, draft, first, last) || term_runs_over_end(rules, draft, last))
    draft_remove(draft, last);
}

void rule_stray_mark(const struct rules *rules, struct draft *draft)
{
  size_t first, last;
  if (!line_ends(draft, &first, &last))
    return;
  remove_speck(draft, last, draft_before(draft, last));
  if (last != first)
    remove_speck(draft, first, draft_from(draft, first + 1));
  remove_stray_stop(rules, draft, first, last);
}

static bool is_quote(unsigned codepoint)
{
  return codepoint == 0x201C || codepoint == 0x201D;
}

/* The next quotation mark behind `index`, on this line or a few further ones; 0 when none. */
static unsigned quote_behind(const struct draft *draft, size_t index)
{
  for (size_t i = index + 1; i < draft->count; i++)
    if (is_quote(draft->codepoints[i]))
      return draft->codepoints[i];
  const struct document_page *page = &draft->document->pages[draft->page_index];
  size_t end = (size_t)draft->line_number + QUOTE_LINES;
  for (size_t k = (size_t)draft->line_number; k < page->line_count && k < end; k++)
    for (size_t i = 0; i < page->lines[k].glyph_count; i++) {
      unsigned codepoint;
      utf8_decode(page->lines[k].glyphs[i].text, &codepoint);
      if (is_quote(codepoint))
        return codepoint;
    }
  return 0;
}

/* The last quotation mark before `index`, on this line or a few earlier ones; 0 when none. */
static unsigned quote_ahead(const struct draft *draft, size_t index)
{
  for (size_t i = index; i > 0; i--)
    if (is_quote(draft->codepoints[i - 1]))
      return draft->codepoints[i - 1];
  const struct document_page *page = &draft->document->pages[draft->page_index];
  for (size_t k = (size_t)draft->line_number - 1, tried = 0; k > 0 && tried < QUOTE_LINES;
       k--, tried++)
    for (size_t i = page->lines[k - 1].glyph_count; i > 0; i--) {
      unsigned codepoint;
      utf8_decode(page->lines[k - 1].glyphs[i - 1].text, &codepoint);
      if (is_quote(codepoint))
        return codepoint;
    }
  return 0;
}

/* `“《` for `《`: the book mark's double stroke read as a quotation mark that nothing closes. */
void rule_stray_quote(const struct rules *rules, struct draft *draft)
{
  (void)rules;
  for (size_t i = 0; i < draft->count; i++) {
    unsigned codepoint = draft->codepoints[i];
    if (codepoint == 0x201C && draft_at(draft, i + 1) == 0x300A && quote_behind(draft, i) != 0x201D)
      draft_remove(draft, i);
    else if (codepoint == 0x201D && i > 0 && draft->codepoints[i - 1] == 0x300B &&
             quote_ahead(draft, i) != 0x201C)
      draft_remove(draft, i);
  }
}
