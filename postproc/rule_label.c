/*
 * Labels of the lexicon at a line's start. They are the form itself, printed alike on thousands of
 * certificates, and often half under a seal: 发证机关（盖章）. Their letters are never guessed from
 * nothing; what is mended is a bracket or colon that was misread or lost beside letters that were
 * read, and one doubtful letter between two sure ones.
 */

#include <string.h>

#include "base/utf8.h"
#include "grammar/characters.h"
#include "postproc/line_text.h"
#include "postproc/names.h"
#include "postproc/rules.h"

enum {
  LABEL_MOST = WORD_MAX_CODEPOINTS,
  OPENING = 0xFF08,
  CLOSING = 0xFF09,
  COLON = 0xFF1A,
};

/* A letter or mark read with more confidence stands. */
static const float SURE = 0.95f;

/* The line's start without its spaces, brackets and colons full width. */
struct label_line {
  unsigned text[LABEL_MOST + 1];
  size_t glyphs[LABEL_MOST + 1];
  size_t count;
  bool whole; /* nothing of the line is left out */
};

static unsigned codepoint_widened(unsigned codepoint)
{
  switch (codepoint) {
  case '(':
    return OPENING;
  case ')':
    return CLOSING;
  case ':':
    return COLON;
  default:
    return codepoint;
  }
}

static struct label_line label_line_of(const struct draft *draft)
{
  struct label_line line = {.whole = true};
  for (size_t i = 0; i < draft->count && line.whole; i++) {
    if (codepoint_is_space(draft->codepoints[i]))
      continue;
    line.whole = line.count < LABEL_MOST;
    if (!line.whole)
      break;
    line.glyphs[line.count] = i;
    line.text[line.count++] = codepoint_widened(draft->codepoints[i]);
  }
  return line;
}

static bool codepoint_is_pause(unsigned codepoint)
{
  return codepoint_is_in(codepoint, U"，、；。：,;.:");
}

/* Anything that a torn bracket is read as: a mark, a stroke, seldom a letter. */
static bool codepoint_is_bracket_like(unsigned codepoint)
{
  return codepoint_is_pause(codepoint) || codepoint_is_in(codepoint, U"（）〈〉《》<>[]{}|!【】");
}

static bool is_label(const struct rules *rules, const unsigned *text, size_t count)
{
  return (language_word_kinds(rules->language, text, count) & WORD_LABEL) != 0;
}

/* HEAD（INSIDE）, written to ret_label; 0 when it is no label of the lexicon. */
static size_t bracketed_label(const struct rules *rules, const unsigned *head, size_t head_count,
                              const unsigned *inside, size_t inside_count, unsigned *ret_label)
{
  size_t count = head_count + inside_count + 2;
  if (inside_count == 0 || count > LABEL_MOST)
    return 0;
  memcpy(ret_label, head, head_count * sizeof *head);
  ret_label[head_count] = OPENING;
  memcpy(ret_label + head_count + 1, inside, inside_count * sizeof *inside);
  ret_label[count - 1] = CLOSING;
  return is_label(rules, ret_label, count) ? count : 0;
}

/* A line's start taken for HEAD bracket INSIDE bracket, whatever the brackets were read as. */
struct bracketed {
  size_t head;               /* characters before the opening bracket */
  size_t inside, inside_end; /* the letters in brackets */
  size_t end;                /* behind the closing one, or where it should stand */
};

static bool bracketed_find(const struct rules *rules, const struct label_line *line,
                           struct bracketed *ret_found)
{
  size_t head = language_longest_word(rules->language, line->text, line->count, WORD_LABEL);
  size_t inside = head;
  while (inside < line->count && inside - head < 2 && codepoint_is_bracket_like(line->text[inside]))
    inside++;
  size_t end = inside;
  while (end < line->count && codepoint_is_han(line->text[end]))
    end++;
  *ret_found = (struct bracketed){.head = head, .inside = inside, .inside_end = end, .end = end};
  while (ret_found->end < line->count && ret_found->end - end < 2 &&
         codepoint_is_bracket_like(line->text[ret_found->end]))
    ret_found->end++;
  bool closes = ret_found->end > end && line->text[end] == CLOSING;
  return head > 0 && end > inside && (inside > head || closes);
}

/* One of the two brackets, or a letter between, is there for sure. */
static void brackets_mend(struct draft *draft, const struct label_line *line,
                          const struct bracketed *found)
{
  bool lost = found->inside == found->head;
  bool opens = !lost && line->text[found->inside - 1] == OPENING;
  bool closes = found->end > found->inside_end && line->text[found->inside_end] == CLOSING;
  if (opens == closes || (found->end == found->inside_end && !closes))
    return; /* both are there, or there is no trace of one */
  if (lost) {
    draft_insert(draft, line->glyphs[found->inside], OPENING);
  } else if (!opens) {
    for (size_t i = found->head; i + 1 < found->inside; i++)
      draft_remove(draft, line->glyphs[i]);
    draft_replace(draft, line->glyphs[found->inside - 1], OPENING);
  } else if (!codepoint_is_pause(line->text[found->inside_end])) {
    draft_replace(draft, line->glyphs[found->inside_end], CLOSING);
  }
}

