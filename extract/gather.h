#ifndef ZHAOLU_EXTRACT_GATHER_H
#define ZHAOLU_EXTRACT_GATHER_H

/*
 * The ink that belongs to a label: right of it in the same row, then row by row below, until
 * another label, another column or a wide blank ends it.
 */

#include "extract/label.h"
#include "extract/passage.h"
#include "extract/profile.h"

struct gather_context {
  const struct profile *profile;
  const struct layout *layout;
  const struct label_hits *hits;
  const struct label_hits *near_hits; /* label_near.h; NULL: they are not asked for */
  const unsigned *roles;              /* of the layout's pages, bits 1 << enum page_role */
};

/* What stands right of or below `hit` by the field's rules; `lines` rows at most. */
void value_gather(const struct gather_context *context, const struct profile_field *field,
                  const struct label_hit *hit, int lines, struct passage *ret_passage);

#endif
