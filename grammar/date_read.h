#ifndef ZHAOLU_GRAMMAR_DATE_READ_H
#define ZHAOLU_GRAMMAR_DATE_READ_H

/* Dates as certificates print them: 2020年02月11日, 2020-02-11, 2020.2.11, 二〇二〇年二月十一日,
 * and June 18, 2023 or 18 June 2023. */

#include <stdbool.h>
#include <stddef.h>

#include "grammar/calendar.h"

/* The units of a date. */
#define DATE_YEAR 0x5E74u  /* 年 */
#define DATE_MONTH 0x6708u /* 月 */
#define DATE_DAY 0x65E5u   /* 日 */

/* The unit that a character in a unit's place is often read for: 午 for 年, 用 for 月, 曰 for 日; 0
 * for none, and for the units themselves. */
unsigned date_unit_meant(unsigned codepoint);

struct date_reading {
  struct calendar_date date; /* as read; it need not exist */
  size_t to;                 /* one past the last character */
  int repairs;               /* characters taken for what a date needs there */
};

/* Reads the date that starts at `at` in a row of folded code points; false where none does. */
bool date_read(const unsigned *folded, size_t count, size_t at, struct date_reading *ret_reading);

#endif
