#ifndef ZHAOLU_INGEST_PDF_PAGE_H
#define ZHAOLU_INGEST_PDF_PAGE_H

/*
 * One page of a PDF: how it looks, the pictures on it, the text in it. Through poppler-glib.
 * Positions are points (1/72 inch) from the page's top left, the page upright as a viewer shows it.
 */

#include <poppler.h>

#include "ingest/pdf_pictures.h"
#include "ingest/source_decoder.h"

struct pdf_page {
  PopplerPage *page;
  const struct source_limits *limits;
  double width, height; /* points */
  GList *images;        /* of PopplerImageMapping */
  bool images_fit;      /* no picture of the page claims more than the limits allow */
};

/* The page as rendered at `dpi`, on white: 32 bits a pixel, or 8 where it has no colour. */
enum status pdf_page_render(const struct pdf_page *page, double dpi, PIX **ret_pix,
                            struct error *error) MUST_CHECK;

/* A picture of the page as stored in the file, not turned; 32 or 8 bits. NULL when poppler has
 * none. */
PIX *pdf_page_image(const struct pdf_page *page, const PopplerImageMapping *mapping);

/*
 * The page at low resolution twice: as rendered, and as its pictures alone make it on white paper.
 * Where the two differ, something else is visible: text, lines, a stamp.
 */
struct pdf_proof {
  double dpi;
  PIX *page;       /* 8-bit grey */
  PIX *pictures;   /* 8-bit grey; NULL where the page has pictures too many or too large to tell */
  PIX *difference; /* of the two, 0 where they agree to within a pixel; NULL like `pictures` */
  double coverage; /* share of the page under pictures, 0 to 1 */
  PIX *scan;       /* the picture that shows all there is, upright; NULL where there is none */
  double scan_x_dpi, scan_y_dpi;
  bool scan_turned;      /* `scan` had to be turned or mirrored */
  bool has_flat_picture; /* a picture on the page is all of one shade */
};

/* All of one shade. */
bool pix_is_flat(PIX *pix);

enum status pdf_proof_make(const struct pdf_page *page, struct pdf_proof *ret_proof,
                           struct error *error) MUST_CHECK;
void pdf_proof_clear(struct pdf_proof *proof);

/* Whether the text in an area of points (x1, y1 its top left) can be seen. */
bool pdf_proof_shows(const struct pdf_proof *proof, const PopplerRectangle *area);

/*
 * The page's own text as lines, as far as it is visible and of known characters; whether it says
 * what the page shows is not looked at. Boxes are pixels at `dpi`. *ret_count is 0 where there is
 * none. *ret_hidden: some is not visible, but less than what is: the text under a scan does not
 * count.
 */
void pdf_text_find(const struct pdf_page *page, const struct pdf_proof *proof, double dpi,
                   struct text_run **ret_runs, size_t *ret_count, bool *ret_hidden);

#endif
