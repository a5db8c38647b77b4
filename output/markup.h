#ifndef ZHAOLU_OUTPUT_MARKUP_H
#define ZHAOLU_OUTPUT_MARKUP_H

/* Text from strangers on its way into XML and HTML. */

#include "base/strbuf.h"

/* Appends `text` safe between tags and inside quoted attributes: & < > " ' as references, bytes
 * that are not UTF-8 as U+FFFD, control characters that XML forbids left out. NULL adds nothing. */
void markup_append(struct strbuf *bytes, const char *text);

#endif
