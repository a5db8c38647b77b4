/* Whether the district of an address is one of its city, or a misreading of one. */

#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "extract/check.h"

enum { CODES_OF_A_CITY = 100 }; /* 320105 lies in 320100 */

/* Where `name` ends in the address; 0 where it does not stand there. */
static size_t end_of_name(const struct folded *address, const struct folded *name, size_t from)
{
  for (size_t at = from; at + name->count <= address->count; at++)
    if (memcmp(address->codepoints + at, name->codepoints,
               name->count * sizeof *name->codepoints) == 0)
      return at + name->count;
  return 0;
}

/* Codes of four figures and two zeros: a city with districts. */
static bool is_city(const struct division *division)
{
  return division->code % CODES_OF_A_CITY == 0 && division->code / CODES_OF_A_CITY % 100 != 0;
}

/* The city that the address names first, with the offset of what stands behind it. */
static const struct division *city_find(const struct division_list *list,
                                        const struct folded *address, size_t *ret_behind)
{
  for (size_t i = 0; i < list->count; i++) {
    size_t behind = is_city(&list->items[i]) ? end_of_name(address, &list->items[i].folded, 0) : 0;
    if (behind) {
      *ret_behind = behind;
      return &list->items[i];
    }
  }
  return NULL;
}

static bool is_in_names(const struct division_list *list, unsigned codepoint)
{
  for (size_t i = 0; i < list->count; i++)
    for (size_t k = 0; k < list->items[i].folded.count; k++)
      if (list->items[i].folded.codepoints[k] == codepoint)
        return true;
  return false;
}

/* How many characters of the address at `from` are others than those of the name; the last of them
 * is *ret_other. */
static size_t count_others(const struct folded *address, size_t from, const struct folded *name,
                           unsigned *ret_other)
{
  size_t others = 0;
  for (size_t i = 0; i < name->count; i++)
    if (address->codepoints[from + i] != name->codepoints[i]) {
      *ret_other = address->codepoints[from + i];
      others++;
    }
  return others;
}

/*
 * The district of the city that the address must mean: all but one of its characters are there, and
 * the other one is in no place's name. Districts that were merged or renamed differ in characters
 * that places have. NULL where the address has one as it is, or anything else.
 */
static const struct division *misread_district(const struct division_list *list,
                                               const struct division *city,
                                               const struct folded *address, size_t from)
{
  enum { SHORTEST = 3 };
  const struct division *meant = NULL;
  for (const struct division *at = city + 1;
       at < list->items + list->count && at->code / CODES_OF_A_CITY == city->code / CODES_OF_A_CITY;
       at++) {
    unsigned other = 0;
    if (at->folded.count < SHORTEST || from + at->folded.count > address->count)
      continue;
    size_t others = count_others(address, from, &at->folded, &other);
    if (others == 0)
      return NULL;
    if (others == 1 && !is_in_names(list, other))
      meant = at;
  }
  return meant;
}

void check_district(const struct check_input *input, struct field *field)
{
  const struct division_list *list = &input->reference->divisions;
  const char *value = json_string_value(field->value);
  struct folded address cleanup_with(folded_clear) = text_fold(value ? value : "");
  size_t behind = 0;
  const struct division *city = city_find(list, &address, &behind);
  const struct division *meant = city ? misread_district(list, city, &address, behind) : NULL;
  if (!meant) {
    field_add_check(field, "known_district", true, "%s", "");
    return;
  }
  struct strbuf read cleanup_with(strbuf_clear) = {0};
  for (size_t i = 0; i < meant->folded.count; i++)
    strbuf_append_codepoint(&read, address.codepoints[behind + i]);
  field_add_check(field, "known_district", false, "'%s' is no district of %s; nearest is '%s'",
                  strbuf_text(&read), city->name, meant->name);
}
