/* Forms of a character that mean the same: full-width letters and digits, and the radicals and
 * compatibility ideographs that a PDF's text layer often holds instead of the characters. */

#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "postproc/rules.h"

static bool codepoint_is_wide_alphanumeric(unsigned codepoint)
{
  return (codepoint >= 0xFF10 && codepoint <= 0xFF19) ||
         (codepoint >= 0xFF21 && codepoint <= 0xFF3A) ||
         (codepoint >= 0xFF41 && codepoint <= 0xFF5A);
}

static bool codepoint_is_compatibility_ideograph(unsigned codepoint)
{
  return (codepoint >= 0x2E80 && codepoint <= 0x2FD5) ||
         (codepoint >= 0xF900 && codepoint <= 0xFAFF);
}

/* The one character that Unicode calls the same (NFKC), or `codepoint` when there is not just one.
 */
static unsigned plain_form(unsigned codepoint)
{
  char bytes[5];
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

void rule_letter_width(const struct rules *rules, struct draft *draft)
{
  (void)rules;
  for (size_t i = 0; i < draft->count; i++)
    if (codepoint_is_wide_alphanumeric(draft->codepoints[i]))
      draft_replace(draft, i, draft->codepoints[i] - 0xFEE0);
}

void rule_character_form(const struct rules *rules, struct draft *draft)
{
  (void)rules;
  for (size_t i = 0; i < draft->count; i++)
    if (codepoint_is_compatibility_ideograph(draft->codepoints[i]))
      draft_replace(draft, i, plain_form(draft->codepoints[i]));
}
