#ifndef ZHAOLU_INGEST_SOURCE_JPEG_H
#define ZHAOLU_INGEST_SOURCE_JPEG_H

/* A JPEG in memory, for those that find one inside of another file. */

#include "ingest/page_picture.h"

/* The pixels as stored, 8 or 32 bits, not turned by EXIF. `bytes` are borrowed. *ret_common: the
 * readers that people have show the same of it. */
enum status source_jpeg_decode(const unsigned char *bytes, size_t size,
                               const struct source_limits *limits, PIX **ret_pix, bool *ret_common,
                               struct error *error) MUST_CHECK;

#endif
