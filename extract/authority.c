#include "extract/authority.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "extract/authority_place.h"
#include "extract/seal_text.h"

/* Cost for each character of a name up to which a seal stands for it: one of a known list, one of a
 * place that the certificate names, one of any place. */
static const double LISTED_MOST = 0.34, HERE_MOST = 0.50, ANYWHERE_MOST = 0.20;
/* The next name must cost so much more. */
static const double APART_LEAST = 0.5;
/* What a character costs that stands beyond a name's end: beside one of a known list may stand
 * anything; of two names of places, the one that explains more of the ring is meant. */
static const double BEYOND_LISTED = 0.12, BEYOND_PLACED = 0.85;
/* A name of the place itself that costs so little by character is not sought elsewhere. */
static const double HERE_FOR_SURE = 0.25;
/* Forms that are seldom cost this much more in all: a city's name without 市, a district's without
 * its city, a city's zone. */
static const double SELDOM = 1.0, SELDOM_BRANCH = 0.3;
/* Of all offices so many are tried at every place. */
enum { OFFICES_TRIED = 4 };
/* A ring with fewer characters names no authority. */
enum { CHARACTERS_MIN = 5, CHARACTERS_MAX = 100 };
/* So many characters may stand beside a name that is told for sure: pieces of the seal. */
enum { BESIDE_MOST = 1 };

static const float exact_confidence = 0.999F;

/* One seal in its two readings. */
struct seal {
  const struct read_line *line;
  int page;
  struct seal_text texts[2];
};

/* The best name so far and the next one's cost. */
struct choice {
  char *name;
  size_t count; /* its characters */
  double cost, next_cost;
  bool is_exact;
  bool is_near; /* nothing that was read surely says otherwise */
};

static void choice_clear(struct choice *choice)
{
  free(choice->name);
  *choice = (struct choice){0};
}

/* ---- one name ---- */

static double seal_cost(const struct seal *seal, const struct folded *name, double beyond)
{
  double cost = INFINITY;
  for (size_t i = 0; i < 2; i++)
    if (seal->texts[i].count)
      cost = fmin(cost, seal_text_cost(&seal->texts[i], name->codepoints, name->count, beyond));
  return cost;
}

/* Whether one of the readings is the name, with few characters beside it. */
static bool seal_reads_exactly(const struct seal *seal, const struct folded *name, size_t beside)
{
  for (size_t i = 0; i < 2; i++) {
    const struct seal_text *text = &seal->texts[i];
    for (size_t at = 0; at + name->count <= text->count && text->count <= name->count + beside;
         at++) {
      size_t k = 0;
      while (k < name->count && text->characters[at + k].folded == name->codepoints[k])
        k++;
      if (k == name->count)
        return true;
    }
  }
  return false;
}

/* Whether one of the readings is the name but for a third of its characters, none of which was read
 * surely: another name, of an office that is in no list, would be. */
static bool seal_reads_nearly(const struct seal *seal, const struct folded *name)
{
  static const float SURE = 0.95F;
  static const double OTHERWISE_MOST = 0.34;
  for (size_t i = 0; i < 2; i++) {
    const struct seal_text *text = &seal->texts[i];
    bool fits = text->count >= name->count && text->count <= name->count + BESIDE_MOST;
    size_t otherwise = 0;
    for (size_t k = 0; fits && k < text->count; k++) {
      const struct seal_character *read = &text->characters[k];
      bool differs = k >= name->count || read->folded != name->codepoints[k];
      otherwise += differs && k < name->count;
      fits = !differs || read->confidence < SURE;
    }
    if (fits && (double)otherwise <= OTHERWISE_MOST * (double)name->count)
      return true;
  }
  return false;
}

