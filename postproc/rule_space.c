/*
 * Spaces. Chinese is written without them; recognisers and typists put them between characters,
 * around numbers and into labels spread over a column. Latin text needs its spaces, and a wide gap
 * between a label and its value says where the value starts: those stay.
 */

#include <string.h>

#include "base/utf8.h"
#include "grammar/characters.h"
#include "postproc/rules.h"

enum {
  GAP_SPACES = 3,      /* as many spaces in a row separate columns, where the text is not spread */
  GAP_WIDE_SPACES = 2, /* the same in ideographic spaces */
  LABEL_CODEPOINTS = 24,
  DATE_REACH = 16, /* characters of a spread year, with room */
};

/* The gap of a picture that separates columns, in heights of the characters beside it. */
static const float GAP_HEIGHTS = 1.2f;

/* A run of spaces [first, end) and the characters beside it; 0 at the line's ends. */
struct space_run {
  size_t first, end;
  unsigned left, right;
};

/* The next run at or after *index; moves *index behind it. */
static bool space_run_next(const struct draft *draft, size_t *index, struct space_run *ret_run)
{
  size_t i = *index;
  while (i < draft->count && !codepoint_is_space(draft->codepoints[i]))
    i++;
  if (i == draft->count)
    return false;
  ret_run->first = i;
  while (i < draft->count && codepoint_is_space(draft->codepoints[i]))
    i++;
  ret_run->end = *index = i;
  ret_run->left = ret_run->first > 0 ? draft->codepoints[ret_run->first - 1] : 0;
  ret_run->right = draft_at(draft, i);
  return true;
}

static void space_run_remove(struct draft *draft, const struct space_run *run)
{
  for (size_t i = run->first; i < run->end; i++)
    draft_remove(draft, i);
}

/* True when the character at `index` stands alone between spaces or line ends: spread text. */
static bool is_isolated(const struct draft *draft, size_t index)
{
  bool left = index == 0 || codepoint_is_space(draft->codepoints[index - 1]);
  unsigned after = draft_at(draft, index + 1);
  return left && (after == 0 || codepoint_is_space(after) || after == ':' || after == 0xFF1A);
}

static bool run_is_spread(const struct draft *draft, const struct space_run *run)
{
  return run->first > 0 && run->end < draft->count && is_isolated(draft, run->first - 1) &&
         is_isolated(draft, run->end);
}

/* True where the boxes beside the run stand as far apart as columns do. */
static bool run_is_wide_in_picture(const struct draft *draft, const struct space_run *run)
{
  struct box left = draft->boxes[run->first - 1], right = draft->boxes[run->end];
  if (box_is_empty(left) || box_is_empty(right))
    return false;
  int gap = -span_overlap(left.x, left.w, right.x, right.w);
  int height = left.h > right.h ? left.h : right.h;
  return (float)gap > GAP_HEIGHTS * (float)height;
}

static bool run_is_wide_in_text(const struct draft *draft, const struct space_run *run)
{
  size_t wide = 0;
  for (size_t i = run->first; i < run->end; i++)
    wide += draft->codepoints[i] == 0x3000;
  return wide >= GAP_WIDE_SPACES || run->end - run->first >= GAP_SPACES;
}

/* True when everything before the run is one label of the lexicon, its own spaces aside. */
static bool run_follows_label(const struct rules *rules, const struct draft *draft,
                              const struct space_run *run)
{
  unsigned label[LABEL_CODEPOINTS];
  size_t count = 0;
  for (size_t i = 0; i < run->first; i++) {
    if (codepoint_is_space(draft->codepoints[i]))
      continue;
    if (count == LABEL_CODEPOINTS)
      return false;
    label[count++] = draft->codepoints[i];
  }
  return count > 1 && (language_word_kinds(rules->language, label, count) & WORD_LABEL) != 0;
}

/* A gap between a label and its value, or between two columns: one space of it stays. */
static bool run_is_gap(const struct rules *rules, const struct draft *draft,
                       const struct space_run *run)
{
  if (run->first == 0 || run->end == draft->count)
    return false;
  if (codepoint_is_cjk_punctuation(run->left) || run->left == ':' || run->right == ':' ||
      codepoint_is_cjk_punctuation(run->right))
    return false;
  if (run_is_wide_in_picture(draft, run))
    return true;
  if (run_follows_label(rules, draft, run))
    return true;
  return !run_is_spread(draft, run) && run_is_wide_in_text(draft, run);
}

/* End of a spread label at the line's start, at its colon or at the last single character; else 0.
 */
static size_t spread_label_end(const struct rules *rules, const struct draft *draft)
{
  unsigned label[LABEL_CODEPOINTS];
  size_t count = 0, end = 0;
  for (size_t i = 0; i < draft->count && count < LABEL_CODEPOINTS; i++) {
    unsigned codepoint = draft->codepoints[i];
    if (codepoint_is_space(codepoint))
      continue;
    if (codepoint == ':' || codepoint == 0xFF1A)
      return count > 1 ? i : 0;
    if (!codepoint_is_han(codepoint) && codepoint != 0xFF08 && codepoint != 0xFF09 &&
        codepoint != '(' && codepoint != ')')
      break;
    if (codepoint_is_han(codepoint))
      label[count++] = codepoint;
    if (count > 1 && (language_word_kinds(rules->language, label, count) & WORD_LABEL))
      end = i;
  }
  return end;
}

