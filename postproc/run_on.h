#ifndef ZHAOLU_POSTPROC_RUN_ON_H
#define ZHAOLU_POSTPROC_RUN_ON_H

/* Text that runs on over a line's end: what stands before a line and behind it in the same
 * sentence. */

#include "document/document.h"

enum { RUN_ON_MOST = 12 }; /* characters of a neighbouring line */

/* True when line `index` is full and no sentence ends with it, so that the next one goes on. */
bool page_line_runs_on(const struct document_page *page, size_t index);

/* The last characters of the line before `index`, when it runs on; returns how many. */
size_t page_text_before(const struct document_page *page, size_t index,
                        unsigned ret_codepoints[RUN_ON_MOST]);
/* The first characters of the line behind `index`, when `index` runs on; returns how many. */
size_t page_text_behind(const struct document_page *page, size_t index,
                        unsigned ret_codepoints[RUN_ON_MOST]);

#endif
