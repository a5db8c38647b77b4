#include "extract/confidence.h"

#include "base/utf8.h"
#include "grammar/characters.h"
#include "grammar/fold.h"

#include <math.h>
#include <stdlib.h>

/* A span that is exactly a known text is right unless another known text was printed. */
static const double verified_probability = 0.9995;

/* A second reading of the row that says something else: one of the two is wrong. */
static const double contradicted_probability = 0.4;

/* A character that looks like what was read and like no other is at least so sure. */
static const double clear_confidence = 0.99;

struct calibration_point {
  double confidence, probability;
};

/*
 * How often a value is right whose least sure character has this confidence: for Chinese
 * characters, of which many look alike, and for digits and Latin letters. Measured on drawn and
 * scanned certificates by scripts/calibration; see docs/accuracy.md, "Fields".
 */
static const struct calibration_point han_calibration[] = {
    {0.0, 0.02},  {0.70, 0.10},  {0.80, 0.30}, {0.85, 0.50},  {0.88, 0.65},
    {0.90, 0.72}, {0.93, 0.85},  {0.95, 0.90}, {0.965, 0.94}, {0.972, 0.97},
    {0.98, 0.99}, {0.99, 0.999}, {1.0, 1.0},
};
static const struct calibration_point western_calibration[] = {
    {0.0, 0.02},  {0.70, 0.30},  {0.80, 0.60},   {0.85, 0.75},  {0.90, 0.88},
    {0.93, 0.95}, {0.95, 0.985}, {0.965, 0.993}, {0.98, 0.998}, {1.0, 1.0},
};

static double calibrated(double confidence, const struct calibration_point *points, size_t count)
{
  size_t i = 1;
  while (i + 1 < count && confidence > points[i].confidence)
    i++;
  double low = points[i - 1].confidence, high = points[i].confidence;
  double part = (confidence - low) / (high - low);
  return points[i - 1].probability + part * (points[i].probability - points[i - 1].probability);
}

/* The least confidence of a stretch's characters, by script; 1 where there are none. */
struct least {
  double han, western;
};

static double least_probability(const struct least *least)
{
  double han =
      calibrated(least->han, han_calibration, sizeof han_calibration / sizeof *han_calibration);
  double western = calibrated(least->western, western_calibration,
                              sizeof western_calibration / sizeof *western_calibration);
  return han * western;
}

static void least_take(struct least *least, unsigned codepoint, double confidence)
{
  double *of_script = codepoint_is_han(codepoint) ? &least->han : &least->western;
  if (confidence < *of_script)
    *of_script = confidence;
}

static double ink_confidence(const struct ink *ink, double confidence)
{
  return ink->shape_is_clear ? fmax(confidence, clear_confidence) : confidence;
}

static struct least least_confidence(const struct passage *passage, size_t from, size_t to)
{
  struct least least = {1, 1};
  for (size_t i = from; i < to; i++)
    if (codepoint_is_content(passage->inks[i].codepoint))
      least_take(&least, passage->inks[i].codepoint,
                 ink_confidence(&passage->inks[i], (double)passage->inks[i].confidence));
  return least;
}

/* ---- the second reading ---- */

struct other_ink {
  unsigned folded;
  double confidence;
};

static size_t other_inks(const struct reading *other, struct other_ink **ret_inks)
{
  struct other_ink *inks = calloc(other->count * GLYPH_TEXT_BYTES + 1, sizeof *inks);
  size_t count = 0;
  for (size_t i = 0; inks && i < other->count; i++) {
    const char *text = other->glyphs[i].text;
    unsigned codepoint;
    for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step)
      if (!codepoint_is_space(codepoint))
        inks[count++] =
            (struct other_ink){codepoint_fold(codepoint), (double)other->glyphs[i].confidence};
  }
  *ret_inks = inks;
  return count;
}

/* Only the characters that carry meaning are compared. */
static size_t match_at(const struct passage *passage, size_t from, size_t to,
                       const struct other_ink *inks, size_t count, size_t at,
                       struct least *ret_least)
{
  struct least least = {1, 1};
  size_t k = at;
  for (size_t i = from; i < to; i++) {
    if (!codepoint_is_content(passage->inks[i].codepoint))
      continue;
    while (k < count && !codepoint_is_content(inks[k].folded))
      k++;
    const struct ink *ink = &passage->inks[i];
    if (k >= count || inks[k].folded != (ink->read_folded ? ink->read_folded : ink->folded))
      return 0;
    least_take(&least, inks[k].folded, ink_confidence(ink, inks[k].confidence));
    k++;
  }
  *ret_least = least;
  return k > at;
}

/* Whether the row's second reading has the inks [from, to) too, and how surely. */
static bool other_agrees(const struct reading *other, const struct passage *passage, size_t from,
                         size_t to, struct least *ret_least)
{
  struct other_ink *inks;
  size_t count = other_inks(other, &inks);
  bool agrees = false;
  for (size_t at = 0; !agrees && at < count; at++)
    agrees = match_at(passage, from, to, inks, count, at, ret_least);
  free(inks);
  return agrees;
}

/* The part of a span in one row. */
static double row_probability(const struct layout *layout, const struct passage *passage,
                              size_t from, size_t to)
{
  const struct document_line *line = layout->rows[passage->inks[from].row].line;
  struct least least = least_confidence(passage, from, to), other = {1, 1};
  if (!line->other.count)
    return least_probability(&least);
  if (!other_agrees(&line->other, passage, from, to, &other))
    return contradicted_probability * least_probability(&least);
  least.han = (least.han + other.han) / 2;
  least.western = (least.western + other.western) / 2;
  return least_probability(&least);
}

static double span_probability(const struct layout *layout, const struct passage *passage,
                               const struct span *span)
{
  double probability = 1;
  for (size_t from = span->from; from < span->to;) {
    size_t end = passage_row_end(passage, from);
    if (end > span->to)
      end = span->to;
    probability *= row_probability(layout, passage, from, end);
    from = end;
  }
  return probability;
}

float value_confidence(const struct layout *layout, const struct passage *passage,
                       const struct parsed *parsed)
{
  double probability = 1;
  for (size_t i = 0; i < parsed->span_count; i++) {
    double p = span_probability(layout, passage, &parsed->spans[i]);
    if (parsed->spans[i].verified && p < verified_probability)
      p = verified_probability;
    probability *= p;
  }
  return (float)probability;
}

const struct ink *value_least_sure(const struct passage *passage, const struct parsed *parsed)
{
  const struct ink *least = NULL;
  for (size_t i = 0; i < parsed->span_count; i++)
    for (size_t k = parsed->spans[i].from; k < parsed->spans[i].to; k++) {
      const struct ink *ink = &passage->inks[k];
      if (!parsed->spans[i].verified && codepoint_is_content(ink->codepoint) &&
          !box_is_empty(ink->box) && !ink->shape_is_clear &&
          (!least || ink->confidence < least->confidence))
        least = ink;
    }
  return least;
}

float confidence_confirmed(float confidence, float doubt_left)
{
  return 1 - (1 - confidence) * doubt_left;
}
