#ifndef ZHAOLU_REVIEW_LEARN_REPORT_H
#define ZHAOLU_REVIEW_LEARN_REPORT_H

/* What the machine thought of each field that people looked at, and whether it was right: CSV as
 * output/table.h has it. */

#include "base/strbuf.h"
#include "document/record.h"

void learn_report_begin(struct strbuf *bytes);
void learn_report_append(struct strbuf *bytes, const char *file, const struct record *record,
                         const struct field *field, bool right);

#endif
