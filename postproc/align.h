#ifndef ZHAOLU_POSTPROC_ALIGN_H
#define ZHAOLU_POSTPROC_ALIGN_H

/* Which character of a line's second reading stands for which of the first. */

#include <stddef.h>

#include "document/document.h"
#include "document/reading_align.h"

/* glyphs_align of the line's reading with its second one; ret_partner holds line->glyph_count
 * items. */
bool line_align_other(const struct document_line *line, ptrdiff_t *ret_partner);

/* True when the recogniser saw `text` as a possibility for glyph `index`: among its alternatives,
 * or in the second reading. `partner` is line_align_other's result or NULL. */
bool line_saw(const struct document_line *line, size_t index, const ptrdiff_t *partner,
              const char *text);

#endif
