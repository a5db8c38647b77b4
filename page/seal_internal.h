#ifndef ZHAOLU_PAGE_SEAL_INTERNAL_H
#define ZHAOLU_PAGE_SEAL_INTERNAL_H

/* Inside ingest/seal*.c: the levels of a flattened page that text and the print of seals have. */

#include <allheaders.h>

enum {
  SEAL_PRINT_LEVEL_MAX = 200, /* paper's own texture begins here */
  SEAL_TEXT_LEVEL_MAX = 170,  /* ink is darker, once the print has gone */
  SEAL_INK_DIFFERENCE = 25,   /* print that is paler than text by this can be told from it */
};

/* The level of the text's own ink: below it lies a quarter of what is set in `text` (1 bpp); -1
 * where nothing is. */
int seal_text_level(PIX *plane, PIX *text);

#endif
