#ifndef ZHAOLU_EXTRACT_NAME_WRITE_H
#define ZHAOLU_EXTRACT_NAME_WRITE_H

/*
 * The text says what the record says: a name's characters that were told by their shape are written
 * into the lines that the name stands in, and wherever else the document has the name as it was
 * read. Each is an edit with its rule; the lines keep their raw reading.
 */

#include "extract/candidate.h"

/* `layout` was made of `document`, as it still is. */
void name_write(const struct layout *layout, const struct candidates *candidates,
                struct document *document);

#endif
