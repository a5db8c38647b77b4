#include "grammar/calendar.h"

#include <stdio.h>

#include "base/memory.h"

static bool year_is_leap(int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && year_is_leap(year) ? 29 : days[month - 1];
}

bool calendar_date_parse(const char *text, struct calendar_date *ret_date)
{
  struct calendar_date date;
  char rest;
  if (sscanf(text, "%4d-%2d-%2d%c", &date.year, &date.month, &date.day, &rest) != 3)
    return false;
  *ret_date = date;
  return true;
}

char *calendar_date_text(struct calendar_date date)
{
  return memory_format("%04d-%02d-%02d", date.year, date.month, date.day);
}

bool calendar_date_is_real(struct calendar_date date)
{
  return date.year >= 1 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
         date.day <= month_days(date.year, date.month);
}

int calendar_date_compare(struct calendar_date a, struct calendar_date b)
{
  if (a.year != b.year)
    return a.year - b.year;
  return a.month != b.month ? a.month - b.month : a.day - b.day;
}

static struct calendar_date date_next(struct calendar_date date)
{
  if (++date.day > month_days(date.year, date.month)) {
    date.day = 1;
    if (++date.month > 12) {
      date.month = 1;
      date.year++;
    }
  }
  return date;
}

int calendar_whole_years(struct calendar_date from, struct calendar_date to)
{
  if (!calendar_date_is_real(from) || !calendar_date_is_real(to))
    return 0;
  struct calendar_date candidates[] = {to, date_next(to)};
  for (int i = 0; i < 2; i++) {
    struct calendar_date end = candidates[i];
    bool leap_day = from.month == 2 && from.day == 29 && end.month == 2 && end.day == 28;
    if (end.year > from.year && end.month == from.month && (end.day == from.day || leap_day))
      return end.year - from.year;
  }
  return 0;
}
