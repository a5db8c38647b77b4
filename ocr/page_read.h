#ifndef ZHAOLU_OCR_PAGE_READ_H
#define ZHAOLU_OCR_PAGE_READ_H

/*
 * From a page's picture to its read lines: clean-up and line finding (ingest/), then Tesseract on
 * each line. One engine belongs to one worker process; the model is loaded once.
 */

#include <allheaders.h>

#include "base/status.h"
#include "document/reading.h"

struct engine_options {
  const char *language;     /* "chi_sim" */
  const char *tessdata_dir; /* NULL: Tesseract's own search */
  const char *shapes; /* file of characters' shapes (shape_table.h); NULL: none are compared */
};

struct engine; /* Tesseract with its model loaded */

/* STATUS_INSTALL with the apt-get line when the model is missing. */
enum status engine_open(const struct engine_options *options, struct engine **ret_engine,
                        struct error *error) MUST_CHECK;
void engine_close(struct engine **engine); /* accepts NULL, nulls the variable */

/* The model file that `options` lead to, for its SHA-256 in the JSON; owned by the caller. */
enum status engine_model_path(const struct engine_options *options, char **ret_path,
                              struct error *error) MUST_CHECK;

/* Version texts of the libraries: "5.3.0", static; "leptonica-1.82.0", owned by the caller. */
const char *engine_tesseract_version(void);
char *engine_leptonica_version(void);

struct page_read_options {
  float dpi;          /* of the picture as delivered; 0 = unknown */
  bool want_previews; /* fill scan_preview and clean_preview */
};

/* A page prepared for reading: cleaned, upright up to a half turn, its lines found. Opaque. */
struct prepared_page;

/*
 * Cleans the picture and finds its lines, without Tesseract: cheap. `picture` is borrowed, 1 to 32
 * bits a pixel. The fingerprint of the result tells a repeated page before it is read.
 */
enum status page_prepare(PIX *picture, const struct page_read_options *options,
                         struct prepared_page **ret_prepared, struct error *error) MUST_CHECK;
void prepared_page_free(struct prepared_page **prepared);

/* Reads the prepared page's lines. Fills everything of *ret_page but number, full and error. */
enum status page_read(struct engine *engine, struct prepared_page *prepared,
                      struct read_page *ret_page, struct error *error) MUST_CHECK;

/* The page's look, small enough to send: 8-bit grey ink map, row-major, see page_fingerprint.h. */
struct page_fingerprint; /* page/page_fingerprint.h */
const struct page_fingerprint *prepared_page_fingerprint(const struct prepared_page *prepared);

#endif
