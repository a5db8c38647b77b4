#ifndef ZHAOLU_OCR_LINE_READ_H
#define ZHAOLU_OCR_LINE_READ_H

/* One line's picture through Tesseract's network. */

#include "document/reading.h"
#include "ocr/engine.h"
#include "ocr/line_picture.h"

/*
 * Reads the picture as a single raw line: no layout analysis, no segmentation. Glyph boxes are
 * pixels of the clean page. A line in which nothing is recognised gives an empty reading.
 * Alternatives to each character cost a third of the time again: ask for them where there is doubt.
 */
enum status line_read(struct engine *engine, const struct line_picture *picture,
                      bool with_alternatives, struct reading *ret_reading,
                      struct error *error) MUST_CHECK;

#endif
