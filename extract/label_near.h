#ifndef ZHAOLU_EXTRACT_LABEL_NEAR_H
#define ZHAOLU_EXTRACT_LABEL_NEAR_H

/* Labels of which only a part was read, too little to take them for sure: 公司名利8,
 * 业（生：和类：, 下全记机关. They tell that the page has the field; a value beside one is for a
 * person to see. */

#include "extract/label.h"

/* The heads of rows without a label that read nearly as one, each as a hit of the only label that
 * it can be: in the column in which the page's labels begin, or alone in its row. */
struct label_hits labels_find_near(const struct profile *profile, const struct layout *layout,
                                   const struct label_hits *hits);

#endif
