/* text_pdf OUT.pdf LINE...: a PDF page that carries its text, as electronic licences do. */

#include <cairo-pdf.h>
#include <cairo.h>
#include <stdio.h>

static const double width = 595, height = 842, margin = 60, size = 16, pitch = 32; /* points, A4 */

int main(int argc, char **argv)
{
  if (argc < 3)
    return 2;
  cairo_surface_t *surface = cairo_pdf_surface_create(argv[1], width, height);
  cairo_t *cairo = cairo_create(surface);
  cairo_select_font_face(cairo, "Noto Serif CJK SC", CAIRO_FONT_SLANT_NORMAL,
                         CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cairo, size);
  for (int i = 2; i < argc; i++) {
    cairo_move_to(cairo, margin, margin + pitch * (i - 1));
    cairo_show_text(cairo, argv[i]);
  }
  cairo_show_page(cairo);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_status_t status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS)
    fprintf(stderr, "%s\n", cairo_status_to_string(status));
  return status == CAIRO_STATUS_SUCCESS ? 0 : 1;
}
