#ifndef ZHAOLU_EXTRACT_ENTRIES_H
#define ZHAOLU_EXTRACT_ENTRIES_H

/* A field that is a list of entries with several labelled parts each, such as the websites of an
 * annex: name, domain, server place, access provider, and the business they serve. */

#include "extract/gather.h"
#include "document/record.h"
#include "grammar/reference.h"

void entries_extract(const struct gather_context *context, const struct reference *reference,
                     const struct profile_field *rules, struct field *field);

#endif
