/* Looking things up in the reference; reading it is in reference.c. */

#include <string.h>

#include "base/utf8.h"
#include "grammar/reference.h"

const char *name_list_nearest(const struct name_list *list, const unsigned *folded, size_t count,
                              size_t *ret_distance)
{
  const char *nearest = NULL;
  for (size_t i = 0; i < list->count; i++) {
    const struct folded *known = &list->folded[i];
    size_t distance = folded_distance(known->codepoints, known->count, folded, count);
    if (!nearest || distance < *ret_distance) {
      nearest = list->names[i];
      *ret_distance = distance;
    }
  }
  return nearest;
}

const struct region *region_by_letter(const struct reference *reference, unsigned letter)
{
  for (size_t i = 0; i < reference->region_count; i++)
    if (reference->regions[i].letter == letter)
      return &reference->regions[i];
  return NULL;
}

unsigned region_letter_read_as(const struct reference *reference, unsigned read)
{
  if (region_by_letter(reference, read))
    return read;
  for (size_t i = 0; i < reference->region_count; i++)
    for (size_t k = 0; k < reference->regions[i].misread.count; k++)
      if (reference->regions[i].misread.codepoints[k] == read)
        return reference->regions[i].letter;
  return 0;
}

unsigned numeral_read_as(const struct reference *reference, unsigned read)
{
  for (size_t i = 0; i < reference->numeral_count; i++)
    for (size_t k = 0; k < reference->numerals[i].misread.count; k++)
      if (reference->numerals[i].misread.codepoints[k] == read)
        return reference->numerals[i].numeral;
  return 0;
}

static size_t text_length_at_start(const char *text, const unsigned *folded, size_t count)
{
  size_t length = 0;
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step, length++)
    if (length >= count || folded[length] != codepoint)
      return 0;
  return length;
}

const struct region *region_at_start(const struct reference *reference, const unsigned *folded,
                                     size_t count, size_t *ret_length)
{
  for (size_t i = 0; i < reference->region_count; i++) {
    const struct region *region = &reference->regions[i];
    size_t length = text_length_at_start(region->name, folded, count);
    if (!length)
      length = text_length_at_start(region->short_name, folded, count);
    if (length) {
      *ret_length = length;
      return region;
    }
  }
  return NULL;
}

/* The longest name of the list that the text begins with; 0 for none. */
static size_t name_list_length_at_start(const struct name_list *list, const unsigned *folded,
                                        size_t count)
{
  size_t best = 0;
  for (size_t i = 0; i < list->count; i++) {
    const struct folded *name = &list->folded[i];
    if (name->count > best && name->count <= count &&
        !memcmp(name->codepoints, folded, name->count * sizeof *folded))
      best = name->count;
  }
  return best;
}

static const struct region *region_of_place(const struct reference *reference,
                                            const unsigned *folded, size_t count,
                                            size_t *ret_length)
{
  const struct region *region = region_at_start(reference, folded, count, ret_length);
  for (size_t i = 0; !region && i < reference->region_count; i++) {
    *ret_length = name_list_length_at_start(&reference->regions[i].cities, folded, count);
    if (*ret_length)
      region = &reference->regions[i];
  }
  return region;
}

size_t company_word_length(const struct reference *reference, const unsigned *folded, size_t count)
{
  size_t place = 0, word = name_list_length_at_start(&reference->company_words, folded, count);
  if (region_of_place(reference, folded, count, &place) && place < count &&
      folded[place] == 0x5E02 /* 市 */)
    place++;
  return place > word ? place : word;
}

const struct region *region_of_name(const struct reference *reference, const char *name)
{
  struct folded folded = text_fold(name);
  size_t length;
  const struct region *region =
      region_of_place(reference, folded.codepoints, folded.count, &length);
  for (size_t i = 0; !region && i + 1 < folded.count; i++)
    if (folded.codepoints[i] == '(')
      region = region_of_place(reference, folded.codepoints + i + 1, folded.count - i - 1, &length);
  folded_clear(&folded);
  return region;
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
                                      size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (codepoint_is_han(folded[i]) && !set_has(&reference->given_name_characters, folded[i]))
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
                                   size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (codepoint_is_han(folded[i]) && !set_has(&reference->given_name_characters, folded[i]) &&
        !set_has(&reference->company_characters, folded[i]) &&
        !is_in_name_word(reference, folded, count, i))
      return folded[i];
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
