#ifndef ZHAOLU_PAGE_PAGE_FINGERPRINT_H
#define ZHAOLU_PAGE_PAGE_FINGERPRINT_H

/*
 * Two scans of the same sheet look alike but are never the same bytes. The fingerprint is a small
 * map of where the ink is on the cleaned page; two pages are the same only if the maps, laid over
 * each other, agree everywhere to within the two scans' own noise, so that two licences that differ
 * in one digit are two pages.
 *
 * How fine the map is follows from that: on A4 a cell is 0.2 mm, so that the stroke that makes an 8
 * of a 3 in 10-point type is a cell or two wide. At 0.4 mm it drowns in the noise of the scanner.
 */

#include <allheaders.h>
#include <stdbool.h>
#include <stdint.h>

enum {
  FINGERPRINT_CELLS = 1600000,
  FINGERPRINT_COARSE = 25, /* cells of the map across one of the coarse map: 5 mm on A4 */
  FINGERPRINT_COARSE_CELLS = FINGERPRINT_CELLS / (FINGERPRINT_COARSE * FINGERPRINT_COARSE),
  FINGERPRINT_PACKED_BYTES = 256 * 1024,
};

/* Plain bytes: it may be sent through a pipe as it is. Zeroed it is unknown. */
struct page_fingerprint {
  uint8_t known;   /* 0: never equal to anything */
  uint8_t levels;  /* a cell holds 0 (paper) to levels - 1 (all ink) */
  int32_t columns; /* of square cells; columns * rows <= FINGERPRINT_CELLS */
  int32_t rows;
  float ink_share;                          /* mean of the map, 0 to 1 */
  uint8_t coarse[FINGERPRINT_COARSE_CELLS]; /* means of squares, 0 to 255, row-major */
  uint32_t packed_size;
  uint8_t packed[FINGERPRINT_PACKED_BYTES]; /* the map, a byte a cell, row-major, by zlib */
};

/*
 * Fills *ret_fingerprint from a cleaned page: 8-bit grey, dark ink on bright even paper, deskewed,
 * upright or upside down. A page without ink gives an unknown one.
 */
void page_fingerprint_make(PIX *clean_grey, struct page_fingerprint *ret_fingerprint);

/*
 * Whether both are scans of the same print. Allows for a sheet that lies elsewhere on the glass (up
 * to 15 mm), upside down, turned by half a degree, stretched by a hundredth, brighter, blurred or
 * noisier; not for a line, a word, a digit or a point that differs. In doubt they differ. A
 * fingerprint from another process may hold anything: nothing in it makes this read outside of it.
 */
bool page_fingerprint_same(const struct page_fingerprint *a, const struct page_fingerprint *b);

/*
 * How alike two pages look from afar, 0 to 1, and 0 where they are certainly not the same. It takes
 * a millisecond, where page_fingerprint_same may take half a second: of many pages, compare those
 * that resemble most. Reads nothing of the packed maps.
 */
float page_fingerprint_resemblance(const struct page_fingerprint *a,
                                   const struct page_fingerprint *b);

#endif
