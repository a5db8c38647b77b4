#ifndef ZHAOLU_INGEST_OFD_DRAW_H
#define ZHAOLU_INGEST_OFD_DRAW_H

/*
 * An OFD's page as a viewer shows it: pictures, text in the fonts that come along or in the
 * machine's, and paths, as they lie over each other. Not drawn: gradients, clips, annotations, and
 * the seals of signatures.
 */

#include "ingest/ofd_document.h"

/* The page on white at `dpi`, 32 bits a pixel; without its text when that is not wanted. */
enum status ofd_page_draw(const struct ofd_document *document, const struct ofd_page *page,
                          const struct source_limits *limits, double dpi, bool with_text,
                          PIX **ret_pix, struct error *error) MUST_CHECK;

/* One of the document's pictures, as it is stored. */
enum status ofd_picture_load(const struct ofd_document *document, const char *id,
                             const struct source_limits *limits, struct page_picture *ret_picture,
                             struct error *error) MUST_CHECK;

#endif
