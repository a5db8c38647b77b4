#include "base/utf16.h"

#include <string.h>

bool utf16_is_marked(const char *bytes, size_t length)
{
  return length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
}

static unsigned unit_at(const char *bytes, bool big_endian)
{
  unsigned first = (unsigned char)bytes[0], second = (unsigned char)bytes[1];
  return big_endian ? first << 8 | second : second << 8 | first;
}

bool utf16_append_utf8(const char *bytes, size_t length, struct strbuf *utf8)
{
  bool big_endian = (unsigned char)bytes[0] == 0xFE;
  for (size_t i = 2; i + 1 < length; i += 2) {
    unsigned codepoint = unit_at(bytes + i, big_endian);
    if (codepoint >= 0xD800 && codepoint < 0xE000) {
      i += 2;
      unsigned low = codepoint < 0xDC00 && i + 1 < length ? unit_at(bytes + i, big_endian) : 0;
      if (low < 0xDC00 || low > 0xDFFF)
        return false;
      codepoint = 0x10000 + ((codepoint - 0xD800) << 10) + (low - 0xDC00);
    }
    strbuf_append_codepoint(utf8, codepoint);
  }
  return length % 2 == 0;
}
