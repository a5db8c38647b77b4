#ifndef ZHAOLU_POSTPROC_DOCUMENT_TEXT_H
#define ZHAOLU_POSTPROC_DOCUMENT_TEXT_H

/* A document made of the text that another OCR program gave. */

#include "base/status.h"
#include "document/document.h"

/*
 * `text` is UTF-8, or UTF-16 with its mark. Pages end at a form feed; without one, a page starts at
 * a repeated page heading (the licence number's line, alone). STATUS_BAD_INPUT with the byte's
 * position on invalid UTF-8. An empty text gives a document of one blank page.
 */
enum status document_from_text(const char *text, size_t length, struct document **ret_document,
                               struct error *error) MUST_CHECK;

#endif
