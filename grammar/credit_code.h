#ifndef ZHAOLU_GRAMMAR_CREDIT_CODE_H
#define ZHAOLU_GRAMMAR_CREDIT_CODE_H

/* The unified social credit code of GB 32100-2015: 18 characters, the last checks the others. */

#include <stdbool.h>

enum { CREDIT_CODE_LENGTH = 18, REGISTRATION_NUMBER_LENGTH = 15, CREDIT_CODE_SHORTEST_RUN = 13 };

/* The character of the code's alphabet that `read` can only be: itself, or the digit that one which
 * the alphabet leaves out (I, O, S, Z, small letters) looks like; `read` where there is none. */
char credit_code_character(char read);

/* True when the text has 18 characters of the alphabet and the last is the check character of the
 * others. */
bool credit_code_is_valid(const char *text);

/* Puts right a code whose check character tells that one digit of its organisation's part was read
 * for a letter that looks like it, or the other way round (0 and Q, 8 and B), if only one change of
 * that kind fits; true when it did. One code in some ten that is wrong otherwise fits by chance:
 * the caller must not call it sure. */
bool credit_code_mend(char *text);

/* True for a registration number of 15 digits with the right check digit (ISO 7064 MOD 11,10). */
bool registration_number_is_valid(const char *text);

/* True for 13 digits, the registration number of licences until 2007: it has no check digit. */
bool registration_number_is_old(const char *text);

#endif
