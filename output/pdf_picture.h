#ifndef ZHAOLU_OUTPUT_PDF_PICTURE_H
#define ZHAOLU_OUTPUT_PDF_PICTURE_H

#include "base/status.h"
#include "document/picture_blob.h"
#include "output/pdf_writer.h"

/* Writes the page's picture as an image object, its bytes as they are: nothing is encoded again.
 * STATUS_INTERNAL for bytes that are not what the blob says. */
enum status pdf_picture_write(const struct picture_blob *blob, struct pdf_writer *writer,
                              int number, struct error *error) MUST_CHECK;

#endif
