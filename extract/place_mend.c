#include "extract/place_mend.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "extract/authority_place.h"
#include "extract/pattern.h"

/* A character read with more confidence stands. */
static const float UNSURE = 0.97F;
/* 宁波, 江宁区: of shorter names nearly every two differ in one character. */
enum { NAME_LEAST = 2, WHOLE_NAME_LEAST = 3 };

/* The value's ink, and how places begin in such a value. */
struct place_text {
  const struct passage *passage;
  size_t from, to;
  bool is_name; /* a company's, which has places without 市 and 区 */
};

/* One character that was read for another. */
struct misreading {
  size_t at;
  unsigned meant;
};

static size_t name_length(const struct place_text *text, const struct division *place)
{
  return text->is_name ? division_short_length(place) : place->folded.count;
}

/* How many of the place's characters stand otherwise at `at`; the last of them is *ret_other. */
static size_t count_otherwise(const struct place_text *text, size_t at,
                              const struct division *place, size_t length, size_t *ret_other)
{
  size_t otherwise = 0;
  for (size_t i = 0; i < length; i++)
    if (text->passage->inks[at + i].folded != place->folded.codepoints[i]) {
      *ret_other = i;
      otherwise++;
    }
  return otherwise;
}

static bool is_unsure(const struct ink *ink)
{
  return ink->confidence < UNSURE && !ink->shape_is_clear;
}

/* The only misreading that makes a place of the record of what stands at `at`. */
static bool misreading_find(const struct place_text *text, const struct place_list *places,
                            size_t at, struct misreading *ret_found)
{
  size_t found = 0;
  for (size_t i = 0; i < places->count; i++) {
    const struct division *place = places->places[i];
    size_t length = name_length(text, place), other;
    if (length < (text->is_name ? NAME_LEAST : WHOLE_NAME_LEAST) || at + length > text->to ||
        count_otherwise(text, at, place, length, &other) != 1 ||
        !is_unsure(&text->passage->inks[at + other]))
      continue;
    struct misreading misreading = {at + other, place->folded.codepoints[other]};
    if (found && (misreading.at != ret_found->at || misreading.meant != ret_found->meant))
      return false;
    *ret_found = misreading;
    found++;
  }
  return found > 0;
}

static void candidate_mend(struct candidate *choice, const struct misreading *misreading)
{
  const struct span *spans = choice->parsed.spans;
  ink_write(&choice->passage.inks[misreading->at], misreading->meant);
  autofree char *text =
      passage_text(&choice->passage, spans[0].from, spans[choice->parsed.span_count - 1].to);
  candidate_set_text(choice, text);
  choice->parsed.repairs++;
}

bool place_mend(const struct reference *reference, const struct record *record,
                struct candidate *choice, bool is_name)
{
  const struct place_list places = places_of_record(reference, record);
  const struct place_text text = {.passage = &choice->passage,
                                  .from = choice->parsed.spans[0].from,
                                  .to = choice->parsed.spans[choice->parsed.span_count - 1].to,
                                  .is_name = is_name};
  struct misreading misreading = {0};
  size_t at = text.from;
  for (size_t end; (end = passage_division_end(&reference->divisions, text.passage, at, text.to,
                                               is_name, NAME_LEAST)) > at;)
    at = end;
  if (!misreading_find(&text, &places, at, &misreading))
    return false;
  candidate_mend(choice, &misreading);
  return true;
}

/* The province that the record names; NULL: none, or two. */
static const struct division *province_of(const struct place_list *places)
{
  enum { PROVINCES = 10000 };
  const struct division *found = NULL;
  for (size_t i = 0; i < places->count; i++) {
    if (places->places[i]->code % PROVINCES != 0)
      continue;
    if (found)
      return NULL;
    found = places->places[i];
  }
  return found;
}

/* Writes the sign for the one Chinese character in whose place it makes the number fit. */
static bool sign_write(const char *pattern, unsigned sign, struct candidate *choice)
{
  struct passage *passage = &choice->passage;
  const struct span *spans = choice->parsed.spans;
  size_t from = spans[0].from, to = spans[choice->parsed.span_count - 1].to, begin, end;
  size_t found = 0;
  struct misreading misreading = {0};
  for (size_t i = from; i < to; i++) {
    unsigned read = passage->inks[i].folded;
    if (!codepoint_is_han(passage->inks[i].codepoint))
      continue;
    passage->inks[i].folded = sign;
    if (pattern_find(pattern, passage, from, to, &begin, &end) && begin == from && end == to) {
      misreading = (struct misreading){i, sign};
      found++;
    }
    passage->inks[i].folded = read;
  }
  if (found != 1)
    return false;
  choice->parsed.repairs += code_mend_years(passage, from, to);
  candidate_mend(choice, &misreading);
  choice->parsed.whole = passage_brackets_match(passage, from, to);
  return true;
}

bool sign_mend(const struct reference *reference, const struct record *record, const char *pattern,
               struct candidate *choice)
{
  const char *value = json_string_value(choice->parsed.value);
  if (!value || pattern_fits(pattern, value))
    return false;
  const struct place_list places = places_of_record(reference, record);
  const struct division *province = province_of(&places);
  for (size_t i = 0; province && i < reference->regions.count; i++) {
    const struct region *region = &reference->regions.items[i];
    if (!strcmp(region->name, province->name) && sign_write(pattern, region->letter, choice))
      return true;
  }
  return false;
}
