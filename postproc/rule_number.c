/*
 * Numbers and dates. Only the shape of a character is mended where the number's own grammar leaves
 * no choice: O for 0, l for 1, a Chinese dash for a hyphen. No digit ever becomes another digit.
 */

#include <string.h>

#include "base/utf8.h"
#include "postproc/rules.h"

enum {
  SERIAL_DIGITS = 8,       /* year and serial of a licence number */
  SERIAL_LEAST = 6,        /* with fewer it is no licence number */
  CREDIT_CODE_LENGTH = 18, /* GB 32100 */
};

/* The digit that `codepoint` is or is taken for, 0 when it is neither. */
static unsigned digit_form(unsigned codepoint)
{
  if (codepoint_is_digit(codepoint))
    return codepoint;
  switch (codepoint) {
  case 'O':
  case 'o':
  case 0x3007: /* 〇 */
    return '0';
  case 'l':
  case 'I':
  case '|':
    return '1';
  default:
    return 0;
  }
}

static bool codepoint_is_dash(unsigned codepoint)
{
  static const unsigned dashes[] = {'-',    0x2010, 0x2011, 0x2012, 0x2013, 0x2014,
                                    0x2015, 0x2212, 0x4E00, 0x30FC, 0xFF0D, 0xFE63,
                                    0x2500, 0xFF3F, '_',    '~',    '='};
  for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
    if (codepoint == dashes[i])
      return true;
  return false;
}

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
  if (!codepoint_is_in(draft->codepoints[index], U"ABab") ||
      (index > 0 && codepoint_is_latin(draft->codepoints[index - 1])))
    return 0;
  size_t digit = skip_spaces(draft, index + 1);
  unsigned value = digit_form(draft_at(draft, digit));
  return value == '1' || value == '2' ? digit + 1 : 0;
}

/* Last index + 1 of the serial's digits from `index` on, misread ones and spaces included; 0: none.
 */
static size_t serial_end(const struct draft *draft, size_t index)
{
  size_t digits = 0, real = 0, end = 0;
  for (size_t i = index; i < draft->count && digits < SERIAL_DIGITS; i++) {
    unsigned codepoint = draft->codepoints[i];
    if (codepoint_is_space(codepoint))
      continue;
    if (!digit_form(codepoint))
      break;
    digits++;
    real += codepoint_is_digit(codepoint);
    end = i + 1;
  }
  return digits >= SERIAL_LEAST && real * 2 >= digits ? end : 0;
}

static bool codepoint_is_province(unsigned codepoint)
{
  return codepoint_is_in(codepoint,
                         U"京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新");
}

static void remove_spaces(struct draft *draft, size_t first, size_t end)
{
  for (size_t i = first; i < end; i++)
    if (codepoint_is_space(draft->codepoints[i]))
      draft_remove(draft, i);
}

