#include "postproc/clause_number.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/characters.h"
#include "grammar/numeral.h"

enum numbering { NUMBERING_CLAUSE /* 六、 */, NUMBERING_ITEM /* （六） */ };

/* The start of a line that looks numbered. */
struct numbered {
  enum numbering style;
  int value; /* 0: not a number as read */
  size_t page, line;
  size_t first, count; /* glyphs of the number itself */
  size_t mark;         /* glyph of the mark behind it */
  bool open;           /* an item's opening bracket is there */
  bool unmarked;       /* a numeral, and no mark behind it: perhaps a clause's, perhaps a word */
};

struct numbered_list {
  struct numbered *items;
  size_t count, capacity;
};

/* 十一经营许可证…: the numerals that a line starts with. */
static bool line_unmarked(const unsigned *text, const size_t *glyphs, size_t count,
                          struct numbered *ret_numbered)
{
  size_t end = 0;
  while (end < count && numeral_digit(text[end]) > 0)
    end++;
  int value = end < count ? numeral_value(text, end) : 0;
  *ret_numbered = (struct numbered){.style = NUMBERING_CLAUSE,
                                    .value = value,
                                    .page = ret_numbered->page,
                                    .line = ret_numbered->line,
                                    .mark = glyphs[end < count ? end : 0],
                                    .unmarked = true};
  return value > 0;
}

/* Takes a line's start apart; false when it does not look numbered. */
static bool line_numbering(const struct document_line *line, struct numbered *ret_numbered)
{
  unsigned text[NUMERAL_CHARACTERS_MOST + 2] = {0};
  size_t glyphs[NUMERAL_CHARACTERS_MOST + 2] = {0}, count = 0;
  for (size_t i = 0; i < line->glyph_count && count < NUMERAL_CHARACTERS_MOST + 2; i++) {
    unsigned codepoint;
    utf8_decode(line->glyphs[i].text, &codepoint);
    if (codepoint_is_space(codepoint))
      continue;
    glyphs[count] = i;
    text[count++] = codepoint;
  }
  size_t start = count > 0 && codepoint_is_in(text[0], U"（(") ? 1 : 0, end = start;
  while (end < count && end - start < NUMERAL_CHARACTERS_MOST && codepoint_is_han(text[end]))
    end++;
  if (end == start || end == count)
    return false;
  int value = numeral_value(text + start, end - start);
  bool item = codepoint_is_in(text[end], U"）)");
  bool clause = start == 0 && codepoint_is_in(text[end], value > 0 ? U"、" : U"、：；，。.:;,");
  if (!item && !clause)
    return start == 0 && line_unmarked(text, glyphs, count, ret_numbered);
  *ret_numbered = (struct numbered){
      .style = item ? NUMBERING_ITEM : NUMBERING_CLAUSE,
      .value = value,
      .page = ret_numbered->page,
      .line = ret_numbered->line,
      .first = glyphs[start],
      .count = glyphs[end - 1] - glyphs[start] + 1,
      .mark = glyphs[end],
      .open = start == 1,
  };
  return true;
}

/* True when the line before ends a sentence or a list's head: only then does a clause start. */
static bool clause_may_start(const struct document_page *page, size_t line)
{
  if (line == 0)
    return false;
  const struct document_line *before = &page->lines[line - 1];
  size_t last = before->glyph_count;
  while (last > 0 && before->glyphs[last - 1].text[0] == ' ')
    last--;
  unsigned codepoint = 0;
  if (last > 0)
    utf8_decode(before->glyphs[last - 1].text, &codepoint);
  return codepoint != 0 && codepoint_is_in(codepoint, U"。；：.;:");
}

static struct numbered_list document_numbering(const struct document *document)
{
  struct numbered_list list = {0};
  for (size_t p = 0; p < document->page_count; p++) {
    const struct document_page *page = &document->pages[p];
    for (size_t i = 0; page->read.status == PAGE_OK && i < page->line_count; i++) {
      struct numbered numbered = {.page = p, .line = i};
      if (!line_numbering(&page->lines[i], &numbered))
        continue;
      if (numbered.unmarked && !clause_may_start(page, i))
        continue;
      bool whole = numbered.style == NUMBERING_ITEM && numbered.open;
      if (!whole && numbered.value == 0 && !clause_may_start(page, i))
        continue;
      array_reserve(list.items, list.count, list.capacity);
      list.items[list.count++] = numbered;
    }
  }
  return list;
}

/* A numeral read with more confidence stands, even where it breaks the count. */
static const float NUMERAL_SURE = 0.97f;

/*
 * Value that the neighbours leave for the unread number at `at`; 0 when they leave none. For the
 * last of its kind that is the one after the number before it: `*ret_open`.
 */
