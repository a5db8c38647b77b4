#ifndef ZHAOLU_PAGE_QR_H
#define ZHAOLU_PAGE_QR_H

/* The QR codes of a page. A licence's code often repeats its number: a witness beside the print. */

#include <allheaders.h>
#include <stddef.h>

#include "base/box.h"
#include "base/status.h"

struct qr_code {
  char *text;     /* UTF-8, without control characters but tab and line end */
  struct box box; /* pixels of the picture, around the code's corners */
};

/*
 * Finds the QR codes on a picture of 1 to 32 bits a pixel, at any turn, in reading order (top to
 * bottom). The bytes in a code are taken as UTF-8, else as GB 18030, else the code is left out.
 * STATUS_NO_MEMORY only; a page without a code is STATUS_OK and *ret_count 0.
 */
enum status qr_find(PIX *picture, struct qr_code **ret_codes, size_t *ret_count,
                    struct error *error) MUST_CHECK;

void qr_codes_free(struct qr_code **codes, size_t count);

#endif
