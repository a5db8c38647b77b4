#ifndef ZHAOLU_INGEST_PAGE_FINGERPRINT_H
#define ZHAOLU_INGEST_PAGE_FINGERPRINT_H

/*
 * Two scans of the same sheet look alike but are never the same bytes. The fingerprint is a small
 * map of where the ink is on the cleaned, upright page; two pages are the same only if the maps
 * agree everywhere to within a scanner's noise, so that two licences that differ in one digit are
 * two pages.
 */

#include <stdbool.h>
#include <stdint.h>

enum { FINGERPRINT_COLUMNS = 192, FINGERPRINT_ROWS = 272 }; /* about 1.1 mm a cell on A4 */

struct page_fingerprint {
  bool known;                                          /* false: never equal to anything */
  float aspect;                                        /* width / height of the cleaned page */
  uint8_t ink[FINGERPRINT_ROWS * FINGERPRINT_COLUMNS]; /* 0 paper … 255 all ink */
};

bool page_fingerprint_same(const struct page_fingerprint *a, const struct page_fingerprint *b);

#endif
