#ifndef ZHAOLU_POSTPROC_GEOMETRY_H
#define ZHAOLU_POSTPROC_GEOMETRY_H

/* Where characters stand, seen upright, whichever way the sheet lay in the scanner. */

#include "document/document.h"

/* A box of the page as delivered, turned as the upright page shows it. */
struct box page_upright_box(const struct document_page *page, struct box box);

/*
 * The usual distance from one Chinese character to the next on a line, in pixels; 0: not known.
 * `boxes` are upright, one for each of the `count` characters.
 */
float line_pitch(const unsigned *codepoints, const struct box *boxes, size_t count);

#endif
