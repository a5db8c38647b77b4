#ifndef ZHAOLU_EXTRACT_NUMERAL_H
#define ZHAOLU_EXTRACT_NUMERAL_H

/* Chinese numerals as clause numbers use them, 一 to 九十九, with what recognition makes of them.
 */

#include "extract/layout.h"

/* 一 to 九 as 1 to 9, 十 as 10; - — for 一, + for 十, = for 二; -1 for all else. */
int numeral_value(unsigned folded);

/* The number that the row's inks [from, to) write, or 0. */
int numeral_number(const struct row *row, size_t from, size_t to);

/* "十五" for 15, 1 <= number <= 99; owned by the caller. */
char *numeral_text(int number);

#endif
