#ifndef ZHAOLU_POSTPROC_DOCUMENT_TEXT_H
#define ZHAOLU_POSTPROC_DOCUMENT_TEXT_H

/*
 * A document made of the text that another OCR program gave. A long text comes in portions, each a
 * document for itself: a document that is being corrected takes a hundred times the memory of its
 * text, and a file of thousands of pages is many certificates one behind the other.
 */

#include "base/status.h"
#include "document/document.h"

/*
 * `text` is UTF-8, or UTF-16 with its mark. Pages end at a form feed; without one, a page starts at
 * a repeated page heading (the licence number's line, alone). STATUS_BAD_INPUT with the byte's
 * position on invalid UTF-8. An empty text gives a document of one blank page.
 */
enum status document_from_text(const char *text, size_t length, struct document **ret_document,
                               struct error *error) MUST_CHECK;

struct text_portions; /* opaque */

/* `glyphs` is how many characters a portion has at most; whole pages stay together where they fit.
 * STATUS_BAD_INPUT as above; STATUS_TOO_LARGE for a line that is longer than any page. */
enum status text_portions_open(const char *text, size_t length, size_t glyphs,
                               struct text_portions **ret_portions, struct error *error) MUST_CHECK;
void text_portions_close(struct text_portions **portions);
/* The next one, NULL behind the last. Its pages are numbered as those of the text; the first goes
 * on with the last page of the portion before if *ret_goes_on. */
struct document *text_portions_next(struct text_portions *portions, bool *ret_goes_on);

#endif
