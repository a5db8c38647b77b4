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
static const float LOOKED = 5.8f; /* the same where it looks like something, and that is known */

/* Against a character that the glyph is by `SHORT` less like than the one it is most like, or more;
 * the likeness is counted by what the best is short of 1. In print of some size the looks tell
 * more. */
static const float SHORT = 1.0f, UNLIKE = 3.2f, UNLIKE_LARGE = 2.0f;
enum { LARGE = 18 /* pixels */ };
static const float LACK_LEAST = 0.008f;

static const float UNLISTED = -1.1f; /* among the looks it does not stand at all */
static const float UNSEEN = -6.4f;   /* any character, where nothing is known of the looks */
static const float NAMED = 3.7f;

static float best_likeness(const struct glyph *glyph)
{
  return fmaxf(glyph->looks[0].likeness, glyph->read_likeness);
}

static float unlikeness_score(const struct glyph *glyph, float likeness)
{
  float lack = fmaxf(1 - best_likeness(glyph), LACK_LEAST);
  float behind = fmaxf(0, fminf((1 - likeness) / lack - 1, SHORT));
  return -behind * (UNLIKE + (glyph->box.h >= LARGE ? UNLIKE_LARGE : 0));
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