/* The number that stands from `letter` to `end`, its dash at `dash`. */
static void mend_licence_number(struct draft *draft, size_t letter, size_t dash, size_t end)
{
  remove_spaces(draft, letter, end);
  draft_replace(draft, letter, draft->codepoints[letter] & ~0x20u); /* capital */
  for (size_t i = letter + 1; i < end; i++)
    if (i != dash && digit_form(draft->codepoints[i]))
      draft_replace(draft, i, digit_form(draft->codepoints[i]));
  draft_replace(draft, dash, '-');
  size_t before = letter;
  while (before > 0 && codepoint_is_space(draft->codepoints[before - 1]))
    before--;
  if (before > 0 && before < letter && codepoint_is_province(draft->codepoints[before - 1]))
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
  if (!codepoint_is_han(read) || codepoint_is_province(read) ||
      (before != 0 && !codepoint_is_in(before, U":：")))
    return;
  size_t count, fitting = 0;
  const unsigned *shapes = language_lookalikes(rules->language, read, &count);
  for (size_t i = 0; i < count; i++)
    if (codepoint_is_province(shapes[i])) {
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
    if (!codepoint_is_dash(draft_at(draft, dash)))
      continue;
    size_t end = serial_end(draft, skip_spaces(draft, dash + 1));
    if (end == 0)
      continue;
    mend_licence_number(draft, i, dash, end);
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
  while (end < draft->count && digit_form(draft->codepoints[end])) {
    *ret_real += codepoint_is_digit(draft->codepoints[end]);
    end++;
  }
  return end;
}

static bool codepoint_is_round(unsigned codepoint)
{
  return codepoint_is_in(codepoint, U"0Oo○");
}

/* 二O二O年: a round character between the numerals of a year is 〇. */
static void mend_written_year(struct draft *draft)
{
  enum { YEAR_CHARACTERS = 4 };
  for (size_t i = 0; i + YEAR_CHARACTERS < draft->count; i++) {
    size_t numerals = 0, round = 0;
    for (size_t k = i; k < i + YEAR_CHARACTERS; k++) {
      numerals += codepoint_is_in(draft->codepoints[k], U"一二三四五六七八九〇");
      round += codepoint_is_round(draft->codepoints[k]);
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
  return (before == U'年' && behind == U'月') || (before == U'月' && behind == U'日');
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
        draft_replace(draft, k, digit_form(draft->codepoints[k]));
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
    bool year_ok = year_unit == 0x5E74, month_ok = month_unit == 0x6708,
         day_ok = day_unit == 0x65E5;
    if (year_ok + month_ok + day_ok != 2)
      continue;
    if (!year_ok && codepoint_is_in(year_unit, U"午牛"))
      draft_replace(draft, year, 0x5E74);
    if (!month_ok && codepoint_is_in(month_unit, U"用冃丹"))
      draft_replace(draft, month, 0x6708);
    if (!day_ok && (codepoint_is_in(day_unit, U"曰目旦") || is_torn_day(draft, day)))
      draft_replace(draft, day, 0x65E5);
  }
}

/* Value of a character of a credit code; -1 for one that the code does not use (I, O, S, V, Z). */
static int credit_value(unsigned codepoint)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const char *found = codepoint > 0 && codepoint < 0x80 ? strchr(alphabet, (int)codepoint) : NULL;
  return found ? (int)(found - alphabet) : -1;
}

static unsigned credit_form(unsigned codepoint)
{
  switch (codepoint) {
  case 'S':
    return '5';
  case 'Z':
    return '2';
  default:
    return codepoint != 0x3007 && digit_form(codepoint) ? digit_form(codepoint) : codepoint;
  }
}

/* GB 32100 §5: weights are the powers of 3 modulo 31; the last character makes the sum a multiple.
 */
static bool credit_code_is_right(const unsigned *code)
{
  int weight = 1, sum = 0;
  for (size_t i = 0; i + 1 < CREDIT_CODE_LENGTH; i++) {
    int value = credit_value(code[i]);
    if (value < 0)
      return false;
    sum += value * weight;
    weight = weight * 3 % 31;
  }
  return credit_value(code[CREDIT_CODE_LENGTH - 1]) == (31 - sum % 31) % 31;
}

static bool codepoint_is_code(unsigned codepoint)
{
  return codepoint_is_digit(codepoint) || codepoint_is_latin(codepoint) || codepoint == '|';
}

/* Letters that a credit code never holds, when mending them makes its check character right. */
void rule_credit_code(const struct rules *rules, struct draft *draft)
{
  (void)rules;
  for (size_t i = 0; i < draft->count;) {
    size_t end = i;
    while (end < draft->count && codepoint_is_code(draft->codepoints[end]))
      end++;
    if (end - i == CREDIT_CODE_LENGTH && !credit_code_is_right(draft->codepoints + i)) {
      unsigned mended[CREDIT_CODE_LENGTH];
      for (size_t k = 0; k < CREDIT_CODE_LENGTH; k++)
        mended[k] = credit_form(draft->codepoints[i + k]);
      if (credit_code_is_right(mended))
        for (size_t k = 0; k < CREDIT_CODE_LENGTH; k++)
          draft_replace(draft, i + k, mended[k]);
    }
    i = end > i ? end : i + 1;
  }
}
