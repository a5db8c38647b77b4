/* Dates as certificates print them: 2020年02月11日, 2020-02-11, 2020.2.11, 二〇二〇年二月十一日. */

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/calendar.h"
#include "extract/kind.h"

/* A number in the ink: its value, its last ink, its digits. */
struct ink_number {
  int value;
  size_t end;
  int digits;
  int repairs;
};

/* Letters that recognition gives for digits in the middle of a number. */
static int digit_of(unsigned folded, int *repairs)
{
  static const char letters[] = "OoDQlI|]!ZSB";
  static const char digits[] = "000011111258";
  if (codepoint_is_digit(folded))
    return (int)(folded - '0');
  const char *letter = folded && folded < 0x80 ? strchr(letters, (int)folded) : NULL;
  if (!letter)
    return -1;
  ++*repairs;
  return digits[letter - letters] - '0';
}

/* 〇 to 九, 十 as 10; -1 for all else. */
static int numeral_of(unsigned folded)
{
  static const char numerals[] = "〇一二三四五六七八九十零○";
  static const int values[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0};
  const char *text = numerals;
  unsigned codepoint;
  for (size_t i = 0, step; (step = utf8_decode(text, &codepoint)) != 0; text += step, i++)
    if (codepoint == folded)
      return values[i];
  return -1;
}

static bool arabic_number(const struct passage *passage, size_t at, int digits_max,
                          struct ink_number *ret_number)
{
  struct ink_number number = {.end = at};
  while (number.end < passage->count && number.digits < digits_max) {
    int digit = digit_of(passage->inks[number.end].folded, &number.repairs);
    if (digit < 0)
      break;
    number.value = number.value * 10 + digit;
    number.digits++;
    number.end++;
  }
  *ret_number = number;
  return number.digits > 0;
}

/* 二〇二〇 by its digits; 十, 十一, 二十, 三十一 by value. */
static bool chinese_number(const struct passage *passage, size_t at, int digits_max,
                           struct ink_number *ret_number)
{
  struct ink_number number = {.end = at};
  int tens = -1, ones = 0;
  while (number.end < passage->count && number.digits < digits_max + 1) {
    int numeral = numeral_of(passage->inks[number.end].folded);
    if (numeral < 0)
      break;
    if (numeral == 10) {
      tens = number.digits ? ones : 1;
      ones = 0;
    } else {
      number.value = number.value * 10 + numeral;
      ones = numeral;
    }
    number.digits++;
    number.end++;
  }
  if (tens >= 0)
    number.value = tens * 10 + ones;
  *ret_number = number;
  return number.digits > 0;
}

static bool number_at(const struct passage *passage, size_t at, int digits_max,
                      struct ink_number *ret_number)
{
  return arabic_number(passage, at, digits_max, ret_number) ||
         chinese_number(passage, at, digits_max, ret_number);
}

/* The mark between year, month and day: the expected character, a dash or a point, or, as a repair,
 * any one other character. */
static bool separator_at(const struct passage *passage, size_t *at, unsigned expected, int *repairs)
{
  if (*at >= passage->count)
    return false;
  unsigned folded = passage->inks[*at].folded;
  if (folded != expected && folded != '-' && folded != '.' && folded != '/')
    ++*repairs;
  ++*at;
  return true;
}

struct date_match {
  struct calendar_date date;
  size_t from, to;
  int repairs;
};

static bool date_at(const struct passage *passage, size_t at, struct date_match *ret_match)
{
  struct ink_number year, month, day;
  int repairs = 0;
  if (!number_at(passage, at, 4, &year) || year.digits != 4 || year.value < 1900 ||
      year.value > 2199)
    return false;
  size_t next = year.end;
  if (!separator_at(passage, &next, 0x5E74 /* 年 */, &repairs) ||
      !number_at(passage, next, 2, &month))
    return false;
  next = month.end;
  if (!separator_at(passage, &next, 0x6708 /* 月 */, &repairs) ||
      !number_at(passage, next, 2, &day))
    return false;
  next = day.end;
  if (next < passage->count && passage->inks[next].folded == 0x65E5 /* 日 */)
    next++;
  *ret_match = (struct date_match){
      .date = {year.value, month.value, day.value},
      .from = at,
      .to = next,
      .repairs = repairs + year.repairs + month.repairs + day.repairs,
  };
  return true;
}

bool kind_parse_date(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  for (size_t at = 0; at < passage->count; at++) {
    struct date_match match;
    bool inside_number =
        at > 0 && codepoint_is_digit(passage->inks[at - 1].folded) && !passage->inks[at].row_start;
    if (inside_number || !date_at(passage, at, &match))
      continue;
    autofree char *text =
        memory_format("%04d-%02d-%02d", match.date.year, match.date.month, match.date.day);
    ret_parsed->value = json_string(text);
    parsed_add_span(ret_parsed, match.from, match.to, false);
    ret_parsed->repairs = match.repairs;
    ret_parsed->whole = calendar_date_is_real(match.date);
    return true;
  }
  return false;
}
