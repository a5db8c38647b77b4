#ifndef ZHAOLU_INGEST_PAGE_PICTURE_H
#define ZHAOLU_INGEST_PAGE_PICTURE_H

/* What a document on disk gives, page by page, and the limits that it is held to. */

#include <stdbool.h>
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
  SOURCE_WEBP,
  SOURCE_BMP,
  SOURCE_GIF,
  SOURCE_HEIC, /* and AVIF */
  SOURCE_OFD,
  SOURCE_PICTURES, /* several files or a directory */
};
const char *source_format_name(enum source_format format); /* "png", … "pictures" */

enum pdf_text_mode {
  PDF_TEXT_AUTO,  /* hold a PDF or OFD page's own text against its picture */
  PDF_TEXT_NEVER, /* always read the picture */
};

struct source_limits {
  uint64_t max_pixels;     /* a page; default 200,000,000 */
  uint64_t max_file_bytes; /* a file; default 1 GiB */
  int max_pages;           /* a document; default 2,000 */
  bool no_links;           /* the file must not be a link: somebody may put one in its place */
};
extern const struct source_limits source_limits_default;

/* STATUS_TOO_LARGE where a file of so many bytes is over the limit; the message does not name it.
 */
enum status source_limits_check_file(const struct source_limits *limits, uint64_t bytes,
                                     struct error *error) MUST_CHECK;

/* One run of text from a PDF's or OFD's own text layer: one line, position in pixels of the page
 * picture. */
struct text_run {
  char *text; /* UTF-8 */
  struct box box;
};

struct page_picture {
  PIX *pix;  /* 1 to 32 bits a pixel; owned */
  float dpi; /* 0: the file does not say, or says nonsense */
  struct text_run
      *runs; /* a PDF or OFD page's own text, top to bottom; NULL where there is none. A label
                and the value beside it may be two runs of one row, left to right */
  size_t run_count;
  bool text_is_hidden; /* besides the runs there is text that the page does not show: painted over,
                          or in the colour of the paper */
  unsigned char *jpeg; /* the page's picture as it is stored in the file, where that is one JPEG
                          that common readers show as `pix`: not where it was turned, and not of
                          arithmetic coding */
  size_t jpeg_size;
  bool has_flaws; /* what is stored of a picture on the page could not be drawn as it should be */
};

/* The sentence for a page of which nothing can be seen because of that. */
extern const char page_picture_damaged[];
void page_picture_clear(struct page_picture *picture);

#endif
