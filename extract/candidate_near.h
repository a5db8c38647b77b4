#ifndef ZHAOLU_EXTRACT_CANDIDATE_NEAR_H
#define ZHAOLU_EXTRACT_CANDIDATE_NEAR_H

/* Values whose label was read in part or not at all, and what else shows that the page has a field
 * of which nothing was taken. All of it is for a person to look at. */

#include "extract/candidate_make.h"

/* Adds a value of the full form behind a label that was read in part, or the holder that stands
 * alone in the column of the values; where there is neither, keeps what was seen of the field. */
void candidates_add_near(const struct finder *finder);

#endif
