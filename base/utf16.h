#ifndef ZHAOLU_BASE_UTF16_H
#define ZHAOLU_BASE_UTF16_H

/* Text as Windows calls "Unicode": UTF-16 with its byte order mark. */

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

/* True where the text begins with the mark. */
bool utf16_is_marked(const char *bytes, size_t length);

/* Appends a marked text as UTF-8, without its mark; false where a unit has no partner or half a
 * unit is left over. */
bool utf16_append_utf8(const char *bytes, size_t length, struct strbuf *utf8);

#endif
