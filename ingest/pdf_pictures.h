#ifndef ZHAOLU_INGEST_PDF_PICTURES_H
#define ZHAOLU_INGEST_PDF_PICTURES_H

/*
 * What poppler-glib does not tell of the pictures in a PDF: how large they say they are, before any
 * is decoded, and where those lie that are whole JPEG files. The file is looked through for picture
 * dictionaries; these always stand in it as plain text.
 */

#include "ingest/source_decoder.h"

struct pdf_jpeg {
  uint64_t offset, size; /* in the file; from FF D8 */
  uint64_t width, height;
};

struct pdf_pictures {
  struct pdf_jpeg *jpegs; /* in the file's order */
  size_t count, capacity;
  uint64_t largest; /* pixels of the largest picture; UINT64_MAX where one does not say its size */
};

struct pdf_pictures pdf_pictures_find(const struct source_file *file);
void pdf_pictures_clear(struct pdf_pictures *pictures);

/*
 * The stored JPEG whose pixels are those of `pix`, read into memory that the caller owns; NULL
 * where there is none. `page` (0-based) of `page_count` says where to look first. STATUS_BAD_INPUT
 * where the picture at the page's own place is a JPEG of which a part is missing: poppler fills
 * that up.
 */
enum status pdf_pictures_match(const struct pdf_pictures *pictures, const struct source_file *file,
                               PIX *pix, int page, int page_count, unsigned char **ret_bytes,
                               size_t *ret_size, struct error *error) MUST_CHECK;

#endif
