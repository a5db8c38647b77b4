#ifndef ZHAOLU_OUTPUT_PAGE_WALK_H
#define ZHAOLU_OUTPUT_PAGE_WALK_H

/*
 * One walk over the documents' pages for the formats that tell where everything stands: pages, the
 * block of their text, lines, words, characters, each inside the one before. A format says how each
 * opens and closes.
 */

#include "base/strbuf.h"
#include "output/words.h"

/* The line that is being written, and its name in this document: "2_7" on page 2. */
struct walked_line {
  const struct document_line *line;
  const struct read_page *page;
  const char *id;
};

struct page_format {
  void (*page_open)(const struct document *document, const struct read_page *page,
                    struct strbuf *bytes);
  void (*block_open)(const struct read_page *page, struct box area, struct strbuf *bytes);
  void (*line_open)(const struct walked_line *line, struct strbuf *bytes);
  void (*word_open)(const struct walked_line *line, const struct word *word, size_t number,
                    struct strbuf *bytes); /* numbers count from 1 */
  void (*glyph)(const struct glyph *glyph, struct box box, struct strbuf *bytes);
  const char *between_words, *word_close, *line_close, *block_close, *page_close;
  bool wordless_lines; /* lines of spaces alone are written too */
};

void pages_walk(const struct document *document, const struct page_format *format,
                struct strbuf *bytes);

#endif
