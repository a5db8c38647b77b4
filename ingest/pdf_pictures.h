#ifndef ZHAOLU_INGEST_PDF_PICTURES_H
#define ZHAOLU_INGEST_PDF_PICTURES_H

/*
 * What poppler-glib does not tell of the pictures on a PDF's page: how large they say they are,
 * before any is decoded, and the JPEG files that they are stored as. By libqpdf, which reads the
 * file's structure and decodes no picture.
 */

#include "ingest/source_decoder.h"

struct pdf_pictures; /* a file's structure */

/* NULL where libqpdf cannot read the file: then nothing is known of its pictures. */
struct pdf_pictures *pdf_pictures_open(const struct source_file *file);
void pdf_pictures_free(struct pdf_pictures **pictures);

/* Pixels of the page's largest picture (0-based page): 0 where it has none, UINT64_MAX where one
 * does not say its size or nothing is known. */
uint64_t pdf_pictures_largest(const struct pdf_pictures *pictures, int page);

/*
 * The stored JPEG of the page whose pixels are those of `pix`, in memory that the caller owns; NULL
 * where there is none. STATUS_BAD_INPUT where the page's only picture is a JPEG of which a part is
 * missing: poppler fills that up.
 */
enum status pdf_pictures_match(const struct pdf_pictures *pictures, int page,
                               const struct source_limits *limits, PIX *pix,
                               unsigned char **ret_bytes, size_t *ret_size,
                               struct error *error) MUST_CHECK;

/* Where a page (`all`), or its only picture, is of one shade: STATUS_BAD_INPUT where a picture
 * cannot be unpacked as far as its file says, or takes more room in the file than one shade does,
 * or none. STATUS_OK where the page has several pictures and not all need be of one shade. */
enum status pdf_pictures_check(const struct pdf_pictures *pictures, int page, bool all,
                               struct error *error) MUST_CHECK;

#endif
