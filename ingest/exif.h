#ifndef ZHAOLU_INGEST_EXIF_H
#define ZHAOLU_INGEST_EXIF_H

/* The few facts of a picture's EXIF block that matter to reading it. */

#include <stdbool.h>
#include <stddef.h>

struct exif {
  int orientation;     /* 1 to 8; 1 where the block does not say */
  double x_dpi, y_dpi; /* 0 where the block does not say */
};

/* `bytes` start at the TIFF header ("II" or "MM"), after "Exif\0\0". Never reads outside; a damaged
 * block gives what could be read. */
struct exif exif_parse(const unsigned char *bytes, size_t size);

#endif
