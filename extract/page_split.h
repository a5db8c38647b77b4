#ifndef ZHAOLU_EXTRACT_PAGE_SPLIT_H
#define ZHAOLU_EXTRACT_PAGE_SPLIT_H

/* Where a page may be cut between certificates that stand on it: each begins with its title. */

#include "extract/layout_part.h"
#include "extract/profile.h"

/* True when the area's rows show a title of the profile, in a row or a column of its own. */
bool layout_shows_title(const struct layout *part, const struct profile *profile);

/* The page cut between its titles, of any of the profiles; one whole area where it has fewer than
 * two. Owned by the caller. */
struct layout_area *page_split(struct profile *const *profiles, size_t count,
                               const struct layout *layout, size_t page, size_t *ret_count);

#endif
