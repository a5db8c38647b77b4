#ifndef ZHAOLU_REVIEW_WORDS_RECALL_H
#define ZHAOLU_REVIEW_WORDS_RECALL_H

/* Results that say what people said, in a folder whose ledger does not know it: they were copied
 * here, or the ledger was lost. */

#include "review/results.h"

/* Takes such words into the ledger, with their people and times. */
enum status words_recall(struct results *results, struct ledger *ledger,
                         struct error *error) MUST_CHECK;

#endif
