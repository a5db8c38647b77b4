/* Forms of a character that mean the same: full-width letters and digits, and the radicals and
 * compatibility ideographs that a PDF's text layer often holds instead of the characters. */

#include "base/plain_form.h"
#include "postproc/rules.h"

static bool codepoint_is_wide_alphanumeric(unsigned codepoint)
{
  return (codepoint >= 0xFF10 && codepoint <= 0xFF19) ||
         (codepoint >= 0xFF21 && codepoint <= 0xFF3A) ||
         (codepoint >= 0xFF41 && codepoint <= 0xFF5A);
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
    if (codepoint_plain_form(draft->codepoints[i]) != draft->codepoints[i])
      draft_replace(draft, i, codepoint_plain_form(draft->codepoints[i]));
}
