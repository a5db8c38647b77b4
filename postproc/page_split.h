#ifndef ZHAOLU_POSTPROC_PAGE_SPLIT_H
#define ZHAOLU_POSTPROC_PAGE_SPLIT_H

/*
 * Where the pages of a running text start. Other OCR programs often lose the page ends; a licence
 * repeats its number at the head of every page, and that gives them back.
 */

#include <stdbool.h>
#include <stddef.h>

/* True for a line that holds the licence number's label and a number, and nothing else. */
bool text_is_page_heading(const char *line);

/* True for a line that is nothing but a certificate's title, or half of one. */
bool text_is_title(const char *line);
/* The same for code points. */
bool text_is_title_of(const unsigned *codepoints, size_t count);

/*
 * Fills ret_starts[0…count-1]: true where a page starts. The first line always starts one. A title
 * directly before a heading belongs to the new page.
 */
void text_find_page_starts(const char *const *lines, size_t count, bool *ret_starts);

#endif
