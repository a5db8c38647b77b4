#include "postproc/line_text.h"

#include "base/utf8.h"
#include "grammar/characters.h"

size_t line_name_label(const struct language *language, const unsigned *codepoints, size_t count)
{
  size_t length = language_longest_word(language, codepoints, count, WORD_LABEL);
  for (size_t i = 0; i < length; i++)
    if (codepoint_is_in(codepoints[i], U"人名者所址地单"))
      return length;
  return 0;
}

size_t line_codepoints(const struct document_line *line, size_t first, size_t limit,
                       unsigned *ret_codepoints)
{
  size_t count = 0;
  for (size_t i = first; i < line->glyph_count && count < limit; i++) {
    unsigned codepoint;
    utf8_decode(line->glyphs[i].text, &codepoint);
    if (!codepoint_is_space(codepoint))
      ret_codepoints[count++] = codepoint;
  }
  return count;
}
