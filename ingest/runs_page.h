#ifndef ZHAOLU_INGEST_RUNS_PAGE_H
#define ZHAOLU_INGEST_RUNS_PAGE_H

/* An electronic licence carries its text: such a page is taken over as it stands, not recognised.
 */

#include "ingest/page_picture.h"
#include "document/reading.h"

/* Fills an empty *page from the picture's text runs: a line a run, a glyph a character, each with
 * an equal share of the run's width, confidence 1. */
void runs_page_fill(const struct page_picture *picture, struct read_page *page);

#endif