static int value_between(const struct numbered_list *list, size_t at, bool *ret_open)
{
  enum numbering style = list->items[at].style;
  int before = -1, behind = -1;
  for (size_t i = at; i > 0 && before < 0; i--) {
    const struct numbered *item = &list->items[i - 1];
    if (item->unmarked || (style == NUMBERING_CLAUSE && item->style != style))
      continue;
    if (item->value == 0)
      return 0;
    if (item->style == style)
      before = item->value;
    else if (style == NUMBERING_ITEM)
      before = 0; /* the first item of its clause */
  }
  for (size_t i = at + 1; i < list->count && behind < 0; i++) {
    const struct numbered *item = &list->items[i];
    if (item->unmarked || (style == NUMBERING_CLAUSE && item->style != style))
      continue;
    if (item->value == 0)
      return 0;
    if (style == NUMBERING_ITEM && item->style != style)
      break; /* the next clause */
    if (item->style == style)
      behind = item->value;
  }
  *ret_open = behind < 0;
  bool counted = (before >= 0 && behind == before + 2) || (before > 0 && behind < 0);
  counted = counted && before + 1 <= NUMERAL_MOST;
  return counted ? before + 1 : 0;
}

struct mender {
  const struct language *language;
  struct draft *draft;
};

/* A numeral gives way only where the picture was in doubt and the two look alike. */
static bool numeral_gives_way(const struct mender *mender, size_t glyph, unsigned wanted)
{
  const struct draft *draft = mender->draft;
  return document_line_is_read(draft->line) &&
         draft->line->glyphs[glyph].confidence < NUMERAL_SURE &&
         language_is_lookalike(mender->language, draft->codepoints[glyph], wanted);
}

/*
 * Marks the changes that make `value` of what was read; false when a numeral speaks against it, and
 * where only one neighbour speaks for the value, when something does not look like it.
 */
static bool number_mark(const struct mender *mender, const struct numbered *numbered, int value,
                        bool open)
{
  struct draft *draft = mender->draft;
  unsigned wanted[NUMERAL_CHARACTERS_MOST];
  size_t length = numeral_write(value, wanted), read = 0, kept = 0;
  size_t end = numbered->first + numbered->count;
  for (size_t i = numbered->first; i < end; i++)
    read += !codepoint_is_space(draft->codepoints[i]);
  for (size_t i = numbered->first; i < end; i++) {
    unsigned codepoint = draft->codepoints[i];
    if (codepoint_is_space(codepoint))
      continue;
    if (kept < length && codepoint == wanted[kept]) {
      kept++;
    } else if (codepoint_is_numeral(codepoint) &&
               (kept == length || !numeral_gives_way(mender, i, wanted[kept]))) {
      return false;
    } else if (open && (kept == length || read != length ||
                        !language_is_lookalike(mender->language, codepoint, wanted[kept]))) {
      return false;
    } else if (read > length) {
      draft_remove(draft, i);
      read--;
    } else if (kept < length) {
      draft_replace(draft, i, wanted[kept++]);
    }
  }
  return kept == length && read == length;
}

/* 十一经营许可证…, between 十、 and 十二、: its mark was lost. */
static void mark_mend(struct draft *draft, struct numbered *numbered)
{
  draft_insert(draft, numbered->mark, U'、');
  draft_commit(draft, "clause_number");
  numbered->unmarked = false;
}

static void number_mend(const struct mender *mender, struct numbered *numbered, int value,
                        bool open)
{
  struct draft *draft = mender->draft;
  if (!number_mark(mender, numbered, value, open))
    return;
  if (numbered->style == NUMBERING_CLAUSE)
    draft_replace(draft, numbered->mark, U'、');
  draft_commit(draft, "clause_number");
  if (numbered->style == NUMBERING_ITEM && !numbered->open) {
    draft_insert(draft, numbered->first, U'（');
    draft_commit(draft, "clause_number");
  }
  numbered->value = value;
}

void document_mend_clause_numbers(const struct language *language, struct document *document,
                                  struct draft *draft)
{
  struct mender mender = {language, draft};
  struct numbered_list list = document_numbering(document);
  for (size_t i = 0; i < list.count; i++) {
    struct numbered *numbered = &list.items[i];
    bool open = false;
    int value = value_between(&list, i, &open);
    if (value == 0 || (open && numbered->value != 0))
      continue;
    draft_begin(draft, document, numbered->page, numbered->line);
    if (numbered->unmarked && !open && value == numbered->value)
      mark_mend(draft, numbered);
    else if (!numbered->unmarked && value != numbered->value)
      number_mend(&mender, numbered, value, open);
  }
  free(list.items);
}
