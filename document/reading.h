#ifndef ZHAOLU_DOCUMENT_READING_H
#define ZHAOLU_DOCUMENT_READING_H

/*
 * What the recogniser says stands on a page: plain data, no Tesseract types. A worker process
 * makes it from a picture (page_read.h), sends it to the parent (reading_json.h), and the later
 * steps correct it and take fields from it.
 *
 * All coordinates are pixels of the source page as delivered, origin top left. Confidences are 0
 * to 1. Strings are UTF-8 and owned by the struct that holds them.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"
#include "document/picture_blob.h"

enum { GLYPH_TEXT_BYTES = 8, GLYPH_ALTERNATIVES = 4, GLYPH_LOOKS = 12 };

/* What a page may hold: more than any sheet that people write, and little enough for the memory of
 * whoever gathers the pages. */
enum {
  READ_PAGE_GLYPHS_MAX = 50000, /* of its lines' best readings; the others hold as many at most */
  READ_PAGE_LINES_MAX = 20000,
  READ_PAGE_QR_MAX = 100,
  READ_PAGE_QR_BYTES_MAX = 8192,
  READ_PAGE_SENTENCE_BYTES_MAX = 2000, /* error, note */
  READ_PAGE_EDGE_MAX = 1 << 20,        /* pixels; boxes stay within as much around the page */
  READ_PAGE_DPI_MAX = 100000,
};

struct glyph_choice {
  char text[GLYPH_TEXT_BYTES];
  float confidence;
};

/* How like the picture of a character is to another one, 0 to 1 (shape_read.h). */
struct glyph_likeness {
  unsigned codepoint;
  float likeness;
};

/* A Chinese character read with less confidence may be another: what it looks like is told, and the
 * language weighs it. */
extern const float GLYPH_OPEN;

/* Below this confidence a reading tells what it looks like; above GLYPH_OPEN only doubt comes of
 * it. */
extern const float GLYPH_LOOKED;

/* One character as it stands in a line. A space is a glyph too (text " ", empty box). */
struct glyph {
  char text[GLYPH_TEXT_BYTES]; /* one character, seldom two; NUL-terminated */
  float confidence;
  struct box box;                                       /* w == 0: not known */
  struct glyph_choice alternatives[GLYPH_ALTERNATIVES]; /* best first, without `text` itself */
  int alternative_count;
  /* A character that the model does not have and that the picture clearly shows (shape_read.h);
   * empty: none. `text` is still what was read. */
  char by_shape[GLYPH_TEXT_BYTES];
  bool is_part_of_shape;  /* read apart: a glyph before has the whole in its by_shape */
  bool shape_is_doubtful; /* looks no less like a character that the model does not have */
  bool shape_is_clear;    /* looks like what was read, and like nothing else by far */
  bool shape_fits;        /* read unsurely, and looks like what was read */
  /* Of a glyph read unsurely that does not: what else it looks like, the most like first, but for
   * its neighbours; and how like it is to what was read, 0 where that has no shape. */
  struct glyph_likeness looks[GLYPH_LOOKS];
  int look_count;
  float read_likeness;
};

/* One way of reading one line. */
struct reading {
  struct glyph *glyphs;
  size_t count, capacity;
};

enum line_kind {
  LINE_TEXT,
  LINE_SEAL, /* text of a seal, unrolled; evidence only, never part of the page's text */
};

/* A printed row as a person reads it: a label and the value typed beside it are one line. */
struct read_line {
  enum line_kind kind;
  struct box box;
  struct reading best;  /* the reading that was chosen, raw: nothing corrected */
  struct reading other; /* a second reading from another rendering of the picture; may be empty */
};

enum page_status { PAGE_OK, PAGE_DUPLICATE, PAGE_BLANK, PAGE_FAILED };

struct read_page {
  int number; /* 1-based */
  enum page_status status;
  char *error;      /* for PAGE_FAILED: one sentence; else NULL */
  char *note;       /* a sentence on the page's source for the document's warnings, or NULL */
  int duplicate_of; /* for PAGE_DUPLICATE: number of the page it repeats; else 0 */
  int width, height;
  float dpi;    /* as delivered or, where the file does not say, estimated; 0 = unknown */
  int rotation; /* 0, 90, 180, 270: degrees clockwise the picture must be turned to stand upright */
  float skew;   /* degrees clockwise the upright text was turned; what clean-up took out */
  int clean_width, clean_height; /* of the cleaned page at full size, pixels; 0 = not known */
  double clean_from_source[9];   /* homography, row-major: source pixel -> cleaned page pixel */
  char **qr;                     /* contents of QR codes, UTF-8 */
  size_t qr_count;
  struct read_line *lines; /* reading order; LINE_TEXT and LINE_SEAL */
  size_t line_count, line_capacity;
  struct picture_blob scan_preview;  /* only if asked for: as delivered, reduced */
  struct picture_blob clean_preview; /* only if asked for: cleaned page, reduced */
  struct picture_blob full;          /* only if asked for: the source page's picture */
  char
      *scan_link; /* where a page on the web fetches scan_preview, whose bytes are not here; or NULL
                   */
};

struct glyph *reading_add(struct reading *reading, const char *text, float confidence,
                          struct box box);
void reading_add_glyph(struct reading *reading, const struct glyph *glyph); /* a copy of it */
bool glyph_is_space(const struct glyph *glyph);
void reading_clear(struct reading *reading);
float reading_confidence(const struct reading *reading); /* mean over non-space glyphs; 0 if none */
/* The same, a character that its shape tells being worth `by_shape` at least: the model reads it
 * badly, and it is print yet. */
float reading_confidence_by_shape(const struct reading *reading, float by_shape);
char *reading_text(const struct reading *reading); /* owned by the caller */

struct read_line *read_page_add_line(struct read_page *page, enum line_kind kind, struct box box);
void read_page_add_qr(struct read_page *page, const char *text);
size_t read_page_glyph_count(const struct read_page *page); /* of the best readings */
void read_line_clear(struct read_line *line);
void read_page_clear(struct read_page *page);

const char *page_status_name(enum page_status status); /* "ok", "duplicate", "blank", "failed" */

#endif
