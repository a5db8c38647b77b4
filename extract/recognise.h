#ifndef ZHAOLU_EXTRACT_RECOGNISE_H
#define ZHAOLU_EXTRACT_RECOGNISE_H

/* Which profile a document fits, and what each of its pages is. */

#include "extract/layout.h"
#include "extract/profile.h"

/* The profile with the most points of those that reach what they need; NULL when none does. */
const struct profile *profile_recognise(struct profile *const *profiles, size_t count,
                                        const struct layout *layout);

/* The roles of each of the layout's pages as bits 1 << enum page_role; owned by the caller. A page
 * without any role's phrase is a front page; text without page ends may be all in one. */
unsigned *page_roles_find(const struct profile *profile, const struct layout *layout);

#endif
