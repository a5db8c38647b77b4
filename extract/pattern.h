#ifndef ZHAOLU_EXTRACT_PATTERN_H
#define ZHAOLU_EXTRACT_PATTERN_H

/* A profile's `pattern`: a POSIX extended regular expression over the folded text of a value
 * (half-width letters and marks, no spaces), Chinese characters counting as one each. */

#include <stdbool.h>

#include "base/status.h"
#include "extract/passage.h"

/* STATUS_USAGE with the reason when the expression cannot be compiled. */
enum status pattern_check(const char *pattern, struct error *error) MUST_CHECK;

/* The first, longest match inside the passage's inks [from, to); false when none or the pattern is
 * broken. */
bool pattern_find(const char *pattern, const struct passage *passage, size_t from, size_t to,
                  size_t *ret_from, size_t *ret_to);

/* True when the whole text fits the pattern. */
bool pattern_fits(const char *pattern, const char *text);

/* The words that every text of the pattern begins with, up to its first figures: 软著登字第 of
 * 软著(变补)?登字第[0-9]+号. "" where there are none. Owned by the caller. */
char *pattern_first_words(const char *pattern);

#endif
