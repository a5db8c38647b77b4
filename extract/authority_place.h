#ifndef ZHAOLU_EXTRACT_AUTHORITY_PLACE_H
#define ZHAOLU_EXTRACT_AUTHORITY_PLACE_H

/* Where a certificate comes from, by what is printed on it: the code of the place in its number,
 * its address, the name it was issued to. */

#include <stddef.h>

#include "document/record.h"
#include "grammar/reference.h"

enum { PLACES_MOST = 24 };

struct place_list {
  const struct division *places[PLACES_MOST]; /* each once, with all that lie above it */
  size_t count;
};

struct place_list places_of_record(const struct reference *reference, const struct record *record);

#endif
