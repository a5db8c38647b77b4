#ifndef ZHAOLU_EXTRACT_DATE_COMPLETE_H
#define ZHAOLU_EXTRACT_DATE_COMPLETE_H

/*
 * A digit of a date's month or day that recognition lost, most often under a seal: its place is
 * there in the picture, and the other date of the licence tells which digit makes whole years. The
 * result is offered, never taken for sure.
 */

#include "extract/candidate.h"
#include "grammar/calendar.h"
#include "grammar/date_read.h"
#include "document/record.h"

/*
 * Completes `expiry` from `issue`; both have their values, `choice` is what the former was read
 * from. Adds the failed check `lost_digit` when it does.
 */
void date_complete(const struct candidate *choice, const struct field *issue, struct field *expiry);

/* True when of month and day one has a single digit, in as much room as the other's two, or where
 * the other is written with a leading zero: a digit may have been lost there. */
bool date_may_have_lost_digit(const struct candidate *choice);

/* A day of issue that lies before the establishment, and may have lost a figure, is the day of the
 * establishment where one figure more makes it that; otherwise as above. */
void date_complete_from_establishment(const struct candidate *choice,
                                      const struct field *established, struct field *issue);

/* Whether a day that stands on the paper may be the one that is sought. */
typedef bool date_fits(const struct date_reading *date, const void *wanted);

/* The only day of the layout that fits; false: there is none, or there are several. */
bool date_only_fitting(const struct layout *layout, date_fits *fits, const void *wanted,
                       struct calendar_date *ret_date);

/* The day that the field's, which does not exist, was printed as: the only one of the document's
 * days that differs from it in one figure. */
bool date_misread_as(const struct layout *layout, const char *impossible,
                     struct calendar_date *ret_date);

/* The day that a date was printed as whose month or day may have lost a figure: the only one of the
 * document's days that has one figure more there and is else the same. */
bool date_shortened_to(const struct layout *layout, const char *read,
                       struct calendar_date *ret_date);

#endif
