#ifndef ZHAOLU_GRAMMAR_NUMERAL_H
#define ZHAOLU_GRAMMAR_NUMERAL_H

/*
 * Chinese numerals: the digits of a written year, the numbers of clauses, the capitals of amounts.
 * What recognition writes for the capitals is data (reference.h).
 */

#include <stdbool.h>
#include <stddef.h>

enum {
  NUMERAL_TEN = 10,
  NUMERAL_MOST = 99,           /* the highest number that is counted to */
  NUMERAL_CHARACTERS_MOST = 3, /* of 九十九 */
};

/* A Chinese numeral, plain or banker's, or what counts it (万, 元): part of a number, never to be
 * guessed. */
bool codepoint_is_numeral(unsigned codepoint);

/* 0 to 9 for 〇 to 九 (零 and ○ are 〇 too), NUMERAL_TEN for 十, -1 for all else. */
int numeral_digit(unsigned codepoint);

/* The value of 一 to 九十九; 0 when the text is no such number. */
int numeral_value(const unsigned *text, size_t count);

/* Writes 1 to 99; returns the number of characters. */
size_t numeral_write(int value, unsigned ret_text[NUMERAL_CHARACTERS_MOST]);

/* The same as UTF-8: "十五" for 15; owned by the caller. */
char *numeral_text(int value);

/* The numeral 一 to 十 that a folded character is or is read for where only one can stand, as in
 * front of a clause: - and ー for 一, = and ニ for 二, ハ for 八, + and 土 for 十; 0 for all else.
 */
unsigned numeral_meant(unsigned folded);

#endif
