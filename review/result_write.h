#ifndef ZHAOLU_REVIEW_RESULT_WRITE_H
#define ZHAOLU_REVIEW_RESULT_WRITE_H

/*
 * What people said, put into the files of results: `reviewed` beside each field of NAME.json, and
 * of NAME.csv, NAME.xlsx and NAME.html where they are there. What the machine read stays as it is.
 * The ledger is what counts; the files follow it, now or at the next start.
 */

#include "review/results.h"

/* The result, and its copies under other names, as the ledger has it. */
enum status result_write(const struct results *results, struct ledger *ledger,
                         struct result *result, struct error *error) MUST_CHECK;

#endif
