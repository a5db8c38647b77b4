#ifndef ZHAOLU_INGEST_DRAWN_PIX_H
#define ZHAOLU_INGEST_DRAWN_PIX_H

/* A picture that cairo draws on. */

#include <allheaders.h>
#include <cairo.h>

/* A surface whose pixels are those of the 32-bit `pix`, which it fills with white. */
cairo_surface_t *drawn_pix_begin(PIX *pix);

/* When the surface is finished: cairo's words as Leptonica's, in place; then an 8-bit picture
 * instead where all pixels are grey, in a quarter of the memory. */
PIX *drawn_pix_finish(PIX *pix);

#endif
