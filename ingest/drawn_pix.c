#include "ingest/drawn_pix.h"

#include <stddef.h>
#include <stdint.h>

/* cairo's 00RRGGBB words to PIX's RRGGBB00, in place. */
static void words_from_cairo(PIX *pix)
{
  uint32_t *words = pixGetData(pix);
  size_t count = (size_t)pixGetWpl(pix) * (size_t)pixGetHeight(pix);
  for (size_t i = 0; i < count; i++)
    words[i] <<= 8;
}

/* An 8-bit picture in place of a 32-bit one whose pixels are all grey: a quarter of the memory. */
static PIX *drop_absent_colour(PIX *pix)
{
  const uint32_t *words = pixGetData(pix);
  size_t count = (size_t)pixGetWpl(pix) * (size_t)pixGetHeight(pix);
  for (size_t i = 0; i < count; i++) {
    uint32_t red = words[i] >> 24, green = words[i] >> 16 & 255, blue = words[i] >> 8 & 255;
    if (red != green || green != blue)
      return pix;
  }
  PIX *grey = pixGetRGBComponent(pix, COLOR_GREEN);
  if (grey)
    pixDestroy(&pix);
  return grey ? grey : pix;
}

cairo_surface_t *drawn_pix_begin(PIX *pix)
{
  pixSetAll(pix);
  return cairo_image_surface_create_for_data((unsigned char *)pixGetData(pix), CAIRO_FORMAT_RGB24,
                                             pixGetWidth(pix), pixGetHeight(pix),
                                             pixGetWpl(pix) * 4);
}

PIX *drawn_pix_finish(PIX *pix)
{
  words_from_cairo(pix);
  return drop_absent_colour(pix);
}