/* The letter that makes a label of the lexicon when it stands for the doubtful one at `at`. */
static unsigned doubtful_letter(const struct rules *rules, const struct label_line *line,
                                const struct bracketed *found, size_t at)
{
  unsigned inside[LABEL_MOST], label[LABEL_MOST];
  size_t count = found->inside_end - found->inside, options;
  unsigned behind = at + 1 < found->inside_end ? line->text[at + 1] : CLOSING;
  const struct between_item *items =
      language_between(rules->language, line->text[at - 1], behind, &options);
  memcpy(inside, line->text + found->inside, count * sizeof *inside);
  for (size_t i = 0; i < options; i++) {
    inside[at - found->inside] = language_between_at(items, i);
    if (bracketed_label(rules, line->text, found->head, inside, count, label))
      return inside[at - found->inside];
  }
  return 0;
}

/* 发证机关（盖关: one letter of several that nobody is sure of. */
static void letter_mend(const struct rules *rules, struct draft *draft,
                        const struct label_line *line, const struct bracketed *found)
{
  if (!document_line_is_read(draft->line) || found->inside_end - found->inside < 2)
    return;
  for (size_t i = found->inside; i < found->inside_end; i++) {
    const struct glyph *glyph = &draft->line->glyphs[line->glyphs[i]];
    unsigned letter = glyph->confidence < SURE ? doubtful_letter(rules, line, found, i) : 0;
    if (letter) {
      draft_replace(draft, line->glyphs[i], letter);
      return;
    }
  }
}

void rule_label_bracket(const struct rules *rules, struct draft *draft)
{
  unsigned label[LABEL_MOST];
  struct label_line line = label_line_of(draft);
  struct bracketed found;
  if (!line.whole || !bracketed_find(rules, &line, &found))
    return;
  if (bracketed_label(rules, line.text, found.head, line.text + found.inside,
                      found.inside_end - found.inside, label))
    brackets_mend(draft, &line, &found);
  else if (found.inside > found.head && line.text[found.inside - 1] == OPENING)
    letter_mend(rules, draft, &line, &found);
}

/* 发证机关（盖章 at a line's end: a label that wants nothing but its last bracket. */
void rule_open_label(const struct rules *rules, struct draft *draft)
{
  struct label_line line = label_line_of(draft);
  bool open = false;
  for (size_t i = 0; i < line.count; i++)
    open = open || line.text[i] == OPENING;
  if (!open || !line.whole || line.count == LABEL_MOST)
    return;
  line.text[line.count++] = CLOSING;
  if (is_label(rules, line.text, line.count))
    draft_insert(draft, draft->count, CLOSING);
}

/* How the page's other lines part label and value. */
struct colon_habit {
  size_t with, without;
};

/* What stands right behind the label at the line's start; 0 without label or value. */
static unsigned behind_label(const struct rules *rules, const struct document_line *line)
{
  unsigned text[LABEL_MOST];
  size_t count = line_codepoints(line, 0, LABEL_MOST, text);
  size_t label = language_longest_word(rules->language, text, count, WORD_LABEL);
  return label < 2 || label >= count ? 0 : codepoint_widened(text[label]);
}

static struct colon_habit page_colon_habit(const struct rules *rules,
                                           const struct document_page *page, size_t but_line)
{
  struct colon_habit habit = {0};
  for (size_t i = 0; i < page->line_count; i++) {
    unsigned behind = i == but_line ? 0 : behind_label(rules, &page->lines[i]);
    habit.with += behind == COLON;
    habit.without += codepoint_is_han(behind) || codepoint_is_digit(behind);
  }
  return habit;
}

static bool page_wants_colons(const struct rules *rules, const struct draft *draft)
{
  enum { OTHERS_LEAST = 3 };
  const struct document_page *page = &draft->document->pages[draft->page_index];
  struct colon_habit habit = page_colon_habit(rules, page, draft->line_index);
  return habit.with >= OTHERS_LEAST && habit.without == 0;
}

/* A date's or number's first digit stands right behind the label, or a bracketed label ends its
 * line: both have a colon where the page's other labels have one. */
static bool colon_is_lost(const struct label_line *line, size_t label)
{
  if (label == line->count)
    return line->whole && line->text[label - 1] == CLOSING;
  return codepoint_is_digit(line->text[label]);
}

/*
 * 发证日期 2021年 on a page where every other label has its colon; and 及覆盖范围， whose doubtful
 * comma is all that stands behind the label.
 */
void rule_label_colon(const struct rules *rules, struct draft *draft)
{
  if (!document_line_is_read(draft->line))
    return;
  struct label_line line = label_line_of(draft);
  size_t label = language_longest_word(rules->language, line.text, line.count, WORD_LABEL);
  if (label < 2)
    return;
  size_t behind = label < line.count ? line.glyphs[label] : draft->count;
  bool pause = label + 1 == line.count && line.whole && line.text[label] != COLON &&
               codepoint_is_pause(line.text[label]);
  if (pause && draft->line->glyphs[behind].confidence < SURE)
    draft_replace(draft, behind, COLON);
  else if (colon_is_lost(&line, label) && page_wants_colons(rules, draft))
    draft_insert(draft, behind, COLON);
}
