#ifndef ZHAOLU_GRAMMAR_FOLD_H
#define ZHAOLU_GRAMMAR_FOLD_H

/*
 * Printed forms that mean the same compare equal once folded: full-width and half-width letters and
 * marks, the many brackets and dashes, decorative colons. Folding is for comparing only; values
 * keep the printed form.
 */

#include <stdbool.h>
#include <stddef.h>

unsigned codepoint_fold(unsigned codepoint);

/* A folded text without its spaces, as code points. */
struct folded {
  unsigned *codepoints;
  size_t count;
};

struct folded text_fold(const char *text);
void folded_clear(struct folded *folded);
/* As UTF-8; owned by the caller. */
char *folded_text(const struct folded *folded);

/* Folded UTF-8 without spaces, for keys; owned by the caller. */
char *text_fold_utf8(const char *text);

bool folded_are_same(const struct folded *a, const struct folded *b);

/* True when `hay` holds `needle` exactly. */
bool folded_stands_in(const struct folded *needle, const struct folded *hay);

/* False when `hay` cannot hold `needle` with so few faults: a quick test before folded_fit. */
bool folded_may_fit(const struct folded *needle, size_t faults, const struct folded *hay);

/* Edits (insert, delete, replace) that turn `needle` into some part of `hay`. Where the best part
 * ends goes to *ret_end (may be NULL). An empty needle costs 0. */
size_t folded_fit(const unsigned *needle, size_t needle_count, const unsigned *hay,
                  size_t hay_count, size_t *ret_end);

/* The same, but the part must start where `hay` starts. */
size_t folded_fit_at_start(const unsigned *needle, size_t needle_count, const unsigned *hay,
                           size_t hay_count, size_t *ret_end);

size_t folded_distance(const unsigned *a, size_t a_count, const unsigned *b, size_t b_count);

#endif
