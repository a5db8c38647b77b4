#ifndef ZHAOLU_DOCUMENT_DOCUMENT_H
#define ZHAOLU_DOCUMENT_DOCUMENT_H

/*
 * A document between reading and record: its pages with their lines, the raw reading kept beside
 * the corrected text, and the log of every edit. Made from read pages or from another OCR's text.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "document/reading.h"

/* A line of a page's text. `text` always equals the glyphs' texts joined. */
struct document_line {
  char *raw;            /* as the recogniser, or the given text, had it */
  char *text;           /* corrected */
  struct glyph *glyphs; /* the corrected characters, spaces included */
  size_t glyph_count;
  struct reading other;   /* the recogniser's second reading; empty for text */
  float confidence;       /* 1 for text, which says nothing about its own doubt */
  struct box box;         /* empty when the document came as text */
  int blank_lines_before; /* empty lines of the given text in front of this one; they are no lines
                           */
};

struct document_page {
  struct read_page read; /* number, status, sizes, qr, pictures; its LINE_TEXT lines moved to
                            `lines`, its LINE_SEAL lines still there */
  struct document_line *lines;
  size_t line_count;
};

struct edit {
  int page;         /* 1-based */
  int line;         /* 1-based index into the page's lines as output; 0: the page as a whole */
  const char *rule; /* static, lower case with underscores: "doubled_character" */
  char *before, *after;
};

struct document_source {
  char *name;   /* as given, without its folder */
  char *path;   /* in full, as far as it is known; NULL: it came from no file */
  char *sha256; /* NULL for text */
  uint64_t bytes;
  const char *format; /* "png", "jpeg", … (source_format_name) or "text"; static */
};

enum document_status { DOCUMENT_OK, DOCUMENT_CHECK, DOCUMENT_PARTIAL, DOCUMENT_FAILED };

struct document {
  struct document_source source;
  enum document_status status;
  bool text_is_raw; /* the raw reading is wanted: no step changes the lines */
  struct document_page *pages;
  size_t page_count;
  struct edit *edits;
  size_t edit_count, edit_capacity;
  char **warnings;
  size_t warning_count;
};

/* Takes the read pages over (the array's elements are emptied); nothing is corrected yet. */
struct document *document_from_pages(struct read_page *pages, size_t count);

void document_free(struct document **document);

/* Puts the pages, edits and warnings of `part` behind those of the document, and frees it. Its
 * pages are numbered on; the first goes on with the document's last page if `goes_on`. */
void document_join(struct document *document, struct document **part, bool goes_on);
/* Leaves only texts and confidences of the lines, which is all that is written of a text. */
void document_drop_glyphs(struct document *document);

/* Corrected text: lines joined by \n, pages by \f, duplicates and failed pages left out; owned by
 * the caller. */
char *document_text(const struct document *document);

void document_add_edit(struct document *document, int page, int line, const char *rule,
                       const char *before, const char *after);
void document_add_warning(struct document *document, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *document_status_name(enum document_status status);

/* True where a recogniser stands behind the line, so that boxes and confidences mean something. */
bool document_line_is_read(const struct document_line *line);

void document_line_clear(struct document_line *line);
/* Rebuilds `text` and `confidence` after the glyphs were changed. */
void document_line_refresh(struct document_line *line);

#endif
