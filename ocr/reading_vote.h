#ifndef ZHAOLU_OCR_READING_VOTE_H
#define ZHAOLU_OCR_READING_VOTE_H

/*
 * Several readings of one line, from unlike pictures of it, made one: where they differ, the text
 * wins that most and the surest of them have. What one picture makes the network take for another
 * character seldom misleads it on the next.
 *
 * After Fiscus, "A post-processing system to yield reduced word error rates: recognizer output
 * voting error reduction (ROVER)", 1997; for characters, and without a dictionary.
 */

#include <stdbool.h>

#include "document/reading.h"

/*
 * `readings`: at least one; spaces are those of readings[base]. A character's confidence is that of
 * the readings that have it, times the share of the votes they carry; texts that lost a place stand
 * first among its alternatives. *ret_voted is the caller's to clear. Whether all that any reading
 * has in a place of its own is in the vote too; else a character may be lost.
 */
bool readings_vote(const struct reading *readings, size_t count, size_t base,
                   struct reading *ret_voted);

/* Whether two readings have the same text, but for spaces and the width of marks. */
bool readings_agree(const struct reading *one, const struct reading *other);

#endif
