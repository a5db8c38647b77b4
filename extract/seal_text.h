#ifndef ZHAOLU_EXTRACT_SEAL_TEXT_H
#define ZHAOLU_EXTRACT_SEAL_TEXT_H

/* What was read on a seal's ring, and how well a name explains it. Rings are read badly: characters
 * are lost, taken for others, and pieces of the seal are read as some. */

#include <stddef.h>

#include "document/reading.h"
#include "grammar/fold.h"

struct seal_character {
  unsigned folded;
  float confidence;
  unsigned others[GLYPH_ALTERNATIVES]; /* the recogniser's next choices; 0: none */
};

struct seal_text {
  struct seal_character *characters;
  size_t count;
};

struct seal_text seal_text_make(const struct reading *reading);
void seal_text_clear(struct seal_text *text);

/* The least cost of reading what was read where `name` (folded) stands: a character lost or taken
 * for another costs about 1, one among the recogniser's next choices less, what stands beyond
 * either end `beyond` each. A name that is read as it is costs 0. */
double seal_text_cost(const struct seal_text *text, const unsigned *name, size_t count,
                      double beyond);

#endif
