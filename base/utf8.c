#include "base/utf8.h"

/* Length of the valid sequence at `bytes` with at most `available` bytes, or 0 (RFC 3629 §4). */
static size_t sequence_length(const unsigned char *bytes, size_t available)
{
  unsigned char first = bytes[0];
  if (first < 0x80)
    return 1;
  size_t length = first >= 0xC2 && first <= 0xDF ? 2 : (first & 0xF0) == 0xE0 ? 3 : 4;
  if (first < 0xC2 || first > 0xF4 || available < length)
    return 0;
  unsigned char low = 0x80, high = 0xBF;
  if (first == 0xE0)
    low = 0xA0;
  else if (first == 0xED)
    high = 0x9F; /* surrogates */
  else if (first == 0xF0)
    low = 0x90;
  else if (first == 0xF4)
    high = 0x8F;
  if (bytes[1] < low || bytes[1] > high)
    return 0;
  for (size_t i = 2; i < length; i++)
    if ((bytes[i] & 0xC0) != 0x80)
      return 0;
  return length;
}

size_t utf8_decode(const char *text, unsigned *ret_codepoint)
{
  const unsigned char *bytes = (const unsigned char *)text;
  if (!bytes[0]) {
    *ret_codepoint = 0;
    return 0;
  }
  size_t available = 1;
  while (available < 4 && bytes[available])
    available++;
  size_t length = sequence_length(bytes, available);
  static const unsigned char lead_mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  if (!length) {
    *ret_codepoint = 0xFFFD;
    return 1;
  }
  unsigned codepoint = bytes[0] & lead_mask[length];
  for (size_t i = 1; i < length; i++)
    codepoint = codepoint << 6 | (bytes[i] & 0x3F);
  *ret_codepoint = codepoint;
  return length;
}

size_t utf8_encode(unsigned codepoint, char bytes[5])
{
  size_t length = codepoint < 0x80 ? 1 : codepoint < 0x800 ? 2 : codepoint < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = length - 1; i > 0; i--) {
    bytes[i] = (char)(0x80 | (codepoint & 0x3F));
    codepoint >>= 6;
  }
  bytes[0] = (char)(lead[length] | codepoint);
  bytes[length] = '\0';
  return length;
}

size_t utf8_find_invalid(const char *bytes, size_t length)
{
  size_t offset = 0;
  while (offset < length) {
    size_t step = sequence_length((const unsigned char *)bytes + offset, length - offset);
    if (!step)
      return offset;
    offset += step;
  }
  return length;
}

size_t utf8_count(const char *text)
{
  size_t count = 0;
  for (; *text; text++)
    count += ((unsigned char)*text & 0xC0) != 0x80;
  return count;
}

bool codepoint_is_han(unsigned codepoint)
{
  return (codepoint >= 0x4E00 && codepoint <= 0x9FFF) ||
         (codepoint >= 0x3400 && codepoint <= 0x4DBF) ||
         (codepoint >= 0x20000 && codepoint <= 0x3FFFF) ||
         (codepoint >= 0xF900 && codepoint <= 0xFAFF) || codepoint == 0x3007;
}

bool codepoint_steers(unsigned codepoint)
{
  return codepoint < 0x20 || (codepoint >= 0x7F && codepoint < 0xA0) || codepoint == 0x061C ||
         codepoint == 0x200E || codepoint == 0x200F ||
         (codepoint >= 0x2028 && codepoint <= 0x202E) ||
         (codepoint >= 0x2066 && codepoint <= 0x2069);
}

bool codepoint_is_space(unsigned codepoint)
{
  return codepoint == ' ' || (codepoint >= '\t' && codepoint <= '\r') || codepoint == 0xA0 ||
         (codepoint >= 0x2000 && codepoint <= 0x200B) || codepoint == 0x202F ||
         codepoint == 0x3000 || codepoint == 0xFEFF;
}

bool codepoint_is_cjk_punctuation(unsigned codepoint)
{
  return (codepoint >= 0x3001 && codepoint <= 0x3003) ||
         (codepoint >= 0x3008 && codepoint <= 0x301F) ||
         (codepoint >= 0xFF01 && codepoint <= 0xFF0F) ||
         (codepoint >= 0xFF1A && codepoint <= 0xFF20) ||
         (codepoint >= 0xFF3B && codepoint <= 0xFF40) ||
         (codepoint >= 0xFF5B && codepoint <= 0xFF65) || codepoint == 0x2014 ||
         codepoint == 0x2026 || (codepoint >= 0x2018 && codepoint <= 0x201D) || codepoint == 0xB7;
}

bool codepoint_is_digit(unsigned codepoint)
{
  return codepoint >= '0' && codepoint <= '9';
}

bool codepoint_is_latin(unsigned codepoint)
{
  return (codepoint >= 'A' && codepoint <= 'Z') || (codepoint >= 'a' && codepoint <= 'z');
}

unsigned codepoint_narrow(unsigned codepoint)
{
  enum { WIDE_FIRST = 0xFF01, WIDE_LAST = 0xFF5E, WIDE_OFFSET = 0xFEE0 };
  bool is_wide = codepoint >= WIDE_FIRST && codepoint <= WIDE_LAST;
  return is_wide ? codepoint - WIDE_OFFSET : codepoint;
}
