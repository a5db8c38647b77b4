#ifndef ZHAOLU_EXTRACT_AUTHORITY_H
#define ZHAOLU_EXTRACT_AUTHORITY_H

/*
 * Who issued the certificate, where only a seal says so. A seal's ring is read badly, so its text
 * is matched with the names of a known list; nothing is taken that the seal does not show.
 */

#include "extract/layout.h"
#include "extract/profile.h"
#include "document/record.h"
#include "grammar/reference.h"

/* Fills the field from the seals when print gave no value. `number_letter` is the province's letter
 * of the licence's number, 0 when none is known. */
void authority_from_seals(const struct reference *reference, const struct profile_field *rules,
                          const struct layout *layout, unsigned number_letter, struct field *field);

#endif
