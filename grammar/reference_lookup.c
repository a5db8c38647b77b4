/* Looking things up in the reference; reading it is in reference.c. */

#include <string.h>

#include "base/utf8.h"
#include "grammar/reference.h"

unsigned numeral_read_as(const struct reference *reference, unsigned read)
{
  for (size_t i = 0; i < reference->numeral_count; i++)
    for (size_t k = 0; k < reference->numerals[i].misread.count; k++)
      if (reference->numerals[i].misread.codepoints[k] == read)
        return reference->numerals[i].numeral;
  return 0;
}

size_t company_word_length(const struct reference *reference, const unsigned *folded, size_t count)
{
  size_t place = 0, word = name_list_length_at_start(&reference->company_words, folded, count);
  if (region_of_place(&reference->regions, folded, count, &place) && place < count &&
      folded[place] == 0x5E02 /* 市 */)
    place++;
  return place > word ? place : word;
}

const struct authority_list *authority_list_find(const struct reference *reference,
                                                 const char *name)
{
  for (size_t i = 0; name && i < reference->authority_list_count; i++)
    if (!strcmp(reference->authorities[i].name, name))
      return &reference->authorities[i];
  return NULL;
}

static bool set_has(const struct folded *set, unsigned codepoint)
{
  for (size_t i = 0; i < set->count; i++)
    if (set->codepoints[i] == codepoint)
      return true;
  return false;
}

unsigned given_name_unusual_character(const struct reference *reference, const unsigned *folded,
                                      size_t count, const bool *sure)
{
  for (size_t i = 0; i < count; i++)
    if (!(sure && sure[i]) && codepoint_is_han(folded[i]) &&
        !set_has(&reference->given_name_characters, folded[i]))
      return folded[i];
  return 0;
}

/* True when the character at `at` is in one of the words that let it pass. */
static bool is_in_name_word(const struct reference *reference, const unsigned *folded, size_t count,
                            size_t at)
{
  for (size_t i = 0; i < reference->name_words.count; i++) {
    const unsigned *word = reference->name_words.folded[i].codepoints, *here = folded + at;
    if ((at + 1 < count && here[0] == word[0] && here[1] == word[1]) ||
        (at > 0 && here[-1] == word[0] && here[0] == word[1]))
      return true;
  }
  return false;
}

unsigned company_unusual_character(const struct reference *reference, const unsigned *folded,
                                   size_t count, const bool *sure)
{
  size_t word_end = 0; /* of a trade's or a form's word: 分公司 */
  for (size_t i = 0; i < count; i++) {
    size_t word = i < word_end ? 0 : company_word_length(reference, folded + i, count - i);
    word_end = word ? i + word : word_end;
    if (i >= word_end && !(sure && sure[i]) && codepoint_is_han(folded[i]) &&
        !set_has(&reference->given_name_characters, folded[i]) &&
        !set_has(&reference->company_characters, folded[i]) &&
        !is_in_name_word(reference, folded, count, i))
      return folded[i];
  }
  return 0;
}

size_t surname_length(const struct reference *reference, const unsigned *folded, size_t count)
{
  for (size_t i = 0; count > 2 && i < reference->long_surnames.count; i++)
    if (!memcmp(reference->long_surnames.folded[i].codepoints, folded, 2 * sizeof *folded))
      return 2;
  for (size_t i = 0; count && i < reference->surname_count; i++)
    if (reference->surnames[i] == folded[0])
      return 1;
  return 0;
}
