#ifndef ZHAOLU_OCR_PAGE_READ_H
#define ZHAOLU_OCR_PAGE_READ_H

/*
 * From a page's picture to its read lines: clean-up and line finding (page/), then Tesseract on
 * each line.
 */

#include <allheaders.h>

#include "base/status.h"
#include "document/reading.h"
#include "ingest/page_picture.h"
#include "ocr/engine.h"

struct page_read_options {
  float dpi;          /* of the picture as delivered; 0 = unknown */
  bool want_previews; /* fill scan_preview and clean_preview */
  /* A PDF page's own text, held against what the picture reads (text_layer.h); borrowed until the
   * page is read. */
  const struct text_run *runs;
  size_t run_count;
  bool text_is_hidden; /* the page has text besides that nothing shows */
};

/* A page prepared for reading: cleaned, upright up to a half turn, its lines found. Opaque. */
struct prepared_page;

/*
 * Cleans the picture and finds its lines, without Tesseract: cheap. `picture` is borrowed, 1 to 32
 * bits a pixel.
 */
enum status page_prepare(PIX *picture, const struct page_read_options *options,
                         struct prepared_page **ret_prepared, struct error *error) MUST_CHECK;
void prepared_page_free(struct prepared_page **prepared);

/* Reads the prepared page's lines. Fills everything of *ret_page but number, full and error. */
enum status page_read(struct engine *engine, struct prepared_page *prepared,
                      struct read_page *ret_page, struct error *error) MUST_CHECK;

#endif
