#ifndef ZHAOLU_GRAMMAR_CALENDAR_H
#define ZHAOLU_GRAMMAR_CALENDAR_H

/* Days of the Gregorian calendar, for checks on printed dates. */

#include <stdbool.h>

struct calendar_date {
  int year, month, day;
};

/* Reads YYYY-MM-DD; false when the text is not of this form. */
bool calendar_date_parse(const char *text, struct calendar_date *ret_date);
/* The same text of a date; the caller's to free. */
char *calendar_date_text(struct calendar_date date);
bool calendar_date_is_real(struct calendar_date date);                     /* 2023-02-29 is not */
int calendar_date_compare(struct calendar_date a, struct calendar_date b); /* < 0, 0, > 0 */

/* Whole years from `from` to `to`, when `to` is its anniversary or the day before; else 0. */
int calendar_whole_years(struct calendar_date from, struct calendar_date to);

#endif