/* `form` as it may stand on a seal of the authority called `name`. `is_listed`: of a known list. */
static void choice_try(struct choice *choice, const struct seal *seal, const char *form,
                       const char *name, double more, bool is_listed)
{
  struct folded folded = text_fold(form);
  double cost = seal_cost(seal, &folded, is_listed ? BEYOND_LISTED : BEYOND_PLACED) + more;
  bool is_same = choice->name && !strcmp(choice->name, name);
  if (!choice->name || cost < choice->cost) {
    if (!is_same)
      choice->next_cost = choice->name ? choice->cost : INFINITY;
    free(choice->name);
    choice->name = memory_copy_string(name);
    choice->cost = cost;
    choice->count = folded.count;
    choice->is_exact = seal_reads_exactly(seal, &folded, is_listed ? SIZE_MAX / 2 : BESIDE_MOST);
    choice->is_near = seal_reads_nearly(seal, &folded);
  } else if (!is_same) {
    choice->next_cost = fmin(choice->next_cost, cost);
  }
  folded_clear(&folded);
}

/* The cost for each of the name's characters. */
static double choice_part(const struct choice *choice)
{
  return choice->cost / (double)choice->count;
}

static bool choice_stands(const struct choice *choice, double most)
{
  return choice->name && choice_part(choice) <= most &&
         choice->next_cost - choice->cost >= APART_LEAST;
}

/* ---- the names of a place ---- */

/* The first `count` characters of a text; owned by the caller. */
static char *text_start(const char *text, size_t count)
{
  size_t bytes = 0;
  unsigned codepoint;
  for (size_t i = 0; i < count; i++)
    bytes += utf8_decode(text + bytes, &codepoint);
  return memory_copy_bytes(text, bytes);
}

static void choice_try_joined(struct choice *choice, const struct seal *seal, double more,
                              const char *const parts[4])
{
  autofree char *name = memory_format("%s%s%s%s", parts[0], parts[1], parts[2], parts[3]);
  choice_try(choice, seal, name, name, more, false);
}

static bool ends_with(const char *text, const char *ending)
{
  size_t length = strlen(text), end = strlen(ending);
  return length >= end && !strcmp(text + length - end, ending);
}

/* 辉县市…局, 新乡市辉县市…局; a district of a city seldom stands without it. */
static void choice_try_office(struct choice *choice, const struct seal *seal, const char *above,
                              const char *place, const char *office)
{
  choice_try_joined(choice, seal, above && ends_with(place, "区") ? SELDOM : 0,
                    (const char *const[4]){place, office, "", ""});
  if (above)
    choice_try_joined(choice, seal, 0, (const char *const[4]){above, place, office, ""});
}

/* 苏州市…局吴中区分局, 苏州…局吴中分局 and the mixed forms. */
static void choice_try_branch(struct choice *choice, const struct seal *seal, const char *above[2],
                              const char *place[2], const char *office)
{
  for (int i = 0; i < 4; i++)
    choice_try_joined(choice, seal, i & 1 ? SELDOM_BRANCH : 0,
                      (const char *const[4]){above[i & 1], office, place[i >> 1], "分局"});
}

static void choice_try_zones(struct choice *choice, const struct seal *seal,
                             const struct reference *reference, const char *city,
                             const char *office)
{
  for (size_t i = 0; i < reference->zones.count; i++)
    choice_try_joined(choice, seal, SELDOM,
                      (const char *const[4]){city, reference->zones.names[i], office, ""});
}

static void choice_try_place(struct choice *choice, const struct seal *seal,
                             const struct reference *reference, const struct division *place,
                             const char *office)
{
  const struct division *above = division_above(&reference->divisions, place);
  autofree char *short_name = text_start(place->name, division_short_length(place));
  choice_try_office(choice, seal, above ? above->name : NULL, place->name, office);
  choice_try_joined(choice, seal, SELDOM, (const char *const[4]){short_name, office, "", ""});
  choice_try_zones(choice, seal, reference, place->name, office);
  if (above && !ends_with(above->name, "省") && !ends_with(above->name, "自治区")) {
    autofree char *short_above = text_start(above->name, division_short_length(above));
    choice_try_branch(choice, seal, (const char *[2]){above->name, short_above},
                      (const char *[2]){place->name, short_name}, office);
  }
}

