#ifndef ZHAOLU_TESTS_INGEST_MADE_PDF_H
#define ZHAOLU_TESTS_INGEST_MADE_PDF_H

/* A PDF under the making, object by object; the catalogue is object 1, the pages' tree object 2. */

#include <stddef.h>

#include "base/strbuf.h"

struct made_pdf {
  struct strbuf bytes, kids;
  size_t offsets[64];
  int count, page_count;
};

struct made_pdf made_pdf_begin(void);
/* Add an object and give its number. */
int made_pdf_object(struct made_pdf *pdf, const char *text);
int made_pdf_stream(struct made_pdf *pdf, const char *dictionary, const void *bytes, size_t size);
/* A page of `width` by `height` points; `more` are entries such as /Rotate; `content` draws. The
 * font is /F, the picture (0: none) /P. */
void made_pdf_page(struct made_pdf *pdf, int width, int height, const char *more, int picture,
                   const char *content);
/* The whole file; owned by the caller. `trailer` are entries such as /Encrypt, or "". */
char *made_pdf_finish(struct made_pdf *pdf, const char *trailer, size_t *ret_size);

#endif
