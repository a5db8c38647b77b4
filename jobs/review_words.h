#ifndef ZHAOLU_JOBS_REVIEW_WORDS_H
#define ZHAOLU_JOBS_REVIEW_WORDS_H

/* What people said of a document (spool/ledger_review.h), put beside the machine's values: when it
 * is read again, in tables over many documents, and by the review itself. */

#include "document/record.h"
#include "output/summary.h"
#include "spool/ledger_review.h"

/* Fills field.review of the records with what holds, and empties it where nothing does. `ledger`
 * may be NULL: nothing was said. */
enum status review_words_put(struct ledger *ledger, const char *sha256, struct record_list *records,
                             struct error *error) MUST_CHECK;

/* The same in the rows of a table. */
enum status review_words_put_in_rows(struct ledger *ledger, const char *sha256,
                                     struct summary_list *rows, struct error *error) MUST_CHECK;

/* One word in a row; true if that changed anything. */
bool review_word_put_in_rows(const struct review_entry *entry, struct summary_list *rows);

#endif
