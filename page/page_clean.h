#ifndef ZHAOLU_PAGE_PAGE_CLEAN_H
#define ZHAOLU_PAGE_PAGE_CLEAN_H

/*
 * A page picture made ready for finding and reading its lines: the sheet cut out and straightened,
 * skew taken out, lines of text horizontal (upright or upside down: only reading can tell), small
 * pictures enlarged, light evened, the red of seals set aside.
 */

#include <allheaders.h>
#include <stdbool.h>

#include "base/status.h"
#include "base/homography.h"

struct clean_page {
  PIX *ink;      /* 8 bpp, paper white, red ink lightened: lines are read here first */
  PIX *black;    /* 8 bpp, `ink` with seals made paper too; NULL where there is nothing of them */
  PIX *plain;    /* 8 bpp, luminance as scanned (nothing but geometry changed): second opinion */
  PIX *mask;     /* 1 bpp, dark ink without frames; its owner may let it go when it has served */
  PIX *redness;  /* 8 bpp, as in struct colour_planes; NULL when the source is grey */
  PIX *red_mask; /* 1 bpp, red ink without frames; NULL when the source is grey */
  struct homography clean_from_source;
  int quarter_turns; /* clockwise quarter turns given to the source, 0 to 3 */
  float skew;        /* degrees clockwise that were taken out */
  int char_size;     /* pixels: height of the most common characters; >= 8 */
  float scale;       /* clean pixels per source pixel, about */
};

/* `picture`: 1 to 32 bpp, borrowed. STATUS_NO_MEMORY only. */
enum status clean_page_make(PIX *picture, struct clean_page *ret_page,
                            struct error *error) MUST_CHECK;
/* The page turned by half: what was upside down stands upright. */
enum status clean_page_turn_half(struct clean_page *page, struct error *error) MUST_CHECK;
/* The page left to right: what was seen from behind is seen from the front. */
enum status clean_page_mirror(struct clean_page *page, struct error *error) MUST_CHECK;
void clean_page_clear(struct clean_page *page);

#endif
