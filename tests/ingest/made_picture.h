#ifndef ZHAOLU_TESTS_INGEST_MADE_PICTURE_H
#define ZHAOLU_TESTS_INGEST_MADE_PICTURE_H

/* Small pictures with a dark block in one corner, and files made of them. */

#include <allheaders.h>

#include "tests/files/temp_folder.h"

enum { MADE_WIDTH = 600, MADE_HEIGHT = 400, MADE_DPI = 150 };

/* Bright, with a dark block at the top left; depth 1, 8 or 32 (reddish). Owned by the caller. */
PIX *made_picture(int depth);
/* Which corner of `pix` is dark: "top left", "top right", "bottom left", "bottom right", "none". */
const char *made_dark_corner(PIX *pix);

/* Written through Leptonica; the path is owned by the caller. `format` is an IFF_ value. */
char *made_file(const struct temp_folder *folder, const char *name, PIX *pix, int format, int dpi);

/* A JPEG's bytes; owned by the caller. */
unsigned char *made_jpeg(PIX *pix, int dpi, size_t *ret_size);
/* The same with an EXIF block of that orientation and resolution; the old bytes are freed. */
unsigned char *made_jpeg_add_exif(unsigned char *jpeg, size_t *size, int orientation, int dpi);
/* A CMYK JPEG as Adobe's programs write it, of one colour. */
unsigned char *made_cmyk_jpeg(int cyan, int magenta, int yellow, int black, size_t *ret_size);

#endif
