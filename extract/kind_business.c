/* The kinds `businesses` and `places`. */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/characters.h"
#include "extract/business.h"
#include "extract/kind.h"

/* ---- one business after the other ---- */

static json_t *part_text(const struct kind_input *input, const struct business_part *part)
{
  const struct passage *passage = input->passage;
  bool places = part->kind == BUSINESS_COVERAGE &&
                passage_is_places(input->reference, passage, part->from, part->to);
  autofree char *text = places ? places_text(input->reference, passage, part->from, part->to)
                        : part->kind == BUSINESS_NAME
                            ? business_name_text(input->reference, passage, part->from, part->to)
                            : passage_text(passage, part->from, part->to);
  return json_string(text);
}

static bool name_is_verified(const struct reference *reference, const json_t *name)
{
  size_t distance = 1;
  bool condition_known = false;
  business_nearest_name(reference, json_string_value(name), &distance, &condition_known);
  return distance == 0 && condition_known;
}

/* Only what carries meaning. */
static size_t content_keep(unsigned *codepoints, size_t count)
{
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (codepoint_is_content(codepoints[i]))
      codepoints[kept++] = codepoints[i];
  return kept;
}

/* A known sentence, word for word. */
static bool term_is_verified(const struct reference *reference, const json_t *term)
{
  struct folded folded = text_fold(json_string_value(term));
  size_t count = content_keep(folded.codepoints, folded.count);
  bool verified = false;
  for (size_t i = 0; !verified && i < reference->terms.count; i++) {
    struct folded known = text_fold(reference->terms.names[i]);
    size_t known_count = content_keep(known.codepoints, known.count);
    verified = known_count == count &&
               !memcmp(known.codepoints, folded.codepoints, count * sizeof(unsigned));
    folded_clear(&known);
  }
  folded_clear(&folded);
  return verified;
}

/* A coverage holds for all the businesses in front of it that have none yet. */
static void coverage_set(json_t *businesses, json_t *coverage)
{
  for (size_t i = json_array_size(businesses); i-- > 0;) {
    json_t *business = json_array_get(businesses, i);
    if (!json_is_null(json_object_get(business, "coverage")))
      break;
    json_object_set(business, "coverage", coverage);
  }
}

static bool business_add_part(const struct kind_input *input, const struct business_part *part,
                              json_t *businesses)
{
  json_t *text = part_text(input, part);
  size_t count = json_array_size(businesses);
  bool verified = part->kind == BUSINESS_COVERAGE &&
                  passage_is_places(input->reference, input->passage, part->from, part->to);
  if (part->kind == BUSINESS_NAME) {
    verified = name_is_verified(input->reference, text);
    json_array_append_new(businesses,
                          json_pack("{s:O, s:[], s:n}", "name", text, "terms", "coverage"));
  } else if (part->kind == BUSINESS_COVERAGE) {
    coverage_set(businesses, text);
  } else {
    verified = term_is_verified(input->reference, text);
    if (count)
      json_array_append(json_object_get(json_array_get(businesses, count - 1), "terms"), text);
  }
  json_decref(text);
  return verified;
}

/* True when a service's name may end in the character. */
static bool ends_a_service(const struct reference *reference, unsigned folded)
{
  const struct name_list *endings = &reference->service_endings;
  for (size_t i = 0; i < endings->count; i++)
    if (endings->folded[i].count &&
        endings->folded[i].codepoints[endings->folded[i].count - 1] == folded)
      return true;
  return false;
}

static bool has_ending(const struct reference *reference, const char *text)
{
  const struct name_list *endings = &reference->service_endings;
  for (size_t i = 0; i < endings->count; i++)
    if (strstr(text, endings->names[i]))
      return true;
  return false;
}

/* A name that ends in the middle was cut off, or something stands behind it. */
static bool name_is_complete(const struct kind_input *input, const struct business_part *part)
{
  autofree char *text = business_name_text(input->reference, input->passage, part->from, part->to);
  struct folded folded = text_fold(text);
  int balance = 0;
  for (size_t i = 0; i < folded.count; i++)
    balance += (folded.codepoints[i] == '(') - (folded.codepoints[i] == ')');
  unsigned last = folded.count ? folded.codepoints[folded.count - 1] : 0;
  bool ends = last == ')' || ends_a_service(input->reference, last);
  folded_clear(&folded);
  return ends && balance == 0;
}

/* Services are called 业务; a name that is not, and is near no name of the catalogue, is a speck of
 * frame or seal that was read as text. */
static bool part_is_noise(const struct kind_input *input, const struct business_part *part)
{
  if (part->kind != BUSINESS_NAME)
    return false;
  autofree char *text = passage_text(input->passage, part->from, part->to);
  size_t distance = 0, length = utf8_count(text);
  bool condition_known;
  business_nearest_name(input->reference, text, &distance, &condition_known);
  return !has_ending(input->reference, text) && distance * 2 > length;
}

bool kind_parse_businesses(const struct kind_input *input, struct parsed *ret_parsed)
{
  struct business_parts parts = business_parts_find(input->reference, input->passage);
  json_t *businesses = json_array();
  bool noise = false;
  for (size_t i = 0; i < parts.count; i++) {
    const struct business_part *part = &parts.items[i];
    if (part_is_noise(input, part)) {
      noise = true;
      continue;
    }
    noise |= part->kind == BUSINESS_NAME && !name_is_complete(input, part);
    bool verified = business_add_part(input, part, businesses);
    parsed_add_span(ret_parsed, part->from, part->to, verified);
  }
  ret_parsed->whole = !noise && parts.count > 0 && parts.items[0].kind == BUSINESS_NAME;
  business_parts_clear(&parts);
  if (!json_array_size(businesses)) {
    json_decref(businesses);
    parsed_clear(ret_parsed);
    return false;
  }
  ret_parsed->value = businesses;
  return true;
}

/* ---- places ---- */

/* 北京、上海、广东; a list goes on in the next row only after a separator or with another place. */
bool kind_parse_places(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  size_t from = 0, to = passage->count;
  passage_trim(passage, &from, &to);
  if (from == to)
    return false;
  ret_parsed->whole = passage_is_places(input->reference, passage, from, to);
  for (size_t end = passage_row_end(passage, from); !ret_parsed->whole && end < to;
       end = passage_row_end(passage, end))
    if (passage_is_places(input->reference, passage, from, end)) {
      to = end;
      ret_parsed->whole = true;
    }
  autofree char *text = ret_parsed->whole ? places_text(input->reference, passage, from, to)
                                          : passage_text(passage, from, to);
  ret_parsed->value = json_string(text);
  parsed_add_span(ret_parsed, from, to, ret_parsed->whole);
  return true;
}
