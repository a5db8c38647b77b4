#ifndef ZHAOLU_PAGE_QR_SIGN_H
#define ZHAOLU_PAGE_QR_SIGN_H

/*
 * A quick look whether a page may hold a QR code at all: its corner squares are cut by any line
 * through their middle into dark, light, dark, light, dark of 1 : 1 : 3 : 1 : 1. Decoding is many
 * times as dear, and most pages hold none.
 */

#include <allheaders.h>
#include <stdbool.h>

/* `picture`: 8 or 32 bpp without colour map. False where no three such squares
 * stand as those of a code do. */
bool qr_sign_seen(PIX *picture);

#endif
