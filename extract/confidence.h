#ifndef ZHAOLU_EXTRACT_CONFIDENCE_H
#define ZHAOLU_EXTRACT_CONFIDENCE_H

/*
 * How sure a value is, from the ink it was made of: the recogniser's confidence in each character,
 * whether a second reading of the same row says the same, and whether correction changed it. What
 * the numbers are worth is measured: docs/accuracy.md, "Fields".
 */

#include "extract/kind.h"
#include "extract/layout.h"

/* Probability from 0 to 1 that the value is as printed. Text input has no doubt of its own: 1. */
float value_confidence(const struct layout *layout, const struct passage *passage,
                       const struct parsed *parsed);

/* The character of the value that was read least surely, but for verified stretches; NULL: text
 * input has no doubt. */
const struct ink *value_least_sure(const struct passage *passage, const struct parsed *parsed);

/* The confidence after evidence that leaves this part of the doubt, 0 to 1. */
float confidence_confirmed(float confidence, float doubt_left);

#endif
