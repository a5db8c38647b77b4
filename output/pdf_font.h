#ifndef ZHAOLU_OUTPUT_PDF_FONT_H
#define ZHAOLU_OUTPUT_PDF_FONT_H

/*
 * A font that draws nothing and knows every character of the document: each has a code of its own
 * and a place in the table by which a viewer finds, marks and copies it.
 */

#include "output/pdf_writer.h"

enum { PDF_FONT_BASE_PLANE = 0x10000 };

struct pdf_font {
  unsigned short *codes; /* of each character up to U+FFFF; 0: not used yet */
  char **texts;          /* of code i + 1, UTF-8 */
  size_t count, capacity;
};

void pdf_font_make(struct pdf_font *ret_font);
void pdf_font_clear(struct pdf_font *font);

/* The code of a glyph's text (one character, seldom two): 1 to 65535. */
unsigned pdf_font_code(struct pdf_font *font, const char *text);

/* Writes the font's objects; `number` is the one that pages refer to. */
void pdf_font_write(const struct pdf_font *font, struct pdf_writer *writer, int number);

#endif
