#ifndef ZHAOLU_GRAMMAR_PATENT_NUMBER_H
#define ZHAOLU_GRAMMAR_PATENT_NUMBER_H

/* Chinese patent numbers: ZL, the application number of 8 or 12 digits, a dot, a check character
 * (标准 ZC 0006-2003 §4.4). */

#include <stdbool.h>

/* True when the check character, a digit or X, fits the digits before it; spaces are passed over,
 * "ZL" may be missing. */
bool patent_number_is_valid(const char *text);

#endif
