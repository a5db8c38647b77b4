#ifndef ZHAOLU_OCR_READING_DOUBT_H
#define ZHAOLU_OCR_READING_DOUBT_H

/* Whether a reading is sure enough to stand alone. */

#include <stdbool.h>

#include "document/reading.h"

/* Whether nothing was read, a character is less than sure, or a figure of a date, a code or a
 * number is, or may be lost. */
bool reading_is_doubtful(const struct reading *reading);

#endif
