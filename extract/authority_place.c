#include "extract/authority_place.h"

#include <string.h>

/* Figures of a code that name the place, and where they begin in a credit code (GB 32100) and in
 * the registration numbers before it. */
enum { PLACE_FIGURES = 6, CREDIT_CODE_LENGTH = 18, CREDIT_CODE_PLACE = 2, OLD_LENGTH_MIN = 13 };
/* A place stands among the first characters of an address or a name. */
enum { PLACE_WITHIN = 24 };

static void place_add(const struct division_list *list, struct place_list *places,
                      const struct division *place)
{
  for (; place; place = division_above(list, place)) {
    for (size_t i = 0; i < places->count; i++)
      if (places->places[i] == place)
        return;
    if (places->count == PLACES_MOST)
      return;
    places->places[places->count++] = place;
  }
}

static int code_at(const struct folded *number, size_t from)
{
  int code = 0;
  for (size_t i = from; i < from + PLACE_FIGURES; i++) {
    if (i >= number->count || number->codepoints[i] < '0' || number->codepoints[i] > '9')
      return 0;
    code = code * 10 + (int)(number->codepoints[i] - '0');
  }
  return code;
}

/* A code that names no place of today may still name its city. */
static void places_add_number(const struct division_list *list, struct place_list *places,
                              const struct folded *number)
{
  bool is_old = number->count >= OLD_LENGTH_MIN && number->count < CREDIT_CODE_LENGTH;
  bool is_new = number->count == CREDIT_CODE_LENGTH;
  int code = is_new ? code_at(number, CREDIT_CODE_PLACE) : is_old ? code_at(number, 0) : 0;
  const struct division *place = division_by_code(list, code);
  if (!place)
    place = division_by_code(list, code - code % 100);
  if (!place)
    place = division_by_code(list, code - code % 10000);
  if (code)
    place_add(list, places, place);
}

static bool stands_at(const struct folded *text, size_t at, const struct division *division,
                      size_t length)
{
  return at + length <= text->count && !memcmp(text->codepoints + at, division->folded.codepoints,
                                               length * sizeof *text->codepoints);
}

/* Whether a place that lies above is known already, so that a name which many districts have
 * means this one. */
static bool lies_in_known(const struct division_list *list, const struct place_list *places,
                          const struct division *division)
{
  const struct division *above = division_above(list, division);
  for (size_t i = 0; above && i < places->count; i++)
    if (places->places[i] == above)
      return true;
  return false;
}

/* Adds the places of one rank that a text names; `short_names`: without the ending too, as a
 * company's name begins. */
static void places_add_rank(const struct division_list *list, struct place_list *places,
                            const struct folded *text, int unit, bool short_names)
{
  for (size_t i = 0; i < list->count; i++) {
    const struct division *division = &list->items[i];
    int rank = division->code % 10000 == 0 ? 10000 : division->code % 100 == 0 ? 100 : 1;
    if (rank != unit)
      continue;
    bool named = false;
    for (size_t at = 0; at < text->count && at < PLACE_WITHIN && !named; at++)
      named = stands_at(text, at, division, division->folded.count);
    if (!named && short_names && unit > 1)
      named = stands_at(text, 0, division, division_short_length(division));
    if (named &&
        (unit == 10000 || !places->count || unit == 100 || lies_in_known(list, places, division)))
      place_add(list, places, division);
  }
}

static void places_add_text(const struct division_list *list, struct place_list *places,
                            const char *value, bool short_names)
{
  struct folded text = text_fold(value);
  places_add_rank(list, places, &text, 10000, short_names);
  places_add_rank(list, places, &text, 100, short_names);
  places_add_rank(list, places, &text, 1, short_names);
  folded_clear(&text);
}

static const char *field_text(const struct record *record, const char *name)
{
  const struct field *field = record_find_field(record, name);
  return field ? json_string_value(field->value) : NULL;
}

struct place_list places_of_record(const struct reference *reference, const struct record *record)
{
  static const char *const numbers[] = {"unified_social_credit_code", "registration_number"};
  static const char *const texts[] = {"registered_address", "business_premises", "company_name",
                                      "operator_name"};
  const struct division_list *list = &reference->divisions;
  struct place_list places = {0};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    const char *number = field_text(record, numbers[i]);
    struct folded folded = text_fold(number ? number : "");
    places_add_number(list, &places, &folded);
    folded_clear(&folded);
  }
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    const char *text = field_text(record, texts[i]);
    if (text)
      places_add_text(list, &places, text, true);
  }
  return places;
}
