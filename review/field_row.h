#ifndef ZHAOLU_REVIEW_FIELD_ROW_H
#define ZHAOLU_REVIEW_FIELD_ROW_H

/* A field as a row in which it is confirmed or changed: its print, its value in an input, what the
 * machine says of it. */

#include "review/review_parts.h"

struct field_row {
  const struct review_document *document;
  const struct document *shell; /* the document with its pages, for the cut-out */
  size_t record;
  const struct field *field;
  size_t index;        /* over the fields of all records, for the marks on the pages */
  size_t number;       /* of the row on the page */
  bool names_document; /* its file stands there too, with a link */
};
void field_row_append(const struct field_row *row, struct strbuf *bytes);

/* The headings of such a table. */
void field_rows_head_append(struct strbuf *bytes);

/* The document of the result with its pages, whose pictures are fetched from /picture where its
 * files are there; for html_parts.h. Freed by document_free. */
struct document *document_shell(const struct review *review,
                                const struct review_document *document);

#endif
