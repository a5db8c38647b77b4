#ifndef ZHAOLU_EXTRACT_DATE_PIECES_H
#define ZHAOLU_EXTRACT_DATE_PIECES_H

/* Days of which some characters were misread: 2015叉年12月2当日. They tell that the paper has a
 * day, and which one where another of the certificate's agrees with all that was read. */

#include "document/record.h"
#include "extract/candidate.h"

/* Whether a day with some characters misread fills the row. */
bool row_is_date_in_pieces(const struct row *row);

/* Gives a field without a value, beside whose label or in whose place such a day stands, the only
 * day of the layout that agrees with it, as one to check. */
void date_from_pieces(const struct layout *layout, const struct candidates *candidates,
                      struct field *field);

#endif
