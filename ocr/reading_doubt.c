#include "ocr/reading_doubt.h"

#include <string.h>

#include "base/utf8.h"

static const float SURE = 0.90f, SURE_FIGURE = 0.97f;

static bool glyph_is_figure(const struct glyph *glyph)
{
  unsigned codepoint = 0;
  return utf8_decode(glyph->text, &codepoint) > 0 && codepoint_is_digit(codepoint);
}

/* The glyph before `at` that is no space, or NULL. */
static const struct glyph *glyph_before(const struct reading *reading, size_t at)
{
  while (at > 0 && glyph_is_space(&reading->glyphs[at - 1]))
    at--;
  return at > 0 ? &reading->glyphs[at - 1] : NULL;
}

/* Whether a month or day of one figure stands before glyph `at`: it may have lost another. */
static bool glyph_counts_one(const struct reading *reading, size_t at)
{
  bool counts = !strcmp(reading->glyphs[at].text, "月") || !strcmp(reading->glyphs[at].text, "日");
  const struct glyph *figure = counts ? glyph_before(reading, at) : NULL;
  if (!figure || !glyph_is_figure(figure))
    return false;
  const struct glyph *other = glyph_before(reading, (size_t)(figure - reading->glyphs));
  return !other || !glyph_is_figure(other);
}

/* Whether the reading may have a date, a code or a number. */
static bool reading_has_figures(const struct reading *reading)
{
  enum { FIGURES_MIN = 3 };
  size_t figures = 0;
  for (size_t i = 0; i < reading->count; i++)
    figures += glyph_is_figure(&reading->glyphs[i]);
  return figures >= FIGURES_MIN;
}

static bool glyph_is_doubtful(const struct reading *reading, size_t at, bool has_figures)
{
  const struct glyph *glyph = &reading->glyphs[at];
  if (glyph_is_space(glyph))
    return false;
  return glyph->confidence < SURE ||
         (has_figures && glyph_is_figure(glyph) && glyph->confidence < SURE_FIGURE) ||
         (has_figures && glyph_counts_one(reading, at));
}

bool reading_is_doubtful(const struct reading *reading)
{
  bool has_figures = reading_has_figures(reading);
  for (size_t i = 0; i < reading->count; i++)
    if (glyph_is_doubtful(reading, i, has_figures))
      return true;
  return reading->count == 0;
}
