#ifndef ZHAOLU_POSTPROC_REPEAT_H
#define ZHAOLU_POSTPROC_REPEAT_H

/*
 * Pages that say the same twice: a front page scanned again. Only a full repetition counts;
 * numbers, dates and names must agree to the character, and other text may differ only as two
 * readings of the same print do.
 */

#include "postproc/language.h"
#include "document/document.h"

/* Marks later pages PAGE_DUPLICATE, names the first in duplicate_of, and logs repeated_page. */
void document_mark_repeats(const struct language *language, struct document *document);

#endif
