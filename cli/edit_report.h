#ifndef ZHAOLU_CLI_EDIT_REPORT_H
#define ZHAOLU_CLI_EDIT_REPORT_H

/* `fix --explain`: the edits as a diff that a person reads. */

#include <stdbool.h>

#include "base/strbuf.h"
#include "postproc/document.h"

void edit_report_append(const struct document *document, bool colour, struct strbuf *bytes);

#endif
