#ifndef ZHAOLU_EXTRACT_CANDIDATE_MAKE_H
#define ZHAOLU_EXTRACT_CANDIDATE_MAKE_H

/* One candidate out of the ink of one place; what the searches in candidate_find.c and
 * candidate_near.c share. */

#include "extract/candidate.h"
#include "grammar/reference.h"

/* The search for one field. */
struct finder {
  const struct gather_context *context;
  const struct reference *reference;
  const struct profile_field *field;
  struct candidates *candidates;
};

/* Parses the passage and keeps it as a candidate; takes the passage over. False when it holds no
 * value. */
bool candidate_add(const struct finder *finder, struct passage *passage,
                   enum candidate_origin origin, size_t rank, const char *label);

/* Whether the field may stand on the layout's page. */
bool finder_wants_page(const struct finder *finder, size_t page);

#endif
