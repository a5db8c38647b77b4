#ifndef ZHAOLU_GRAMMAR_KNOWN_VALUES_H
#define ZHAOLU_GRAMMAR_KNOWN_VALUES_H

/*
 * The user's own lexicon: what people confirmed of other documents, or wrote down by themselves. A
 * line "field<tab>value" each; what stands behind a further tab, and lines of #, are for people. A
 * value that is read just so is surer for it; none is ever replaced by one.
 */

#include <stdbool.h>

#include "base/status.h"

struct known_values; /* opaque */

enum status known_values_load(const char *path, struct known_values **ret_values,
                              struct error *error) MUST_CHECK;
void known_values_free(struct known_values **values);

/* `values` may be NULL: nothing is known. */
bool known_values_has(const struct known_values *values, const char *field, const char *value);

#endif
