#ifndef ZHAOLU_DOCUMENT_READING_ALIGN_H
#define ZHAOLU_DOCUMENT_READING_ALIGN_H

/* Which character of one reading of a line stands for which of another. */

#include <stdbool.h>
#include <stddef.h>

#include "document/reading.h"

enum { ALIGN_NONE = -1 };

/*
 * ret_partner[i]: index in `b` of the glyph that stands for glyph i of `a`, or ALIGN_NONE; partners
 * stand in the same order. Spaces have no partner. ret_partner holds a_count items. False, and no
 * glyph has a partner, when one of the two is empty or they are too long to compare.
 */
bool glyphs_align(const struct glyph *a, size_t a_count, const struct glyph *b, size_t b_count,
                  ptrdiff_t *ret_partner);

#endif
