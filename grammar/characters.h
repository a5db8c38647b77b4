#ifndef ZHAOLU_GRAMMAR_CHARACTERS_H
#define ZHAOLU_GRAMMAR_CHARACTERS_H

/* Classes of characters that Chinese certificates turn on; the plain ones are in base/utf8.h. */

#include <stdbool.h>
#include <uchar.h>

/* A Chinese character or a full-width mark: beside them a space means nothing. */
bool codepoint_is_chinese(unsigned codepoint);

/* A Chinese character, a digit or a Latin letter. Marks are read as one another without a change of
 * meaning; these are not. */
bool codepoint_is_content(unsigned codepoint);

/* True when the string `set` holds the character. */
bool codepoint_is_in(unsigned codepoint, const char32_t *set);

#endif
