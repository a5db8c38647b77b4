#include "output/markup.h"

#include <stdbool.h>

#include "base/utf8.h"

static const char *reference_of(unsigned codepoint)
{
  switch (codepoint) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return NULL;
  }
}

/* The characters of XML 1.0, §2.2. */
static bool xml_allows(unsigned codepoint)
{
  if (codepoint < 0x20)
    return codepoint == '\t' || codepoint == '\n' || codepoint == '\r';
  return codepoint != 0xFFFE && codepoint != 0xFFFF;
}

void markup_append(struct strbuf *bytes, const char *text)
{
  unsigned codepoint;
  for (size_t length; text && (length = utf8_decode(text, &codepoint)) > 0; text += length) {
    const char *reference = reference_of(codepoint);
    if (reference)
      strbuf_append(bytes, reference);
    else if (codepoint == 0xFFFD)
      strbuf_append_codepoint(bytes, codepoint);
    else if (xml_allows(codepoint))
      strbuf_append_bytes(bytes, text, length);
  }
}
