#ifndef ZHAOLU_INGEST_OFD_TEXT_H
#define ZHAOLU_INGEST_OFD_TEXT_H

/* The characters of an OFD's text objects, each where it stands; and lines made of them. */

#include "ingest/ofd_document.h"

/* What takes a point of the object to the page: x' = a x + c y + e, y' = b x + d y + f. */
struct ofd_matrix {
  double a, b, c, d, e, f;
};

/* From the object's CTM and Boundary, millimetres from the page's top left. */
struct ofd_matrix ofd_object_matrix(const struct ofd_page *page, const xmlNode *node);

struct ofd_char {
  unsigned codepoint;
  int glyph;      /* of the font that comes along; OFD_GLYPH_OF_CHARACTER, OFD_GLYPH_NONE */
  double x, y;    /* start of its baseline in the object's own units */
  double advance; /* what it takes along the line: the size, half of it for Latin, or less where
                     the next one begins before that */
};
enum { OFD_GLYPH_OF_CHARACTER = -1, OFD_GLYPH_NONE = -2 };

struct ofd_text {
  struct ofd_matrix matrix;
  double size;   /* of a full-width character, in the object's own units */
  double across; /* its width in its height */
  struct ofd_char *chars;
  size_t count, capacity;
};

void ofd_text_read(const struct ofd_page *page, const xmlNode *node, struct ofd_text *ret_text);
void ofd_text_clear(struct ofd_text *text);

/*
 * The page's text as lines, in the order of the objects: characters that follow each other on one
 * baseline. Boxes are pixels at `dpi`.
 */
void ofd_text_lines(const struct ofd_page *page, double dpi, struct text_run **ret_runs,
                    size_t *ret_count);

#endif
