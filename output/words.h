#ifndef ZHAOLU_OUTPUT_WORDS_H
#define ZHAOLU_OUTPUT_WORDS_H

/*
 * A line cut at its spaces, with a place for every character: what hOCR, ALTO and PDF set down. A
 * character that correction put in has no place of its own; it gets its share of the room between
 * its neighbours.
 */

#include <stddef.h>

#include "base/box.h"
#include "document/document.h"

struct word {
  size_t first, count; /* glyphs of the line; never a space among them */
  struct box box;      /* their union; empty where the line has no place */
  float confidence;    /* mean of theirs */
};

struct line_words {
  struct box *glyph_boxes; /* one a glyph of the line; spaces and lines without place: empty */
  struct word *words;
  size_t count;
};

/* `rotation` is the page's: it tells which way the line runs on the picture. */
void line_words_make(const struct document_line *line, int rotation, struct line_words *ret_words);
void line_words_clear(struct line_words *words);

/* The word's characters; owned by the caller. */
char *word_text(const struct document_line *line, const struct word *word);

/* Pages whose lines count as the document's text: repeated, blank and failed ones do not. */
bool page_has_text(const struct document_page *page);

#endif