static void choice_try_here(struct choice *choice, const struct seal *seal,
                            const struct authority_sources *sources)
{
  const struct reference *reference = sources->reference;
  struct place_list places = places_of_record(reference, sources->record);
  for (size_t i = 0; i < places.count; i++)
    for (size_t k = 0; k < reference->offices.count; k++)
      choice_try_place(choice, seal, reference, places.places[i], reference->offices.names[k]);
}

/* The offices that the seal shows best. */
static size_t offices_likely(const struct seal *seal, const struct name_list *offices,
                             const char *ret_names[OFFICES_TRIED])
{
  double costs[OFFICES_TRIED];
  size_t count = 0;
  for (size_t i = 0; i < offices->count; i++) {
    double cost =
        seal_cost(seal, &offices->folded[i], BEYOND_LISTED) / (double)offices->folded[i].count;
    size_t place = count;
    while (place > 0 && costs[place - 1] > cost)
      place--;
    if (place == OFFICES_TRIED)
      continue;
    count += count < OFFICES_TRIED;
    for (size_t k = count - 1; k > place; k--) {
      costs[k] = costs[k - 1];
      ret_names[k] = ret_names[k - 1];
    }
    costs[place] = cost;
    ret_names[place] = offices->names[i];
  }
  return count;
}

static void choice_try_anywhere(struct choice *choice, const struct seal *seal,
                                const struct reference *reference)
{
  const char *offices[OFFICES_TRIED];
  size_t count = offices_likely(seal, &reference->offices, offices);
  for (size_t i = 0; i < reference->divisions.count; i++) {
    const struct division *place = &reference->divisions.items[i];
    const struct division *above = division_above(&reference->divisions, place);
    for (size_t k = 0; k < count; k++)
      choice_try_office(choice, seal, above ? above->name : NULL, place->name, offices[k]);
  }
}

/* ---- the field ---- */

static void field_set(struct field *field, const struct choice *choice, const struct seal *seal,
                      bool is_sure)
{
  autofree char *raw = reading_text(&seal->line->best);
  float confidence = reading_confidence(&seal->line->best) * (float)(1 - choice_part(choice));
  json_decref(field->value);
  field->value = json_string(choice->name);
  field->raw = memory_copy_string(raw);
  field->page = seal->page;
  field->box = seal->line->box;
  field->source = FIELD_FROM_SEAL;
  field->confidence = is_sure ? exact_confidence : confidence < 0 ? 0 : confidence;
  field->status = FIELD_CHECK;
  field_add_check(field, "seal", is_sure, "the seal reads '%s'", raw);
}

/* The authority of the province whose letter the licence's number has; NULL: none is known. */
static const char *number_authority(const struct authority_sources *sources)
{
  const struct region *own = sources->number_letter ? region_by_letter(&sources->reference->regions,
                                                                       sources->number_letter)
                                                    : NULL;
  return own ? own->authority : NULL;
}

/* Whether the name is a province's, of which the number must speak, and the number does not. */
static bool number_differs(const struct authority_sources *sources, const char *name)
{
  const struct region_list *regions = &sources->reference->regions;
  const char *own = number_authority(sources);
  if (own && !strcmp(own, name))
    return false;
  for (size_t i = 0; i < regions->count; i++)
    if (!strcmp(regions->items[i].authority, name))
      return true;
  return false;
}

/* How many names of the list the seal shows no worse than one of that cost. */
static size_t names_as_near(const struct authority_list *list, const struct seal *seal, double cost)
{
  static const double SLACK = 0.2;
  size_t count = 0;
  for (size_t i = 0; i < list->count; i++) {
    struct folded form = text_fold(list->items[i].form);
    count += seal_cost(seal, &form, BEYOND_LISTED) <= cost + SLACK;
    folded_clear(&form);
  }
  return count;
}

/* The authority that the number names, where the seal shows no other one better and few as well:
 * two that say the same make it sure, though the seal may be read badly. */
