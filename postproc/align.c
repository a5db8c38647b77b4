#include "postproc/align.h"

#include <string.h>

/* A sure character's alternatives count only with some confidence of their own. */
static const float SURE = 0.95f, SEEN = 0.2f;

bool line_align_other(const struct document_line *line, ptrdiff_t *ret_partner)
{
  return glyphs_align(line->glyphs, line->glyph_count, line->other.glyphs, line->other.count,
                      ret_partner);
}

bool line_saw(const struct document_line *line, size_t index, const ptrdiff_t *partner,
              const char *text)
{
  const struct glyph *glyph = &line->glyphs[index];
  for (int i = 0; i < glyph->alternative_count; i++)
    if (strcmp(glyph->alternatives[i].text, text) == 0 &&
        (glyph->confidence < SURE || glyph->alternatives[i].confidence > SEEN))
      return true;
  if (!partner || partner[index] == ALIGN_NONE)
    return false;
  return strcmp(line->other.glyphs[partner[index]].text, text) == 0;
}
