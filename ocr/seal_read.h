#ifndef ZHAOLU_OCR_SEAL_READ_H
#define ZHAOLU_OCR_SEAL_READ_H

/* The text on the rings of a page's seals, as evidence beside the page's own text. */

#include "document/reading.h"
#include "ocr/engine.h"
#include "ocr/prepared_page.h"

/* Adds a LINE_SEAL to the page for each seal whose ring can be read. */
enum status seals_read(struct engine *engine, const struct prepared_page *prepared,
                       const struct homography *source_from_clean, struct read_page *page,
                       struct error *error) MUST_CHECK;

#endif
