#ifndef ZHAOLU_PAGE_NEGATIVE_H
#define ZHAOLU_PAGE_NEGATIVE_H

/* Pages in the negative, as microfilm and files with the wrong polarity give them. */

#include <allheaders.h>
#include <stdbool.h>

/* True for a picture (1 to 32 bpp, borrowed) that is mostly dark and whose bright marks are print:
 * turned about, it has more characters on less ink. A dark desk round a sheet is none. */
bool page_is_negative(PIX *picture);

#endif
