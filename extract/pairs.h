#ifndef ZHAOLU_EXTRACT_PAIRS_H
#define ZHAOLU_EXTRACT_PAIRS_H

/* A document of no known type still has labels with a colon and what stands beside them. */

#include "extract/layout.h"
#include "document/record.h"
#include "extract/profile.h"

/* Adds a field a pair, all of them `check`, as nothing vouches for them. It is named by its printed
 * label, or as the profile's field of that label which has no value of its kind. */
void pairs_extract(const struct layout *layout, const struct profile *profile,
                   struct record *record);

#endif
