#include "grammar/characters.h"

#include "base/utf8.h"

bool codepoint_is_chinese(unsigned codepoint)
{
  return codepoint_is_han(codepoint) || codepoint_is_cjk_punctuation(codepoint);
}

bool codepoint_is_content(unsigned codepoint)
{
  return codepoint_is_han(codepoint) || codepoint_is_digit(codepoint) ||
         codepoint_is_latin(codepoint);
}

bool codepoint_is_in(unsigned codepoint, const char32_t *set)
{
  for (; *set; set++)
    if (*set == codepoint)
      return true;
  return false;
}
