#include "postproc/glyph_score.h"

#include <math.h>

/* For what was read, by confidence. */
static const struct step {
  float confidence, score;
} steps[] = {
    {0.98f, 3.2f}, {0.97f, 2.7f},  {0.95f, 1.5f}, {0.93f, 1.0f},
    {0.90f, 0.3f}, {0.85f, -0.3f}, {0.0f, -0.9f},
};
static const float FITS = 5.0f;   /* for what was read, where it looks like it */
static const float LOOKED = 4.6f; /* the same where it looks like something, and that is known */

/* Against a character for each likeness that the glyph is less like it than what it is most like,
 * up to SHORT. */
static const float UNLIKE = 60, SHORT = 0.1f;

static const float UNLISTED = -1.1f; /* among the looks it does not stand at all */
static const float UNSEEN = -6.4f;   /* any character, where nothing is known of the looks */
static const float NAMED = 3.7f;

static float best_likeness(const struct glyph *glyph)
{
  return fmaxf(glyph->looks[0].likeness, glyph->read_likeness);
}

static float unlikeness_score(const struct glyph *glyph, float likeness)
{
  return -UNLIKE * fminf(fmaxf(best_likeness(glyph) - likeness, 0), SHORT);
}

float glyph_read_score(const struct glyph *glyph)
{
  float score = 0;
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    if (glyph->confidence >= steps[i].confidence) {
      score = steps[i].score;
      break;
    }
  if (glyph->shape_fits)
    score += FITS;
  if (glyph->look_count > 0)
    score += LOOKED + unlikeness_score(glyph, glyph->read_likeness);
  return score;
}

float glyph_other_score(const struct glyph *glyph, unsigned codepoint, bool is_named)
{
  float score = is_named ? NAMED : 0;
  if (glyph->look_count == 0)
    return score + UNSEEN;
  for (int i = 0; i < glyph->look_count; i++)
    if (glyph->looks[i].codepoint == codepoint)
      return score + unlikeness_score(glyph, glyph->looks[i].likeness);
  float least = fminf(glyph->looks[glyph->look_count - 1].likeness, glyph->read_likeness);
  return score + UNLISTED + unlikeness_score(glyph, least);
}
