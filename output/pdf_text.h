#ifndef ZHAOLU_OUTPUT_PDF_TEXT_H
#define ZHAOLU_OUTPUT_PDF_TEXT_H

#include "output/pdf_font.h"
#include "document/document.h"

/*
 * Appends the drawing of a page's text, invisible, each character over its own print. `scale` is
 * points a pixel; the page's origin is bottom left as PDF has it, the page not turned.
 *
 * Each character is stretched to reach to the next one, so that a program which reads the text
 * finds no gaps to take for spaces; where the text has a space, a space is set. A line that runs
 * slanting on the picture is set slanting.
 */
void pdf_text_append(const struct document_page *page, double scale, struct pdf_font *font,
                     struct strbuf *bytes);

#endif
