#include "ingest/pdf_page.h"

#include <math.h>

#include <cairo.h>

enum { CAIRO_SIDE_AT_MOST = 32767 };

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

/* A surface whose pixels are those of `pix`, filled with white. */
static cairo_surface_t *surface_over(PIX *pix)
{
  pixSetAll(pix);
  return cairo_image_surface_create_for_data((unsigned char *)pixGetData(pix), CAIRO_FORMAT_RGB24,
                                             pixGetWidth(pix), pixGetHeight(pix),
                                             pixGetWpl(pix) * 4);
}

enum status pdf_page_render(const struct pdf_page *page, double dpi, PIX **ret_pix,
                            struct error *error)
{
  double width = ceil(page->width * dpi / 72), height = ceil(page->height * dpi / 72);
  if (!(width >= 1 && height >= 1))
    return error_set(error, STATUS_BAD_INPUT, "the PDF page has no size; print it to PDF again");
  if (width > CAIRO_SIDE_AT_MOST || height > CAIRO_SIDE_AT_MOST)
    return error_set(error, STATUS_TOO_LARGE,
                     "the PDF page is %.0f × %.0f mm, too large to be read; "
                     "print it to PDF on a smaller sheet",
                     page->width / 72 * 25.4, page->height / 72 * 25.4);
  PIX *pix = NULL;
  enum status status =
      source_make_pix(page->limits, (uint64_t)width, (uint64_t)height, 32, &pix, error);
  if (status)
    return status;
  cairo_surface_t *surface = surface_over(pix);
  cairo_t *cairo = cairo_create(surface);
  cairo_scale(cairo, dpi / 72, dpi / 72);
  poppler_page_render(page->page, cairo);
  cairo_status_t drawn = cairo_status(cairo);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  if (drawn != CAIRO_STATUS_SUCCESS) {
    pixDestroy(&pix);
    return error_set(error, drawn == CAIRO_STATUS_NO_MEMORY ? STATUS_NO_MEMORY : STATUS_BAD_INPUT,
                     "the PDF page cannot be drawn (%s); print it to PDF again",
                     cairo_status_to_string(drawn));
  }
  words_from_cairo(pix);
  *ret_pix = drop_absent_colour(pix);
  return STATUS_OK;
}

PIX *pdf_page_image(const struct pdf_page *page, const PopplerImageMapping *mapping)
{
  cairo_surface_t *image = poppler_page_get_image(page->page, mapping->image_id);
  if (!image)
    return NULL;
  PIX *pix = NULL;
  if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS &&
      cairo_surface_get_type(image) == CAIRO_SURFACE_TYPE_IMAGE &&
      source_make_pix(page->limits, (uint64_t)cairo_image_surface_get_width(image),
                      (uint64_t)cairo_image_surface_get_height(image), 32, &pix,
                      NULL) == STATUS_OK) {
    cairo_surface_t *surface = surface_over(pix);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_surface(cairo, image, 0, 0);
    cairo_paint(cairo);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
    words_from_cairo(pix);
    pix = drop_absent_colour(pix);
  }
  cairo_surface_destroy(image);
  return pix;
}
