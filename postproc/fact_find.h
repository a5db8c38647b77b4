#ifndef ZHAOLU_POSTPROC_FACT_FIND_H
#define ZHAOLU_POSTPROC_FACT_FIND_H

/* Where a licence states the same fact on several pages. */

#include <stddef.h>

#include "document/document.h"

enum { FACT_MOST = 64 }; /* characters of a fact */

struct fact_place {
  size_t line, glyph; /* indices on the fact's page */
};

struct fact {
  size_t page; /* index */
  size_t count;
  unsigned codepoints[FACT_MOST]; /* brackets folded to full width */
  struct fact_place places[FACT_MOST];
};

struct fact_list {
  struct fact *items;
  size_t count, capacity;
};

/* The number in each page's heading; at most one a page. Pages that are not OK are left out. */
void document_find_licence_numbers(const struct document *document, struct fact_list *ret_facts);

/*
 * The company's name: behind its label on the front page, before 应当按照经营许可证 in the
 * provisions, before 获准经营 on an annex page. At most one of each kind a page.
 */
void document_find_company_names(const struct document *document, struct fact_list *ret_facts);

void fact_list_clear(struct fact_list *facts);

#endif
