#ifndef ZHAOLU_BASE_PLAIN_FORM_H
#define ZHAOLU_BASE_PLAIN_FORM_H

/* The radicals and compatibility ideographs that a PDF's text layer often holds in place of the
 * characters that they look like. */

/* The one character that Unicode calls the same (NFKC) or gives as a radical's equal; `codepoint`
 * itself when there is not just one, and for all that is neither. */
unsigned codepoint_plain_form(unsigned codepoint);

#endif
