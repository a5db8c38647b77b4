#ifndef ZHAOLU_POSTPROC_CLAUSE_NUMBER_H
#define ZHAOLU_POSTPROC_CLAUSE_NUMBER_H

/*
 * Clauses are counted: between 五、 and 七、 stands 六、, whatever a recogniser made of it, and
 * behind the last one what looks like the next number. A number that was read and breaks the count
 * stays, for it may be printed; only where the picture was in doubt about a numeral does a
 * look-alike that both neighbours ask for take its place.
 */

#include "postproc/draft.h"
#include "postproc/language.h"

/* Logs clause_number. */
void document_mend_clause_numbers(const struct language *language, struct document *document,
                                  struct draft *draft);

#endif
