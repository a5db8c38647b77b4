#ifndef ZHAOLU_JOBS_SUMMARY_TABLE_H
#define ZHAOLU_JOBS_SUMMARY_TABLE_H

/* A table over many documents as a file that appears whole or not at all: an Excel workbook where
 * its name ends in .xlsx, else CSV. */

#include "base/status.h"
#include "output/summary.h"

struct summary_table; /* opaque */

enum status summary_table_open(const char *path, struct summary_table **ret_table,
                               struct error *error) MUST_CHECK;
void summary_table_add(struct summary_table *table, const struct summary *summary);
/* Puts it in place and frees it; on failure nothing is left. */
enum status summary_table_finish(struct summary_table **table, struct error *error) MUST_CHECK;
/* Removes what was written; NULL is accepted. */
void summary_table_drop(struct summary_table **table);

#endif
