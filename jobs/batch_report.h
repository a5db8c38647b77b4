#ifndef ZHAOLU_JOBS_BATCH_REPORT_H
#define ZHAOLU_JOBS_BATCH_REPORT_H

/*
 * What a batch leaves behind: the table over all its documents (CSV or XLSX), the page over all
 * documents of the folder of results (index.html, where HTML is among the formats), and on standard
 * output what needs a person: failures, partial documents, fields to check, licences that expire,
 * files that were passed over. All in one pass over the items, a document at a time.
 */

#include "jobs/batch_items.h"

struct batch_report_options {
  const char *summary_path; /* NULL: no table */
  int64_t expiring_days;
  bool interrupted;
  bool acknowledge; /* what the report shows is known: the next ones leave it out */
  bool quiet;       /* nothing on standard output when there is nothing to say */
};

/* Writes everything. What cannot be written is told; the rest is still done. */
enum status batch_report_write(const struct batch_items *items,
                               const struct batch_report_options *options,
                               struct error *error) MUST_CHECK;

/* Days from today until an ISO date (negative: past); false when it is none. */
bool days_until(const char *iso_date, int64_t now, long *ret_days);

#endif
