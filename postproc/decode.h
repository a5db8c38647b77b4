#ifndef ZHAOLU_POSTPROC_DECODE_H
#define ZHAOLU_POSTPROC_DECODE_H

/* The likeliest way through the candidates of a line: glyph evidence and language together. */

#include "postproc/candidates.h"

/* Sets `chosen` of every position; time grows with their number. */
void positions_decode(const struct language *language, struct position *positions, size_t count);

/* Cost of the candidates chosen now. */
float positions_cost(const struct language *language, const struct position *positions,
                     size_t count);

/*
 * What the language says against the characters around text[at], with `inserted` before it (0: with
 * nothing). Costs for one `at` can be compared with each other.
 */
float sequence_cost(const struct language *language, const unsigned *text, size_t count, size_t at,
                    unsigned inserted);

/* Nats that the language asks for a character of the text in the mean; 0 for an empty one. */
float text_strangeness(const struct language *language, const unsigned *text, size_t count);

#endif
