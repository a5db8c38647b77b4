#ifndef ZHAOLU_DOCUMENT_PICTURE_BLOB_H
#define ZHAOLU_DOCUMENT_PICTURE_BLOB_H

/* An encoded picture that travels with a page to the outputs that show or carry it. */

#include <stddef.h>

enum picture_format {
  PICTURE_NONE,
  PICTURE_JPEG,
  PICTURE_PNG,
  PICTURE_G4, /* bare CCITT group 4 data, one bit a pixel, ink is 1: what a PDF takes as it is */
};

struct picture_blob {
  enum picture_format format;
  int width, height; /* pixels of the encoded picture */
  unsigned char *bytes;
  size_t size;
};

/* Frees the bytes; the blob is then PICTURE_NONE. */
void picture_blob_clear(struct picture_blob *blob);

#endif
