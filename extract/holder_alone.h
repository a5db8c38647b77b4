#ifndef ZHAOLU_EXTRACT_HOLDER_ALONE_H
#define ZHAOLU_EXTRACT_HOLDER_ALONE_H

/* A certificate names its holder. Where the label was lost, an organisation that stands alone in a
 * row of the column of values is it. */

#include "extract/gather.h"
#include "grammar/reference.h"

/* The ink of the only such organisation, where `field` alone of the kind's companies has no label;
 * false: there is none, or there are several. */
bool holder_alone_find(const struct gather_context *context, const struct reference *reference,
                       const struct profile_field *field, struct passage *ret_passage);

#endif
