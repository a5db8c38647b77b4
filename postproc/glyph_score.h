#ifndef ZHAOLU_POSTPROC_GLYPH_SCORE_H
#define ZHAOLU_POSTPROC_GLYPH_SCORE_H

/*
 * How much the ink of a Chinese glyph speaks for each character that it may be: how surely it was
 * read, what it looks like, and how the character came to mind. Scores are nats and count beside
 * the language's with the same weight; only their differences within one glyph mean anything.
 *
 * source: conditional logit (McFadden: Conditional logit analysis of qualitative choice behavior,
 * 1973) over 20,000 unsurely read characters of 135 drawn pages that were made small, blurred,
 * pale and noisy, the looks' over 1,200 of 142 drawn documents; docs/accuracy.md, "Looks and
 * language".
 */

#include "document/reading.h"

/* Of the character that was read. */
float glyph_read_score(const struct glyph *glyph);

/* Of another one; `is_named`: the recogniser thought of it, or it is known to be read so. */
float glyph_other_score(const struct glyph *glyph, unsigned codepoint, bool is_named);

#endif
