#ifndef ZHAOLU_BASE_UTF8_H
#define ZHAOLU_BASE_UTF8_H

/* UTF-8 by code point, and the few character classes that Chinese documents turn on. */

#include <stdbool.h>
#include <stddef.h>

/* Decodes one code point at `text` (NUL-terminated, valid UTF-8 or not) into *ret_codepoint and
 * returns its length in bytes. An invalid byte gives U+FFFD and length 1; the end gives 0 and 0. */
size_t utf8_decode(const char *text, unsigned *ret_codepoint);

/* Writes 1 to 4 bytes and a NUL; returns the number of bytes. `bytes` holds 5. */
size_t utf8_encode(unsigned codepoint, char bytes[5]);

/* Offset of the first byte that is not valid UTF-8 (RFC 3629), or `length` when all is valid. */
size_t utf8_find_invalid(const char *bytes, size_t length);

size_t utf8_count(const char *text); /* code points */

bool codepoint_is_han(unsigned codepoint); /* CJK ideographs, and 〇 */
/* Control characters, and those that turn the direction of text about: they could move a terminal's
 * cursor, or make a name look like another. */
bool codepoint_steers(unsigned codepoint);
bool codepoint_is_space(unsigned codepoint); /* ASCII white space, NBSP, ideographic space, … */
bool codepoint_is_cjk_punctuation(unsigned codepoint); /* 、。《》（）：， and their kin */
bool codepoint_is_digit(unsigned codepoint);           /* 0-9 */
bool codepoint_is_latin(unsigned codepoint);           /* A-Z a-z */

/* Full-width forms (！ to ～) as ASCII; every other code point as it is. */
unsigned codepoint_narrow(unsigned codepoint);

#endif
