#include "extract/confidence.h"

#include <math.h>

/* A span that is exactly a known text is right unless another known text was printed. */
static const double verified_probability = 0.998;

/* Mean and least confidence of the inks, as one number that a single bad character pulls down. */
static double span_probability(const struct passage *passage, const struct span *span)
{
  double sum = 0, least = 1;
  for (size_t i = span->from; i < span->to; i++) {
    double confidence = (double)passage->inks[i].confidence;
    sum += confidence;
    if (confidence < least)
      least = confidence;
  }
  size_t count = span->to - span->from;
  return count ? sqrt(sum / (double)count * least) : 0;
}

float value_confidence(const struct layout *layout, const struct passage *passage,
                       const struct parsed *parsed)
{
  (void)layout;
  double probability = 1;
  for (size_t i = 0; i < parsed->span_count; i++) {
    double p = span_probability(passage, &parsed->spans[i]);
    if (parsed->spans[i].verified && p < verified_probability)
      p = verified_probability;
    if (p < probability)
      probability = p;
  }
  return (float)probability;
}
