#ifndef ZHAOLU_OUTPUT_HTML_REVIEW_H
#define ZHAOLU_OUTPUT_HTML_REVIEW_H

/* What people said of a document's fields, in the page that was written of it before. */

#include <stddef.h>

#include "base/strbuf.h"
#include "document/record.h"

/* Appends the page with what `records` say now in place of what it said. A page that has no such
 * places comes as it was. */
void html_review_replace(const char *page, size_t length, const struct record_list *records,
                         struct strbuf *bytes);

#endif
