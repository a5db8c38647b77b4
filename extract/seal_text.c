#include "extract/seal_text.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"

/* What each fault costs. A wrong character still shows that one stands there. */
static const double LOST = 1.0, TAKEN_FOR_ANOTHER = 0.9, NEXT_CHOICE = 0.3;
static const double TOO_MANY = 0.85;

static unsigned folded_of(const char *text)
{
  unsigned codepoint = 0;
  utf8_decode(text, &codepoint);
  return codepoint_fold(codepoint);
}

struct seal_text seal_text_make(const struct reading *reading)
{
  struct seal_text text = {.characters =
                               memory_alloc((reading->count + 1) * sizeof *text.characters)};
  for (size_t i = 0; i < reading->count; i++) {
    const struct glyph *glyph = &reading->glyphs[i];
    unsigned folded = folded_of(glyph->text);
    if (!codepoint_is_han(folded))
      continue; /* marks and figures are pieces of the ring, or its number */
    struct seal_character *character = &text.characters[text.count++];
    character->folded = folded;
    character->confidence = glyph->confidence;
    for (int k = 0; k < glyph->alternative_count; k++)
      character->others[k] = folded_of(glyph->alternatives[k].text);
  }
  return text;
}

void seal_text_clear(struct seal_text *text)
{
  free(text->characters);
  *text = (struct seal_text){0};
}

/* fmin() minds what is no number, and takes as long as all the rest. */
static double least(double a, double b)
{
  return a < b ? a : b;
}

static double replace_cost(const struct seal_character *read, unsigned wanted)
{
  if (read->folded == wanted)
    return 0;
  for (int k = 0; k < GLYPH_ALTERNATIVES; k++)
    if (read->others[k] == wanted)
      return NEXT_CHOICE;
  return TAKEN_FOR_ANOTHER;
}

double seal_text_cost(const struct seal_text *text, const unsigned *name, size_t count,
                      double beyond)
{
  size_t width = text->count + 1;
  double *row = memory_alloc(2 * width * sizeof *row), *next = row + width;
  for (size_t k = 0; k < width; k++)
    row[k] = (double)k * beyond;
  for (size_t i = 0; i < count; i++) {
    double more = i + 1 == count ? beyond : TOO_MANY;
    next[0] = row[0] + LOST;
    for (size_t k = 1; k < width; k++)
      next[k] = least(least(row[k] + LOST, next[k - 1] + more),
                      row[k - 1] + replace_cost(&text->characters[k - 1], name[i]));
    for (size_t k = 0; k < width; k++)
      row[k] = next[k];
  }
  double cost = row[width - 1];
  free(row);
  return cost;
}
