#ifndef ZHAOLU_EXTRACT_CERTIFICATES_H
#define ZHAOLU_EXTRACT_CERTIFICATES_H

/*
 * Which certificates a document holds: its pages, and the regions of a page that several share, put
 * together by kind and by what identifies each (its number, else its holder). A page in any order
 * finds its certificate; facts vote only within one.
 */

#include "extract/layout_part.h"
#include "extract/profile.h"
#include "grammar/reference.h"

struct certificate {
  const struct profile *profile; /* NULL: of no known kind */
  struct layout_area *areas;     /* by page */
  size_t count;
};

struct certificate_list {
  struct certificate *items; /* by their first pages */
  size_t count, capacity;
};

/* The kinds that are looked for. */
struct certificate_kinds {
  struct profile *const *profiles;
  size_t count;
  const struct profile *unknown; /* its labels tell a certificate of no known kind; or NULL */
  const struct reference *reference;
};

/* At least one, though it may be of no known kind, where the layout has pages. */
struct certificate_list certificates_find(const struct certificate_kinds *kinds,
                                          const struct layout *layout);
void certificate_list_clear(struct certificate_list *list);

#endif
