#ifndef ZHAOLU_CLI_EDIT_REPORT_H
#define ZHAOLU_CLI_EDIT_REPORT_H

/*
 * `fix --explain`: what the correction did, for a person to read. A line that was changed shows its
 * rules and, in one row, what was taken out [-so-] and put in {+so+}, with some text around it:
 *
 *     page 1, line 3: doubled_character, punctuation_width (2)
 *         …法定代表人[-人-]员[-:-]{+：+}郁未央
 */

#include <stdbool.h>

#include "base/strbuf.h"
#include "document/document.h"

void edit_report_append(const struct document *document, bool colour, struct strbuf *bytes);

#endif
