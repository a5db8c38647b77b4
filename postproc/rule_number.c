/*
 * Numbers and dates. Only the shape of a character is mended where the number's own grammar leaves
 * no choice: O for 0, l for 1, a Chinese dash for a hyphen. No digit ever becomes another digit.
 */

#include <string.h>

#include "base/utf8.h"
#include "grammar/characters.h"
#include "grammar/credit_code.h"
#include "grammar/digit_look.h"
#include "grammar/date_read.h"
#include "grammar/fold.h"
#include "grammar/licence_number.h"
#include "grammar/numeral.h"
#include "postproc/rules.h"

/* First index at or after `index` that is no space. */
static size_t skip_spaces(const struct draft *draft, size_t index)
{
  while (index < draft->count && codepoint_is_space(draft->codepoints[index]))
    index++;
  return index;
}

/* Class of a licence, as A2, B1 or B2, from `index` on; returns the index behind it, 0 when none.
 */
static size_t licence_class_end(const struct draft *draft, size_t index)
{
  size_t digit = skip_spaces(draft, index + 1);
  bool is_class =
      licence_class_is(draft->codepoints[index], digit_of_shape(draft_at(draft, digit))) &&
      (index == 0 || !codepoint_is_latin(draft->codepoints[index - 1]));
  return is_class ? digit + 1 : 0;
}

/* Last index + 1 of the serial's digits from `index` on, misread ones and spaces included; 0: none.
 */
static size_t serial_end(const struct draft *draft, size_t index)
{
  size_t digits = 0, real = 0, end = 0;
  for (size_t i = index; i < draft->count && digits < LICENCE_NUMBER_DIGITS; i++) {
    unsigned codepoint = draft->codepoints[i];
    if (codepoint_is_space(codepoint))
      continue;
    if (!digit_of_shape(codepoint))
      break;
    digits++;
    real += codepoint_is_digit(codepoint);
    end = i + 1;
  }
  return digits >= LICENCE_NUMBER_DIGITS_LEAST && real * 2 >= digits ? end : 0;
}

static void remove_spaces(struct draft *draft, size_t first, size_t end)
{
  for (size_t i = first; i < end; i++)
    if (codepoint_is_space(draft->codepoints[i]))
      draft_remove(draft, i);
}

/* The number that stands from `letter` to `end`, its dash at `dash`. */
static void mend_licence_number(const struct rules *rules, struct draft *draft, size_t letter,
                                size_t dash, size_t end)
{
  remove_spaces(draft, letter, end);
  draft_replace(draft, letter, draft->codepoints[letter] & ~0x20u); /* capital */
  for (size_t i = letter + 1; i < end; i++)
    if (i != dash && digit_of_shape(draft->codepoints[i]))
      draft_replace(draft, i, digit_of_shape(draft->codepoints[i]));
  draft_replace(draft, dash, '-');
  size_t before = letter;
  while (before > 0 && codepoint_is_space(draft->codepoints[before - 1]))
    before--;
  if (before > 0 && before < letter &&
      region_by_letter(rules->regions, draft->codepoints[before - 1]))
    remove_spaces(draft, before, letter);
}

/*
 * 间B2-2023… behind a colon or at a line's start: only a province's letter stands there, and what
 * was read looks like one of them alone.
 */
static void mend_province(const struct rules *rules, struct draft *draft, size_t letter)
{
  size_t at = letter;
  while (at > 0 && codepoint_is_space(draft->codepoints[at - 1]))
    at--;
  unsigned read = at > 0 ? draft->codepoints[at - 1] : 0, before = 0, province = 0;
  if (at > 1)
    before = draft_before(draft, at - 1);
  if (!codepoint_is_han(read) || region_by_letter(rules->regions, read) ||
      (before != 0 && !codepoint_is_in(before, U":：")))
    return;
  size_t count, fitting = 0;
  const unsigned *shapes = language_lookalikes(rules->language, read, &count);
  for (size_t i = 0; i < count; i++)
    if (region_by_letter(rules->regions, shapes[i])) {
      province = shapes[i];
      fitting++;
    }
  if (fitting == 1)
    draft_replace(draft, at - 1, province);
}

