#ifndef ZHAOLU_EXTRACT_PROVISIONS_H
#define ZHAOLU_EXTRACT_PROVISIONS_H

/*
 * The clauses of a licence (一、…) with their items （（一）…）, joined over rows and pages. What
 * repeats on each page or only frames the text (the number's line, the title, signatures, page
 * numbers) is left out.
 */

#include "extract/label.h"
#include "document/record.h"

/* Adds the clauses found on pages of role `provisions` to the record. */
void provisions_extract(const struct profile *profile, const struct layout *layout,
                        const unsigned *roles, struct record *record);

#endif
