#ifndef ZHAOLU_POSTPROC_CHARS_H
#define ZHAOLU_POSTPROC_CHARS_H

/* Classes of characters that several rules ask for. */

#include <stdbool.h>
#include <stddef.h>
#include <uchar.h>

#include "document/document.h"
#include "postproc/language.h"

/* A Chinese character or a full-width mark: beside them a space means nothing. */
bool codepoint_is_chinese(unsigned codepoint);

/* A Chinese numeral, plain or banker's: part of a number, never to be guessed. */
bool codepoint_is_numeral(unsigned codepoint);

/* True when the string `set` holds the character. */
bool codepoint_is_in(unsigned codepoint, const char32_t *set);

/* Length of a label at the text's start behind which a name or an address stands; 0: none. */
size_t line_name_label(const struct language *language, const unsigned *codepoints, size_t count);

/* The line's characters from glyph `first` on, spaces left out, at most `limit`; returns how many.
 */
size_t line_codepoints(const struct document_line *line, size_t first, size_t limit,
                       unsigned *ret_codepoints);

#endif