void rule_licence_number(const struct rules *rules, struct draft *draft)
{
  for (size_t i = 0; i < draft->count; i++) {
    size_t behind = licence_class_end(draft, i);
    if (behind == 0)
      continue;
    size_t dash = skip_spaces(draft, behind);
    if (!licence_number_is_dash(codepoint_fold(draft_at(draft, dash))))
      continue;
    size_t end = serial_end(draft, skip_spaces(draft, dash + 1));
    if (end == 0)
      continue;
    mend_licence_number(rules, draft, i, dash, end);
    mend_province(rules, draft, i);
    i = end - 1;
  }
}

/* Characters that count or date what stands before them. */
static bool codepoint_is_unit(unsigned codepoint)
{
  return codepoint_is_in(codepoint, U"年月日号万元亿个天条款项分时秒室楼层栋幢座米人次期岁周页%％");
}

/* A run of digits and their misreadings from `first`; returns its end. */
static size_t digit_run_end(const struct draft *draft, size_t first, size_t *ret_real)
{
  size_t end = first;
  *ret_real = 0;
  while (end < draft->count && digit_of_shape(draft->codepoints[end])) {
    *ret_real += codepoint_is_digit(draft->codepoints[end]);
    end++;
  }
  return end;
}

static bool codepoint_is_round(unsigned codepoint)
{
  return codepoint_is_in(codepoint, U"0Oo○");
}

/* 一 to 九. */
static bool codepoint_is_ones(unsigned codepoint)
{
  int digit = numeral_digit(codepoint);
  return digit > 0 && digit < NUMERAL_TEN;
}

/* 二O二O年: a round character between the numerals of a year is 〇. */
static void mend_written_year(struct draft *draft)
{
  enum { YEAR_CHARACTERS = 4 };
  for (size_t i = 0; i + YEAR_CHARACTERS < draft->count; i++) {
    size_t numerals = 0, round = 0;
    for (size_t k = i; k < i + YEAR_CHARACTERS; k++) {
      unsigned codepoint = draft->codepoints[k];
      numerals += codepoint == U'〇' || codepoint_is_ones(codepoint);
      round += codepoint_is_round(codepoint);
    }
    if (draft->codepoints[i + YEAR_CHARACTERS] != U'年' || numerals < 2 || round == 0 ||
        numerals + round < YEAR_CHARACTERS || codepoint_is_round(draft->codepoints[i]))
      continue;
    for (size_t k = i; k < i + YEAR_CHARACTERS; k++)
      if (codepoint_is_round(draft->codepoints[k]))
        draft_replace(draft, k, U'〇');
  }
}

/* Between 年 and 月, or 月 and 日. */
static bool stands_in_date(const struct draft *draft, size_t first, size_t end)
{
  unsigned before = draft_before(draft, first), behind = draft_from(draft, end);
  return (before == DATE_YEAR && behind == DATE_MONTH) ||
         (before == DATE_MONTH && behind == DATE_DAY);
}

/* 183]号, 2021年1]月: a 1 that was read as the bracket it looks like. Of 11]月 the bracket is the
 * second 1 read twice: a month or a day has two digits. */
static void mend_bracket_digit(struct draft *draft, size_t bracket)
{
  size_t first = bracket, end = skip_spaces(draft, bracket + 1);
  while (first > 0 && codepoint_is_digit(draft->codepoints[first - 1]))
    first--;
  if (first == bracket || draft_at(draft, first - 1) == '[' ||
      !codepoint_is_unit(draft_at(draft, end)))
    return;
  bool doubled = stands_in_date(draft, first, end) && bracket - first == 2;
  if (doubled)
    draft_remove(draft, bracket);
  else
    draft_replace(draft, bracket, '1');
  remove_spaces(draft, bracket + 1, end);
}

