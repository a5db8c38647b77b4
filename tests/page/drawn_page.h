#ifndef ZHAOLU_TESTS_PAGE_DRAWN_PAGE_H
#define ZHAOLU_TESTS_PAGE_DRAWN_PAGE_H

/* Pages drawn for a test with Leptonica's own letters, and scanned as a scanner would. */

#include <allheaders.h>

struct drawn_page {
  const char *number; /* the licence's */
  const char *amount; /* the capital */
  const char *extra;  /* a line more; NULL for none */
  const char *word;   /* one word in the middle of a line */
};
extern const struct drawn_page drawn_page_default;

/* A4 at 200 dpi, 8-bit grey, a frame and some thirty lines; owned by the caller. */
PIX *drawn_page_make(const struct drawn_page *page);

struct drawn_scan {
  float degrees;    /* clockwise */
  int right, down;  /* pixels */
  float enlarge;    /* 1 as it is */
  int blur;         /* pixels of half a box */
  float noise;      /* standard deviation, grey levels */
  float brightness; /* 1 as it is */
  int half_turn;
};

/* How the page looks when it was scanned so; owned by the caller. */
PIX *drawn_page_scan(PIX *page, const struct drawn_scan *scan);

#endif
