#ifndef ZHAOLU_OUTPUT_HTML_INDEX_H
#define ZHAOLU_OUTPUT_HTML_INDEX_H

/*
 * The page over a whole batch: one self-contained HTML file, a row a document, sortable, to be
 * narrowed to what needs a person or expires soon. Written piece by piece:
 *
 *     html_index_append_head(&bytes); for each: html_index_append_row(&summary, &bytes);
 *     html_index_append_foot(&bytes);
 *
 * with `bytes` written out and emptied as the caller likes. Links come from summary.link.
 */

#include "base/strbuf.h"
#include "output/summary.h"

void html_index_append_head(struct strbuf *bytes);
void html_index_append_row(const struct summary *summary, struct strbuf *bytes);
void html_index_append_foot(struct strbuf *bytes);

#endif