/* 2O18年, l5个, 第1l号: letters among digits that a unit follows. O2O and P2P are names. */
void rule_digit_shape(const struct rules *rules, struct draft *draft)
{
  (void)rules;
  mend_written_year(draft);
  for (size_t i = 1; i < draft->count; i++)
    if (draft->codepoints[i] == ']')
      mend_bracket_digit(draft, i);
  for (size_t i = 0; i < draft->count;) {
    size_t real, end = digit_run_end(draft, i, &real);
    if (end == i) {
      i++;
      continue;
    }
    unsigned before = i > 0 ? draft->codepoints[i - 1] : 0;
    bool alone = !codepoint_is_latin(before) && before != '.' && before != '-';
    bool mixed = real > 0 && real < end - i &&
                 (real * 2 >= end - i || codepoint_is_digit(draft->codepoints[i]));
    if (alone && mixed && codepoint_is_unit(draft_at(draft, end)))
      for (size_t k = i; k < end; k++)
        draft_replace(draft, k, digit_of_shape(draft->codepoints[k]));
    i = end;
  }
}

/* Index behind one to `most` digits from `index` on, 0 when there is none. */
static size_t digits_end(const struct draft *draft, size_t index, size_t most)
{
  size_t end = index;
  while (end < draft->count && end - index < most && codepoint_is_digit(draft->codepoints[end]))
    end++;
  return end > index ? end : 0;
}

/* What a recogniser made of the 日 that ends a date on its line, and doubted itself. */
static bool is_torn_day(const struct draft *draft, size_t index)
{
  static const float DOUBTED = 0.97f;
  return codepoint_is_han(draft_at(draft, index)) && draft_from(draft, index + 1) == 0 &&
         draft->line->glyphs[index].confidence < DOUBTED;
}

/* 2020午05月03曰: a date's units, when everything else of the date stands. */
void rule_date_shape(const struct rules *rules, struct draft *draft)
{
  (void)rules;
  for (size_t i = 0; i + 6 < draft->count; i++) {
    size_t year = digits_end(draft, i, 4);
    if (year != i + 4)
      continue;
    unsigned year_unit = draft_at(draft, year);
    size_t month = digits_end(draft, year + 1, 2);
    unsigned month_unit = draft_at(draft, month);
    size_t day = month ? digits_end(draft, month + 1, 2) : 0;
    unsigned day_unit = draft_at(draft, day);
    if (!day)
      continue;
    bool year_ok = year_unit == DATE_YEAR, month_ok = month_unit == DATE_MONTH,
         day_ok = day_unit == DATE_DAY;
    if (year_ok + month_ok + day_ok != 2)
      continue;
    if (!year_ok && date_unit_meant(year_unit) == DATE_YEAR)
      draft_replace(draft, year, DATE_YEAR);
    if (!month_ok && date_unit_meant(month_unit) == DATE_MONTH)
      draft_replace(draft, month, DATE_MONTH);
    if (!day_ok && (date_unit_meant(day_unit) == DATE_DAY || is_torn_day(draft, day)))
      draft_replace(draft, day, DATE_DAY);
  }
}

static bool codepoint_is_code(unsigned codepoint)
{
  return codepoint_is_digit(codepoint) || codepoint_is_latin(codepoint) || codepoint == '|';
}

/* A character of a credit code, in the shape that the code's alphabet has for it: of letters that
 * it has no use for, those with the strokes of a digit first. */
static char credit_form(unsigned codepoint)
{
  unsigned digit = digit_of_shape(codepoint);
  return digit ? (char)digit : credit_code_character((char)codepoint);
}

/* Letters that a credit code never holds, when mending them makes its check character right. */
static void mend_credit_code(struct draft *draft, size_t first)
{
  char code[CREDIT_CODE_LENGTH + 1] = "", mended[CREDIT_CODE_LENGTH + 1] = "";
  for (size_t k = 0; k < CREDIT_CODE_LENGTH; k++) {
    code[k] = (char)draft->codepoints[first + k];
    mended[k] = credit_form(draft->codepoints[first + k]);
  }
  if (credit_code_is_valid(code) || !credit_code_is_valid(mended))
    return;
  for (size_t k = 0; k < CREDIT_CODE_LENGTH; k++)
    draft_replace(draft, first + k, (unsigned char)mended[k]);
}

void rule_credit_code(const struct rules *rules, struct draft *draft)
{
  (void)rules;
  for (size_t i = 0; i < draft->count;) {
    size_t end = i;
    while (end < draft->count && codepoint_is_code(draft->codepoints[end]))
      end++;
    if (end - i == CREDIT_CODE_LENGTH)
      mend_credit_code(draft, i);
    i = end > i ? end : i + 1;
  }
}
