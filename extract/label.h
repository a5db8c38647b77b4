#ifndef ZHAOLU_EXTRACT_LABEL_H
#define ZHAOLU_EXTRACT_LABEL_H

/* Where a profile's labels stand in a document, spread with blanks, misread in a character or not.
 */

#include "extract/layout.h"
#include "extract/passage.h"
#include "extract/profile.h"

/* So many characters in front of a row's label may be scraps of the page's margin. */
enum { LABEL_SCRAPS_MOST = 2 };

struct label_hit {
  size_t label;      /* index into the profile's labels */
  size_t row;        /* index into the layout's rows */
  size_t start, end; /* inks [start, end) of the row; the colon belongs to the label */
  size_t distance;   /* misread characters */
  bool colon;
  bool is_lost; /* told by its place (label_lost.h): what stands there does not read as it */
};

struct label_hits {
  struct label_hit *items; /* by row, then from left to right */
  size_t count, capacity;
};

struct label_hits labels_find(const struct profile *profile, const struct layout *layout);
void label_hits_clear(struct label_hits *hits);

/* The first hit of `row` that starts at or after ink `from`, or NULL. */
const struct label_hit *label_hits_in_row(const struct label_hits *hits, size_t row, size_t from);
/* The label that starts the row, or NULL; scraps may stand in front of it. */
const struct label_hit *label_hits_first_in_row(const struct label_hits *hits, size_t row);

/* The label of which the inks [from, to) end in the first characters, after a blank: what was left
 * of a neighbour's label. NULL: of none. Borrowed from the profile. */
const char *label_piece_at_end(const struct profile *profile, const struct passage *passage,
                               size_t from, size_t to);

#endif
