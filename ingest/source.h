#ifndef ZHAOLU_INGEST_SOURCE_H
#define ZHAOLU_INGEST_SOURCE_H

/*
 * A document on disk as a row of page pictures: PNG, JPEG, TIFF with all its pages, PDF, or several
 * picture files that together are one document. The format is told by the content, not the name.
 * A picture whose EXIF or TIFF tag says that it was taken sideways is turned as a viewer shows it;
 * what is transparent is white; a PDF page stands as its /Rotate says.
 * Files come from strangers: every size is checked against the limits before anything is allocated.
 */

#include <stddef.h>
#include <stdint.h>
#include <allheaders.h>

#include "base/box.h"
#include "base/status.h"

enum source_format {
  SOURCE_PNG,
  SOURCE_JPEG,
  SOURCE_TIFF,
  SOURCE_PDF,
  SOURCE_PICTURES, /* several files or a directory */
};

enum pdf_text_mode {
  PDF_TEXT_AUTO,  /* take a PDF page's own text where it carries real text */
  PDF_TEXT_NEVER, /* always read the picture */
};

struct source_limits {
  uint64_t max_pixels;     /* a page; default 200,000,000 */
  uint64_t max_file_bytes; /* a file; default 1 GiB */
  int max_pages;           /* a document; default 2,000 */
};
extern const struct source_limits source_limits_default;

/* One run of text from a PDF's own text layer: one line, position in pixels of the page picture. */
struct text_run {
  char *text; /* UTF-8 */
  struct box box;
};

struct page_picture {
  PIX *pix;              /* 1 to 32 bits a pixel; owned */
  float dpi;             /* 0: the file does not say, or says nonsense */
  struct text_run *runs; /* a PDF page's own text, top to bottom; NULL where there is none. A label
                            and the value beside it may be two runs of one row, left to right */
  size_t run_count;
  unsigned char *jpeg; /* the page's picture as it is stored in the file, where that is one JPEG
                          that shows the same pixels as `pix`: not where it was turned */
  size_t jpeg_size;
};
void page_picture_clear(struct page_picture *picture);

struct source; /* opaque */

/* Opens one file. STATUS_BAD_INPUT, _UNSUPPORTED, _TOO_LARGE or _IO with a message that names the
 * file, the page where there is one, and the remedy. */
enum status source_open(const char *path, const struct source_limits *limits,
                        struct source **ret_source, struct error *error) MUST_CHECK;

/* Several files, in the order given, as one document; `count` >= 1. A file that cannot be read
 * costs its own page: source_load_page gives its error. Fails only when none can be read. */
enum status source_open_pictures(const char *const *paths, size_t count,
                                 const struct source_limits *limits, struct source **ret_source,
                                 struct error *error) MUST_CHECK;

void source_close(struct source **source);

enum source_format source_get_format(const struct source *source);
const char *source_format_name(enum source_format format); /* "png", … "pictures" */
int source_page_count(const struct source *source);        /* >= 1 */

/* Loads page `index` (0-based). *ret_picture is cleared with page_picture_clear. */
enum status source_load_page(struct source *source, int index, enum pdf_text_mode pdf_text,
                             struct page_picture *ret_picture, struct error *error) MUST_CHECK;

#endif
