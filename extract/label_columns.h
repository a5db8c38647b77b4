#ifndef ZHAOLU_EXTRACT_LABEL_COLUMNS_H
#define ZHAOLU_EXTRACT_LABEL_COLUMNS_H

/* Labels and values of a certificate stand in two columns: where these begin on a page. */

#include "extract/label.h"

/* Upright pixels; the rows are indices into the layout's. */
struct label_columns {
  int labels, values, slack;
  size_t first_row, last_row; /* the first and the last label's */
};

/* The column that most labels of the page begin in, with their values right of them; false where
 * there is none. */
bool label_columns_find(const struct profile *profile, const struct layout *layout,
                        const struct label_hits *hits, size_t page,
                        struct label_columns *ret_columns);

/* Whether the ink stands apart from the one in front of it, as a value does from its label. */
bool label_columns_part(const struct label_columns *columns, const struct row *row, size_t at);

#endif
