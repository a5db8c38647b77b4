#ifndef ZHAOLU_POSTPROC_LINE_ENDS_H
#define ZHAOLU_POSTPROC_LINE_ENDS_H

/* Faults at the ends of lines and pages, where one line alone does not show them. */

#include "postproc/rules.h"

/* Removes a character that only repeats the one before the line's or page's end. */
void document_mend_line_ends(const struct rules *rules, struct document *document,
                             struct draft *draft);

#endif
