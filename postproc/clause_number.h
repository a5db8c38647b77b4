#ifndef ZHAOLU_POSTPROC_CLAUSE_NUMBER_H
#define ZHAOLU_POSTPROC_CLAUSE_NUMBER_H

/*
 * Clauses are counted: between 五、 and 七、 stands 六、, whatever a recogniser made of it. Only
 * what is no number at all is mended so, and only between two neighbours that were read; a number
 * that breaks the count stays, for it may be printed.
 */

#include "postproc/draft.h"

/* Logs clause_number. */
void document_mend_clause_numbers(struct document *document, struct draft *draft);

#endif
