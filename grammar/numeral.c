#include "grammar/numeral.h"

#include <uchar.h>

#include "base/strbuf.h"
#include "grammar/characters.h"

static const char32_t digits[] = U"〇一二三四五六七八九";
static const char32_t ten = U'十';

bool codepoint_is_numeral(unsigned codepoint)
{
  return codepoint_is_in(codepoint,
                         U"〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟元圆整");
}

int numeral_digit(unsigned codepoint)
{
  if (codepoint_is_in(codepoint, U"零○"))
    return 0;
  if (codepoint == ten)
    return NUMERAL_TEN;
  for (int i = 0; digits[i]; i++)
    if (digits[i] == codepoint)
      return i;
  return -1;
}

/* 1 to 9, 0 for all else. */
static int numeral_ones(unsigned codepoint)
{
  int digit = numeral_digit(codepoint);
  return digit > 0 && digit < NUMERAL_TEN ? digit : 0;
}

int numeral_value(const unsigned *text, size_t count)
{
  size_t at = 0;
  while (at < count && text[at] != ten)
    at++;
  if (at == count)
    return count == 1 ? numeral_ones(text[0]) : 0;
  if (at > 1 || count - at > 2)
    return 0;
  int tens = at == 0 ? 1 : numeral_ones(text[0]);
  int ones = count - at == 2 ? numeral_ones(text[at + 1]) : 0;
  bool sound = tens > 0 && (count - at == 1 || ones > 0);
  return sound ? tens * 10 + ones : 0;
}

size_t numeral_write(int value, unsigned ret_text[NUMERAL_CHARACTERS_MOST])
{
  size_t count = 0;
  if (value >= 20)
    ret_text[count++] = digits[value / 10];
  if (value >= 10)
    ret_text[count++] = ten;
  if (value % 10 > 0)
    ret_text[count++] = digits[value % 10];
  return count;
}

char *numeral_text(int value)
{
  unsigned codepoints[NUMERAL_CHARACTERS_MOST];
  size_t count = numeral_write(value, codepoints);
  struct strbuf text = {0};
  for (size_t i = 0; i < count; i++)
    strbuf_append_codepoint(&text, codepoints[i]);
  return strbuf_take(&text);
}

unsigned numeral_meant(unsigned folded)
{
  static const char32_t read[] = U"-ー=ニハ+土", meant[] = U"一一二二八十十";
  for (int i = 0; read[i]; i++)
    if (read[i] == folded)
      return meant[i];
  return numeral_digit(folded) > 0 ? folded : 0;
}
