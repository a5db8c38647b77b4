#ifndef ZHAOLU_EXTRACT_MENTION_H
#define ZHAOLU_EXTRACT_MENTION_H

/* The ink between two texts of a running sentence. */

#include "extract/gather.h"

/*
 * The next mention's value on one page, from ink *at of `page_ink` on, which is the whole page as a
 * passage; *at moves behind it. False when there is none.
 */
bool mention_gather(const struct gather_context *context, const struct profile_field *field,
                    const struct profile_mention *mention, const struct passage *page_ink,
                    size_t *at, struct passage *ret_passage);

#endif
