#ifndef ZHAOLU_INGEST_TEXT_PROOF_H
#define ZHAOLU_INGEST_TEXT_PROOF_H

/*
 * Whether a page shows its own text: the page is drawn small, with the text and without, and the
 * two are held against each other.
 */

#include <allheaders.h>
#include <stdbool.h>

#include "base/box.h"

enum { TEXT_PROOF_DPI = 75 };

/* `difference`: 8 bpp, of the page with its text and without; NULL shows nothing. `box`: of one
 * line, pixels of `difference`. */
bool text_proof_shows(PIX *difference, struct box box);

#endif