void rule_spread_label(const struct rules *rules, struct draft *draft)
{
  struct space_run run;
  size_t index = 0, end = spread_label_end(rules, draft), spread = 0, all = 0;
  while (space_run_next(draft, &index, &run) && run.first < end) {
    all++;
    spread += run_is_spread(draft, &run) && codepoint_is_han(run.left);
  }
  if (spread == 0)
    return;
  index = 0;
  while (space_run_next(draft, &index, &run) && run.first < end)
    if (run.first > 0 && (spread == all || run_is_spread(draft, &run)))
      space_run_remove(draft, &run);
}

void rule_space_between_chinese(const struct rules *rules, struct draft *draft)
{
  struct space_run run;
  for (size_t index = 0; space_run_next(draft, &index, &run);)
    if (codepoint_is_chinese(run.left) && codepoint_is_chinese(run.right) &&
        !run_is_gap(rules, draft, &run))
      space_run_remove(draft, &run);
}

/* Digits of a number written with spaces between them: how many there are, and what stands behind.
 */
static size_t spaced_digits(const struct draft *draft, size_t index, unsigned *ret_behind)
{
  size_t first = index, digits = 0;
  while (first > 0 &&
         (codepoint_is_digit(draft->codepoints[first - 1]) ||
          codepoint_is_space(draft->codepoints[first - 1])) &&
         index - first < DATE_REACH)
    first--;
  size_t i = first;
  for (; i < draft->count && i < index + DATE_REACH; i++) {
    if (codepoint_is_digit(draft->codepoints[i]))
      digits++;
    else if (!codepoint_is_space(draft->codepoints[i]))
      break;
  }
  *ret_behind = draft_at(draft, i);
  return digits;
}

/* 20 20 年 0 5 月: digits that together make a year, a month or a day. */
static bool digits_make_date(const struct draft *draft, size_t index)
{
  unsigned unit;
  size_t digits = spaced_digits(draft, index, &unit);
  if (unit == 0x5E74 /* 年 */)
    return digits == 4;
  return digits <= 2 && (unit == 0x6708 /* 月 */ || unit == 0x65E5 /* 日 */);
}

static bool run_is_around_number(const struct draft *draft, const struct space_run *run)
{
  bool left_digit = codepoint_is_digit(run->left), right_digit = codepoint_is_digit(run->right);
  if (left_digit && right_digit)
    return digits_make_date(draft, run->end);
  return (left_digit && codepoint_is_chinese(run->right)) ||
         (codepoint_is_chinese(run->left) && right_digit);
}

void rule_space_around_number(const struct rules *rules, struct draft *draft)
{
  struct space_run run;
  for (size_t index = 0; space_run_next(draft, &index, &run);)
    if (run_is_around_number(draft, &run) && !run_is_gap(rules, draft, &run))
      space_run_remove(draft, &run);
}

static bool codepoint_is_ascii_mark(unsigned codepoint)
{
  return codepoint != 0 && codepoint < 0x80 && strchr(",:;()%?!", (int)codepoint) != NULL;
}

/* Beside a full-width mark a space is none; beside a half-width one if Chinese stands around it. */
void rule_space_at_mark(const struct rules *rules, struct draft *draft)
{
  struct space_run run;
  for (size_t index = 0; space_run_next(draft, &index, &run);) {
    if (run.first == 0 || run.end == draft->count)
      continue;
    bool wide = codepoint_is_cjk_punctuation(run.left) || codepoint_is_cjk_punctuation(run.right);
    unsigned before = draft_before(draft, run.first - 1), after = draft_from(draft, run.end + 1);
    bool after_mark = codepoint_is_ascii_mark(run.left) && codepoint_is_chinese(run.right) &&
                      codepoint_is_chinese(before);
    bool before_mark = codepoint_is_ascii_mark(run.right) && codepoint_is_chinese(run.left) &&
                       (after == 0 || codepoint_is_chinese(after) || codepoint_is_digit(after));
    before_mark |= run.right == '%' && codepoint_is_digit(run.left);
    if ((wide || after_mark || before_mark) && !run_is_gap(rules, draft, &run))
      space_run_remove(draft, &run);
  }
}

/* What is left: none at the line's ends, one plain space elsewhere, and columns stay as they are.
 */
void rule_space_width(const struct rules *rules, struct draft *draft)
{
  struct space_run run;
  for (size_t index = 0; space_run_next(draft, &index, &run);) {
    if (run.first == 0 || run.end == draft->count) {
      space_run_remove(draft, &run);
      continue;
    }
    bool column = run_is_wide_in_text(draft, &run) && codepoint_is_chinese(run.left) &&
                  codepoint_is_chinese(run.right) && !run_follows_label(rules, draft, &run);
    if (column)
      continue;
    draft_replace(draft, run.first, ' ');
    for (size_t i = run.first + 1; i < run.end; i++)
      draft_remove(draft, i);
  }
}
