#include "postproc/segment.h"

/* A word at `start` of `length`, reached at the cost so far, is the best way to its end if cheaper.
 */
static void reach(float *best, size_t *from, size_t start, size_t end, float cost)
{
  if (cost < best[end]) {
    best[end] = cost;
    from[end] = start;
  }
}

void segment(const struct language *language, const unsigned *codepoints, size_t count,
             struct segmentation *ret_segmentation)
{
  float best[SEGMENT_MOST + 1];
  size_t from[SEGMENT_MOST + 1] = {0};
  best[0] = 0;
  for (size_t i = 1; i <= count; i++)
    best[i] = 1e30f;
  for (size_t start = 0; start < count; start++) {
    reach(best, from, start, start + 1, best[start] - LANGUAGE_FLOOR);
    size_t most = language_longest_word(language, codepoints + start, count - start, ~0u);
    for (size_t length = 1; length <= most; length++) {
      float log_frequency;
      if (language_word(language, codepoints + start, length, &log_frequency))
        reach(best, from, start, start + length, best[start] - log_frequency);
    }
  }
  ret_segmentation->cost = best[count];
  for (size_t end = count; end > 0; end = from[end])
    for (size_t i = from[end]; i < end; i++) {
      ret_segmentation->starts[i] = from[end];
      ret_segmentation->ends[i] = end;
    }
}
