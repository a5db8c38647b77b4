#ifndef ZHAOLU_INGEST_OFD_FONT_H
#define ZHAOLU_INGEST_OFD_FONT_H

/* The fonts of an OFD's page: the file that comes along, or what the machine has for its name. */

#include <cairo.h>

#include "ingest/ofd_document.h"
#include "ingest/ofd_text.h"

struct ofd_font;  /* opaque, borrowed from its fonts */
struct ofd_fonts; /* opaque */

struct ofd_fonts *ofd_fonts_new(void);
void ofd_fonts_free(struct ofd_fonts **fonts);

/* Never NULL; one that cannot be had has no glyphs. */
const struct ofd_font *ofd_font_find(struct ofd_fonts *fonts, const struct ofd_document *document,
                                     const char *id);

void ofd_font_set(const struct ofd_font *font, cairo_t *cairo);

/* 0 where the font does not have it. */
unsigned long ofd_font_glyph(const struct ofd_font *font, const struct ofd_char *character);

/* How wide a glyph of the machine's font must be drawn, of its own width, to stay within `room` (of
 * the size): the font that was meant may be narrower. 1 for a font that came along. */
double ofd_font_squeeze(const struct ofd_font *font, unsigned long glyph, double room);

#endif
