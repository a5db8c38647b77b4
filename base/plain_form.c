#include "base/plain_form.h"

#include <stdbool.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"

static bool codepoint_is_compatibility_ideograph(unsigned codepoint)
{
  return (codepoint >= 0x2E80 && codepoint <= 0x2FD5) ||
         (codepoint >= 0xF900 && codepoint <= 0xFAFF);
}

/* The ideographs that the radicals U+2E80 to U+2EF3 look like, one for one: Unicode 15's
 * EquivalentUnifiedIdeograph.txt. Normal forms know two of them only. The one without an equal and
 * the one not assigned stand for themselves. */
static const unsigned radical_first = 0x2E80;
static const char radical_ideographs[] =
    "⺀厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵\u2E9A旡日"
    "月"
    "歺"
    "母"
    "民"
    "氵"
    "氺"
    "灬"
    "爫"
    "爫"
    "丬"
    "牛"
    "犭"
    "王"
    "𤴔"
    "目"
    "示礻𥫗糹纟罓罒㓁冗"
    "𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨"
    "鬼鱼鸟卤麦黄黾斉齐歯齿"
    "竜龙龜亀龟";

/* The ideograph that a radical looks like; any other code point itself. */
static unsigned radical_ideograph(unsigned codepoint)
{
  unsigned found = codepoint, at = radical_first;
  for (const char *text = radical_ideographs; codepoint >= at && *text; at++) {
    unsigned ideograph;
    text += utf8_decode(text, &ideograph);
    if (at == codepoint)
      found = ideograph;
  }
  return found;
}

unsigned codepoint_plain_form(unsigned codepoint)
{
  if (!codepoint_is_compatibility_ideograph(codepoint))
    return codepoint;
  char bytes[5];
  codepoint = radical_ideograph(codepoint);
  utf8_encode(codepoint, bytes);
  utf8proc_uint8_t *plain = utf8proc_NFKC((const utf8proc_uint8_t *)bytes);
  unsigned found = codepoint;
  if (plain) {
    size_t length = utf8_decode((const char *)plain, &found);
    if (plain[length] != '\0')
      found = codepoint;
    free(plain);
  }
  return found;
}
