#ifndef ZHAOLU_EXTRACT_LABEL_LOST_H
#define ZHAOLU_EXTRACT_LABEL_LOST_H

/* A label that a seal or dirt covers, told by its place: labels and values of a certificate stand
 * in two columns, and the field of sentences alone has none that could be read. */

#include "extract/label.h"

/* Adds the hit of such a label, is_lost, where there is one for sure. */
void label_hits_add_lost(const struct profile *profile, const struct layout *layout,
                         struct label_hits *hits);

#endif
