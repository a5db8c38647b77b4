#ifndef ZHAOLU_EXTRACT_LAYOUT_H
#define ZHAOLU_EXTRACT_LAYOUT_H

/*
 * A document as rows of ink: the characters without the spaces, each with its place on the upright
 * page, ready for finding labels and what stands beside or below them. Repeated, blank and failed
 * pages are left out.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"
#include "grammar/fold.h"
#include "document/reading.h"
#include "document/document.h"

struct ink {
  char text[8];       /* one character, UTF-8 */
  unsigned codepoint; /* as printed */
  unsigned folded;    /* for comparing; see fold.h */
  float confidence;   /* 0 to 1 */
  struct box box;     /* on the upright page; empty for text input */
  struct box source;  /* on the source page, for the record */
  size_t row;         /* index into the layout's rows */
  size_t glyph;       /* index into its line's glyphs */
  bool space_before;  /* a space stands in front */
  bool gap_before;    /* a wide blank stands in front: a column or a new cell may begin here */
  bool row_start;     /* first of its row */
  /* What the shape tells, see struct glyph; passage_take_shapes puts it in. */
  char by_shape[8];
  bool is_part_of_shape, shape_is_doubtful, shape_is_clear;
  char read[16];        /* what was read, where `text` was told by the shape; else empty */
  unsigned read_folded; /* its first character; 0: as `folded` */
};

struct row {
  size_t page; /* index into the layout's pages */
  const struct document_line *line;
  struct ink *inks;
  size_t count;      /* >= 1 */
  struct box box;    /* upright; empty for text input */
  bool blank_before; /* text input: an empty line stands in front */
};

struct layout_page {
  int number; /* 1-based, of the document */
  const struct document_page *source;
  size_t first_row, row_count;
  int character_height;       /* median, upright pixels; 0 for text input */
  struct document_page *part; /* of a part's region (layout_part.h): `source`, owned; else NULL */
};

struct layout {
  struct layout_page *pages;
  size_t page_count;
  struct row *rows;
  size_t row_count;
};

/* The document must outlive the layout. */
struct layout *layout_make(const struct document *document);
/* The same pages; those that are not `wanted` (by their index in the layout) have no rows. */
struct layout *layout_make_of(const struct document *document, const bool *wanted);
void layout_free(struct layout **layout);

/* The row's folded code points; owned by the caller, row->count long. */
unsigned *row_folded(const struct row *row);

/* 1/4, -2-, 第1页, 第1页共4页: a page's number and nothing else. */
bool row_is_page_number(const struct row *row);

/* True when the row's folded text contains `text`. */
bool row_contains(const struct row *row, const struct folded *text);

#endif
