#ifndef ZHAOLU_POSTPROC_SEGMENT_H
#define ZHAOLU_POSTPROC_SEGMENT_H

/* The likeliest way to cut a short stretch of Chinese into words of the lexicon. */

#include <stddef.h>

#include "postproc/language.h"

enum { SEGMENT_MOST = 32 }; /* characters in one stretch */

struct segmentation {
  float cost; /* minus the natural logarithm of the words' frequencies; lower is likelier */
  size_t starts[SEGMENT_MOST]; /* for each character: where its word starts */
  size_t ends[SEGMENT_MOST];   /* and ends (one past) */
};

/* `count` <= SEGMENT_MOST. A character that is no word of the lexicon is a word at the floor. */
void segment(const struct language *language, const unsigned *codepoints, size_t count,
             struct segmentation *ret_segmentation);

#endif
