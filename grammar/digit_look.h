#ifndef ZHAOLU_GRAMMAR_DIGIT_LOOK_H
#define ZHAOLU_GRAMMAR_DIGIT_LOOK_H

/* Characters that are read for digits. No digit is ever taken for another digit. */

#include <stdbool.h>

/* The digit that a character of running text is, or has the very strokes of: O, o and 〇 for 0; l,
 * I and | for 1. '0' to '9'; 0 for none. */
unsigned digit_of_shape(unsigned codepoint);

/* The digit that a folded character stands for where a grammar lets only a digit stand, as among
 * the digits of a number or a date: the above but 〇, which is a numeral there, and D for 0, ] for
 * 1, Z for 2, S for 5, B for 8, … '0' to '9'; 0 for none. */
unsigned digit_meant(unsigned folded);

#endif
