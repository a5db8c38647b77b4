#ifndef ZHAOLU_EXTRACT_PAIRS_H
#define ZHAOLU_EXTRACT_PAIRS_H

/* A document of no known type still has labels with a colon and what stands beside them. */

#include "extract/layout.h"
#include "document/record.h"

/* Adds a field a pair, named by its printed label; all of them `check`, as nothing vouches for
 * them. */
void pairs_extract(const struct layout *layout, struct record *record);

#endif
