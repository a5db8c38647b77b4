#include "postproc/chars.h"

#include "base/utf8.h"

bool codepoint_is_chinese(unsigned codepoint)
{
  return codepoint_is_han(codepoint) || codepoint_is_cjk_punctuation(codepoint);
}

bool codepoint_is_in(unsigned codepoint, const char32_t *set)
{
  for (; *set; set++)
    if (*set == codepoint)
      return true;
  return false;
}

bool codepoint_is_numeral(unsigned codepoint)
{
  return codepoint_is_in(codepoint,
                         U"〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟元圆整");
}

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
