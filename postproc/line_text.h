#ifndef ZHAOLU_POSTPROC_LINE_TEXT_H
#define ZHAOLU_POSTPROC_LINE_TEXT_H

/* A line's characters, as several rules ask for them. */

#include <stddef.h>

#include "document/document.h"
#include "postproc/language.h"

/* Length of a label at the text's start behind which a name or an address stands; 0: none. */
size_t line_name_label(const struct language *language, const unsigned *codepoints, size_t count);

/* The line's characters from glyph `first` on, spaces left out, at most `limit`; returns how many.
 */
size_t line_codepoints(const struct document_line *line, size_t first, size_t limit,
                       unsigned *ret_codepoints);

#endif
