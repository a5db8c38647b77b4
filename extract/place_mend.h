#ifndef ZHAOLU_EXTRACT_PLACE_MEND_H
#define ZHAOLU_EXTRACT_PLACE_MEND_H

/*
 * A place that an address or a company's name begins with, one character of which was misread:
 * where the record's numbers and addresses say which place it must be, it is put right, and left to
 * a person to compare.
 */

#include "document/record.h"
#include "extract/candidate.h"

/* Whether it mended the value of `choice`, which is a company's name or an address. */
bool place_mend(const struct reference *reference, const struct record *record,
                struct candidate *choice, bool is_name);

/* Whether it mended a number of which the pattern takes nothing but the sign of the record's
 * province for one character: 碍网文〔2016〕… of a company in 河北. */
bool sign_mend(const struct reference *reference, const struct record *record, const char *pattern,
               struct candidate *choice);

#endif
