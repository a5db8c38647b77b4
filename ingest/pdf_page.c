#include "ingest/pdf_page.h"

#include <math.h>

#include <cairo.h>

#include "ingest/drawn_pix.h"

enum { CAIRO_SIDE_AT_MOST = 32767 };

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
  cairo_surface_t *surface = drawn_pix_begin(pix);
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
  *ret_pix = drawn_pix_finish(pix);
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
    cairo_surface_t *surface = drawn_pix_begin(pix);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_surface(cairo, image, 0, 0);
    cairo_paint(cairo);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
    pix = drawn_pix_finish(pix);
  }
  cairo_surface_destroy(image);
  return pix;
}
