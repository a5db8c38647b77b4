#ifndef ZHAOLU_EXTRACT_CANDIDATE_FIND_H
#define ZHAOLU_EXTRACT_CANDIDATE_FIND_H

/* All places of a document where a field's value may stand, and the choice among them. */

#include "extract/candidate.h"
#include "grammar/reference.h"

void candidates_find(const struct gather_context *context, const struct reference *reference,
                     const struct profile_field *field, struct candidates *ret_candidates);

#endif