static bool field_take_numbered(const char *own, const struct authority_list *list,
                                const struct seal *seal, double best, struct field *field)
{
  enum {
    AS_NEAR_MOST = 4
  }; /* 江苏省, 江西省, 黑龙江省 and their like where a character was lost */
  struct choice choice = {0};
  for (size_t i = 0; i < list->count; i++)
    if (!strcmp(list->items[i].name, own))
      choice_try(&choice, seal, list->items[i].form, own, 0, true);
  bool taken = choice.name && choice_part(&choice) <= HERE_MOST &&
               choice.cost < best + APART_LEAST &&
               names_as_near(list, seal, choice.cost) <= AS_NEAR_MOST;
  if (taken)
    field_set(field, &choice, seal, choice.is_exact || choice_part(&choice) <= LISTED_MOST);
  choice_clear(&choice);
  return taken;
}

static bool field_take_listed(const struct authority_sources *sources,
                              const struct authority_list *list, const struct seal *seal,
                              struct field *field)
{
  const char *own = number_authority(sources);
  struct choice choice = {0};
  for (size_t i = 0; i < list->count; i++)
    choice_try(&choice, seal, list->items[i].form, list->items[i].name, 0, true);
  bool taken = own && field_take_numbered(own, list, seal, choice.cost, field);
  if (!taken && choice_stands(&choice, LISTED_MOST)) {
    field_set(field, &choice, seal, choice.is_exact && !number_differs(sources, choice.name));
    taken = true;
  }
  choice_clear(&choice);
  return taken;
}

/* Whether the name begins with a city or a district that the certificate names. */
static bool name_is_of_known_place(const struct authority_sources *sources, const char *name)
{
  enum { PROVINCES = 10000 };
  struct place_list places = places_of_record(sources->reference, sources->record);
  for (size_t i = 0; i < places.count; i++)
    if (places.places[i]->code % PROVINCES != 0 &&
        !strncmp(name, places.places[i]->name, strlen(places.places[i]->name)))
      return true;
  return false;
}

static bool field_take_placed(const struct authority_sources *sources, const struct seal *seal,
                              struct field *field)
{
  struct choice here = {0}, anywhere = {0};
  choice_try_here(&here, seal, sources);
  if (!here.name || choice_part(&here) > HERE_FOR_SURE)
    choice_try_anywhere(&anywhere, seal, sources->reference);
  bool is_elsewhere = choice_stands(&anywhere, ANYWHERE_MOST) &&
                      (!here.name || anywhere.cost + APART_LEAST < here.cost);
  bool is_here = !is_elsewhere && choice_stands(&here, HERE_MOST);
  if (is_here)
    field_set(field, &here, seal, here.is_exact || here.is_near);
  else if (is_elsewhere)
    field_set(field, &anywhere, seal,
              anywhere.is_near && name_is_of_known_place(sources, anywhere.name));
  choice_clear(&here);
  choice_clear(&anywhere);
  return is_here || is_elsewhere;
}

/* No ring has room for more characters than CHARACTERS_MAX. */
static bool seal_may_be_tried(const struct seal *seal, size_t *left)
{
  size_t best = seal->texts[0].count, other = seal->texts[1].count;
  if (best < CHARACTERS_MIN || best > CHARACTERS_MAX || other > CHARACTERS_MAX ||
      best + other > *left)
    return false;
  *left -= best + other;
  return true;
}

void authority_from_seals(const struct authority_sources *sources,
                          const struct profile_field *rules, struct field *field)
{
  const struct authority_list *list = authority_list_find(sources->reference, rules->authorities);
  bool taken = false;
  for (size_t page = 0; page < sources->layout->page_count && !taken; page++) {
    const struct read_page *read = &sources->layout->pages[page].source->read;
    for (size_t i = 0; i < read->line_count && !taken; i++) {
      const struct read_line *line = &read->lines[i];
      if (line->kind != LINE_SEAL)
        continue;
      struct seal seal = {
          line, read->number, {seal_text_make(&line->best), seal_text_make(&line->other)}};
      if (seal_may_be_tried(&seal, sources->characters_left))
        taken = list ? field_take_listed(sources, list, &seal, field)
                     : field_take_placed(sources, &seal, field);
      seal_text_clear(&seal.texts[0]);
      seal_text_clear(&seal.texts[1]);
    }
  }
}
