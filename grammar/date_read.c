#include "grammar/date_read.h"

#include "base/utf8.h"
#include "grammar/characters.h"
#include "grammar/digit_look.h"
#include "grammar/numeral.h"

unsigned date_unit_meant(unsigned codepoint)
{
  if (codepoint_is_in(codepoint, U"午牛"))
    return DATE_YEAR;
  if (codepoint_is_in(codepoint, U"用冃丹"))
    return DATE_MONTH;
  return codepoint_is_in(codepoint, U"曰目旦") ? DATE_DAY : 0;
}

struct row {
  const unsigned *folded;
  size_t count;
};

/* A number in the row: its value, one past its last character, its digits. */
struct row_number {
  int value;
  size_t end;
  int digits;
  int repairs;
};

static bool arabic_number(const struct row *row, size_t at, int digits_max,
                          struct row_number *ret_number)
{
  struct row_number number = {.end = at};
  while (number.end < row->count && number.digits < digits_max) {
    unsigned read = row->folded[number.end], digit = digit_meant(read);
    if (!digit)
      break;
    number.repairs += digit != read;
    number.value = number.value * 10 + (int)(digit - '0');
    number.digits++;
    number.end++;
  }
  *ret_number = number;
  return number.digits > 0;
}

/* 二〇二〇 by its digits; 十, 十一, 二十, 三十一 by value. */
static bool chinese_number(const struct row *row, size_t at, int digits_max,
                           struct row_number *ret_number)
{
  struct row_number number = {.end = at};
  int tens = -1, ones = 0;
  while (number.end < row->count && number.digits < digits_max + 1) {
    int numeral = numeral_digit(row->folded[number.end]);
    if (numeral < 0)
      break;
    if (numeral == NUMERAL_TEN) {
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

static bool number_at(const struct row *row, size_t at, int digits_max,
                      struct row_number *ret_number)
{
  return arabic_number(row, at, digits_max, ret_number) ||
         chinese_number(row, at, digits_max, ret_number);
}

/* The mark between year, month and day: the expected character, a dash or a point, or, as a repair,
 * any one other character. */
static bool separator_at(const struct row *row, size_t *at, unsigned expected, int *repairs)
{
  if (*at >= row->count)
    return false;
  unsigned folded = row->folded[*at];
  if (folded != expected && folded != '-' && folded != '.' && folded != '/')
    ++*repairs;
  ++*at;
  return true;
}

/* ---- English dates: June 18, 2023; 18 June 2023 ---- */

/* The month whose name, or three of its letters and more, stands at `at`; 0: none does. */
static int month_name_at(const struct row *row, size_t at, size_t *ret_end)
{
  static const char *const names[] = {"january",   "february", "march",    "april",
                                      "may",       "june",     "july",     "august",
                                      "september", "october",  "november", "december"};
  enum { LETTERS_LEAST = 3 };
  for (int month = 0; month < 12; month++) {
    size_t length = 0;
    while (at + length < row->count && names[month][length] &&
           (row->folded[at + length] | 0x20) == (unsigned char)names[month][length])
      length++;
    bool ends = at + length == row->count || !codepoint_is_latin(row->folded[at + length]);
    if (length >= LETTERS_LEAST && ends) {
      *ret_end = at + length;
      return month + 1;
    }
  }
  return 0;
}

static size_t marks_end(const struct row *row, size_t at)
{
  while (at < row->count && (row->folded[at] == ',' || row->folded[at] == '.'))
    at++;
  return at;
}

/* Digits alone: nothing is taken for one. */
static bool plain_number(const struct row *row, size_t at, int digits_max,
                         struct row_number *ret_number)
{
  return arabic_number(row, at, digits_max, ret_number) && !ret_number->repairs;
}

static bool english_date_read(const struct row *row, size_t at, struct date_reading *ret_reading)
{
  struct row_number year, day;
  size_t next = at;
  bool day_first = plain_number(row, at, 2, &day);
  if (day_first)
    next = day.end;
  int month = month_name_at(row, next, &next);
  if (!month)
    return false;
  next = marks_end(row, next);
  if (!day_first && !plain_number(row, next, 2, &day))
    return false;
  next = marks_end(row, day_first ? next : day.end);
  if (!plain_number(row, next, 4, &year) || year.digits != 4 || year.value < 1900 ||
      year.value > 2199)
    return false;
  *ret_reading =
      (struct date_reading){.date = {year.value, month, day.value}, .to = year.end, .repairs = 0};
  return true;
}

/* A year that lost the second of its figures to the network, 224年 for 2024年: which one it was is
 * known where no other year of these centuries could have become it. */
static bool year_complete(const struct row *row, size_t at, struct row_number *year)
{
  bool is_part = at > 0 && digit_meant(row->folded[at - 1]);
  bool has_unit = year->end < row->count && row->folded[year->end] == DATE_YEAR;
  if (year->digits != 3 || is_part || !has_unit)
    return false;
  int century = year->value / 100, rest = year->value % 100;
  bool is_known = (century == 2 && rest / 10 != 0) || (century == 1 && rest / 10 != 9);
  year->value = (century == 2 ? 2000 : 1900) + rest;
  year->repairs++;
  return is_known;
}

static bool year_at(const struct row *row, size_t at, struct row_number *ret_year)
{
  if (!number_at(row, at, 4, ret_year))
    return false;
  return (ret_year->digits == 4 || year_complete(row, at, ret_year)) && ret_year->value >= 1900 &&
         ret_year->value <= 2199;
}

bool date_read(const unsigned *folded, size_t count, size_t at, struct date_reading *ret_reading)
{
  const struct row row = {folded, count};
  if (english_date_read(&row, at, ret_reading))
    return true;
  struct row_number year, month, day;
  int repairs = 0;
  if (!year_at(&row, at, &year))
    return false;
  size_t next = year.end;
  if (!separator_at(&row, &next, DATE_YEAR, &repairs) || !number_at(&row, next, 2, &month))
    return false;
  next = month.end;
  if (!separator_at(&row, &next, DATE_MONTH, &repairs) || !number_at(&row, next, 2, &day))
    return false;
  next = day.end;
  if (next < count && folded[next] == DATE_DAY)
    next++;
  *ret_reading = (struct date_reading){
      .date = {year.value, month.value, day.value},
      .to = next,
      .repairs = repairs + year.repairs + month.repairs + day.repairs,
  };
  return true;
}
