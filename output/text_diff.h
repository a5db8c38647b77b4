#ifndef ZHAOLU_OUTPUT_TEXT_DIFF_H
#define ZHAOLU_OUTPUT_TEXT_DIFF_H

/*
 * What changed between two short texts, character by character: the fewest characters taken out
 * and put in. Long texts are compared only at their ends.
 */

#include <stddef.h>

enum diff_kind { DIFF_SAME, DIFF_REMOVED, DIFF_ADDED };

/* A run of bytes of `before` (same, removed) or of `after` (added), whole characters. */
struct diff_run {
  enum diff_kind kind;
  size_t offset, length; /* bytes, into before or after */
};

struct text_diff {
  struct diff_run *runs; /* in reading order; a removed run stands before the added one */
  size_t count, capacity;
};

void text_diff_make(const char *before, const char *after, struct text_diff *ret_diff);
void text_diff_clear(struct text_diff *diff);

#endif
