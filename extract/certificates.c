#include "extract/certificates.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "extract/candidate_find.h"
#include "extract/label.h"
#include "extract/page_split.h"
#include "extract/recognise.h"

/* A page or a region of one, and what of it tells which certificate it belongs to. */
struct unit {
  struct layout_area area;
  const struct profile *profile; /* NULL: fits none by itself */
  bool front, titled;
  char *number, *holder; /* folded; NULL where not read */
  float number_confidence;
  size_t labels; /* fields whose label it shows */
};

struct unit_list {
  struct unit *items;
  size_t count, capacity;
};

/* Labels of so many fields are no chance. */
enum { LABELS_LEAST = 3 };

/* ---- looking at a unit ---- */

static bool field_is_number(const struct profile_field *field)
{
  return field->kind->strict || (kind_is(field->kind, KIND_IS_CODE) && field->pattern);
}

static bool field_is_holder(const struct profile_field *field)
{
  return field->means == MEANS_HOLDER || kind_is(field->kind, KIND_IS_COMPANY);
}

/* The field's whole value in the unit, folded; NULL when there is none. Owned by the caller. */
static char *unit_value(const struct certificate_kinds *kinds, const struct gather_context *context,
                        const struct profile_field *field, float *ret_confidence)
{
  struct candidates candidates;
  candidates_find(context, kinds->reference, field, &candidates);
  const struct candidate *choice = candidates_choice(&candidates);
  bool whole = choice && choice->parsed.whole;
  char *key = whole ? memory_copy_string(choice->key) : NULL;
  *ret_confidence = whole ? choice->confidence : 0;
  candidates_clear(&candidates);
  return key;
}

static size_t fields_with_label(const struct profile *profile, const struct label_hits *hits)
{
  size_t count = 0;
  for (size_t i = 0; i < profile->field_count; i++) {
    bool seen = false;
    for (size_t k = 0; k < hits->count && !seen; k++)
      seen = label_set_has(&profile->fields[i].labels, hits->items[k].label);
    count += seen;
  }
  return count;
}

static size_t labels_of_no_kind(const struct certificate_kinds *kinds, const struct layout *part)
{
  if (!kinds->unknown)
    return 0;
  struct label_hits hits = labels_find(kinds->unknown, part);
  size_t count = fields_with_label(kinds->unknown, &hits);
  label_hits_clear(&hits);
  return count;
}

static void unit_identify(const struct certificate_kinds *kinds, const struct layout *part,
                          struct unit *unit)
{
  const struct profile *profile = unit->profile;
  struct label_hits hits = labels_find(profile, part);
  unsigned *roles = page_roles_find(profile, part);
  const struct gather_context context = {
      .profile = profile, .layout = part, .hits = &hits, .roles = roles};
  float confidence;
  unit->front = roles[0] & (1U << ROLE_FRONT);
  unit->labels = fields_with_label(profile, &hits);
  for (size_t i = 0; i < profile->field_count && !unit->number; i++)
    if (field_is_number(&profile->fields[i]))
      unit->number = unit_value(kinds, &context, &profile->fields[i], &unit->number_confidence);
  for (size_t i = 0; i < profile->field_count && !unit->holder; i++)
    if (field_is_holder(&profile->fields[i]))
      unit->holder = unit_value(kinds, &context, &profile->fields[i], &confidence);
  free(roles);
  label_hits_clear(&hits);
}

static struct unit unit_look(const struct certificate_kinds *kinds, const struct layout *layout,
                             const struct layout_area *area)
{
  struct unit unit = {.area = *area};
  struct layout *part = layout_part(layout, area, 1);
  unit.profile = profile_recognise(kinds->profiles, kinds->count, part);
  if (unit.profile) {
    unit.titled = layout_shows_title(part, unit.profile);
    unit_identify(kinds, part, &unit);
  } else {
    unit.labels = labels_of_no_kind(kinds, part);
  }
  layout_free(&part);
  return unit;
}

static void unit_clear(struct unit *unit)
{
  free(unit->number);
  free(unit->holder);
  *unit = (struct unit){0};
}

static void unit_list_clear(struct unit_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    unit_clear(&list->items[i]);
  free(list->items);
  *list = (struct unit_list){0};
}

/* Its title stands on it, or so many of its labels that a word of another text is not enough. */
static bool unit_is_certain(const struct unit *unit)
{
  return unit->profile && (unit->titled || unit->labels >= LABELS_LEAST);
}

/* ---- which units are of one certificate ---- */

enum likeness { SAME, DIFFERENT, NOTHING_TO_COMPARE };

static size_t text_distance(const char *a, const char *b)
{
  struct folded first = text_fold(a), second = text_fold(b);
  size_t distance = folded_distance(first.codepoints, first.count, second.codepoints, second.count);
  folded_clear(&first);
  folded_clear(&second);
  return distance;
}

/* Two front pages whose numbers were read surely and differ are of two certificates; elsewhere, and
 * where one was read badly, a character or two may be misread. */
static enum likeness numbers_compare(const struct unit *a, const struct unit *b)
{
  enum { FAULTS_MOST = 2 };
  static const float sure = 0.9F;
  size_t distance = text_distance(a->number, b->number);
  bool fronts = a->front && b->front;
  if (distance == 0)
    return SAME;
  if (fronts && a->number_confidence >= sure && b->number_confidence >= sure)
    return DIFFERENT;
  return distance <= FAULTS_MOST ? SAME : DIFFERENT;
}

static enum likeness units_compare(const struct unit *a, const struct unit *b)
{
  enum { FAULTS_MOST = 2 };
  if (a->profile != b->profile)
    return DIFFERENT;
  if (a->number && b->number)
    return numbers_compare(a, b);
  if (a->holder && b->holder)
    return text_distance(a->holder, b->holder) <= FAULTS_MOST ? SAME : DIFFERENT;
  return a->front && b->front && a->titled && b->titled ? DIFFERENT : NOTHING_TO_COMPARE;
}

struct grouping {
  const struct unit_list *units;
  size_t *group; /* of each unit; NO_GROUP: none yet */
  size_t count;
};

static const size_t NO_GROUP = SIZE_MAX;

/* How the unit compares with all of the group: one that differs parts them. */
static enum likeness group_compare(const struct grouping *grouping, size_t group, size_t unit)
{
  enum likeness likeness = NOTHING_TO_COMPARE;
  for (size_t i = 0; i < grouping->units->count; i++) {
    if (grouping->group[i] != group)
      continue;
    enum likeness one = units_compare(&grouping->units->items[i], &grouping->units->items[unit]);
    if (one == SAME)
      return SAME;
    likeness = one == DIFFERENT ? DIFFERENT : likeness;
  }
  return likeness;
}

static size_t group_find(const struct grouping *grouping, size_t unit, enum likeness wanted)
{
  /* Of several the one whose page stands before, as pages mostly lie in their order. */
  for (size_t i = unit; wanted == NOTHING_TO_COMPARE && i-- > 0;) {
    size_t group = grouping->group[i];
    if (group != NO_GROUP && group_compare(grouping, group, unit) == wanted)
      return group;
  }
  for (size_t group = 0; group < grouping->count; group++)
    if (group_compare(grouping, group, unit) == wanted)
      return group;
  return NO_GROUP;
}

/* What identifies itself first; the rest then joins what it does not differ from. */
static void units_group(struct grouping *grouping)
{
  const struct unit_list *units = grouping->units;
  for (size_t i = 0; i < units->count; i++) {
    const struct unit *unit = &units->items[i];
    if (!unit_is_certain(unit) || (!unit->number && !unit->holder))
      continue;
    size_t group = group_find(grouping, i, SAME);
    grouping->group[i] = group != NO_GROUP ? group : grouping->count++;
  }
  for (size_t i = 0; i < units->count; i++) {
    if (!unit_is_certain(&units->items[i]) || grouping->group[i] != NO_GROUP)
      continue;
    size_t group = group_find(grouping, i, NOTHING_TO_COMPARE);
    grouping->group[i] = group != NO_GROUP ? group : grouping->count++;
  }
}

/* ---- pages that fit no kind by themselves ---- */

static bool profile_has_more_pages(const struct profile *profile)
{
  return profile->has_provisions || profile->role_phrase_counts[ROLE_ANNEX] > 0 ||
         profile->role_phrase_counts[ROLE_PROVISIONS] > 0;
}

static const struct profile *group_profile(const struct grouping *grouping, size_t group)
{
  for (size_t i = 0; i < grouping->units->count; i++)
    if (grouping->group[i] == group && grouping->units->items[i].profile)
      return grouping->units->items[i].profile;
  return NULL;
}

/* True when the page shows the number of one of the group's units or, of kinds with several pages,
 * the holder: another paper may name him too. */
static bool group_is_named_on(const struct grouping *grouping, size_t group,
                              const struct layout *layout, const struct layout_area *area)
{
  enum { NAME_LEAST = 6 };
  struct passage ink = {0};
  bool named = false, by_holder = profile_has_more_pages(group_profile(grouping, group));
  page_gather(layout, area->page, &ink);
  for (size_t i = 0; i < grouping->units->count && !named; i++) {
    const struct unit *unit = &grouping->units->items[i];
    const char *names[] = {unit->number, by_holder ? unit->holder : NULL};
    for (size_t n = 0; n < 2 && grouping->group[i] == group; n++) {
      struct folded text = text_fold(names[n] ? names[n] : "");
      named |= text.count >= NAME_LEAST && passage_find(&ink, 0, &text) < ink.count;
      folded_clear(&text);
    }
  }
  passage_clear(&ink);
  return named;
}

/* The group that a page without a kind belongs to: the only one, the one that it names, or of kinds
 * with several pages the one before it. */
static size_t rest_group(const struct grouping *grouping, size_t known, const struct layout *layout,
                         size_t unit)
{
  const struct layout_area *area = &grouping->units->items[unit].area;
  for (size_t group = 0; group < known; group++)
    if (group_is_named_on(grouping, group, layout, area))
      return group;
  bool strange = grouping->units->items[unit].labels >= LABELS_LEAST;
  if (known == 1 && (!strange || profile_has_more_pages(group_profile(grouping, 0))))
    return 0;
  size_t before = unit > 0 ? grouping->group[unit - 1] : NO_GROUP;
  return !strange && before < known && profile_has_more_pages(group_profile(grouping, before))
             ? before
             : NO_GROUP;
}

/* A page that belongs to none, yet has labels, is a certificate of no known kind. */
static void rest_group_all(struct grouping *grouping, const struct layout *layout)
{
  size_t known = grouping->count;
  for (size_t i = 0; i < grouping->units->count; i++) {
    if (grouping->group[i] != NO_GROUP)
      continue;
    grouping->group[i] = rest_group(grouping, known, layout, i);
    if (grouping->group[i] == NO_GROUP && grouping->units->items[i].labels >= LABELS_LEAST)
      grouping->group[i] = grouping->count++;
  }
}

/* ---- pages with several ---- */

/* The parts are certificates of their own: each is rich enough, and none is another's like. */
static bool parts_stand_alone(const struct unit *parts, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    if (!parts[i].profile || !parts[i].titled || parts[i].labels < LABELS_LEAST)
      return false;
    for (size_t k = 0; k < i; k++)
      if (units_compare(&parts[k], &parts[i]) != DIFFERENT)
        return false;
  }
  return true;
}

static void units_add(struct unit_list *list, const struct unit *unit)
{
  array_reserve(list->items, list->count, list->capacity);
  list->items[list->count++] = *unit;
}

static void page_add(const struct certificate_kinds *kinds, const struct layout *layout,
                     size_t page, struct unit_list *list)
{
  size_t count;
  autofree struct layout_area *areas =
      page_split(kinds->profiles, kinds->count, layout, page, &count);
  struct unit_list parts = {0};
  for (size_t i = 0; i < count; i++) {
    struct unit unit = unit_look(kinds, layout, &areas[i]);
    units_add(&parts, &unit);
  }
  if (count == 1 || parts_stand_alone(parts.items, parts.count)) {
    for (size_t i = 0; i < parts.count; i++)
      units_add(list, &parts.items[i]);
    free(parts.items);
    return;
  }
  unit_list_clear(&parts);
  struct unit unit = unit_look(kinds, layout, &(struct layout_area){.page = page, .whole = true});
  units_add(list, &unit);
}

/* ---- the list ---- */

static struct certificate *certificate_add(struct certificate_list *list,
                                           const struct profile *profile)
{
  array_reserve(list->items, list->count, list->capacity);
  list->items[list->count] = (struct certificate){.profile = profile};
  return &list->items[list->count++];
}

static void certificate_add_area(struct certificate *certificate, const struct layout_area *area)
{
  certificate->areas =
      memory_resize(certificate->areas, certificate->count + 1, sizeof *certificate->areas);
  certificate->areas[certificate->count++] = *area;
}

/* All pages as one certificate, of the kind that they have together. */
static void document_add(const struct certificate_kinds *kinds, const struct layout *layout,
                         struct certificate_list *list)
{
  struct certificate *all =
      certificate_add(list, profile_recognise(kinds->profiles, kinds->count, layout));
  for (size_t page = 0; page < layout->page_count; page++)
    certificate_add_area(all, &(struct layout_area){.page = page, .whole = true});
}

/* Groups by their first units, which stand in the order of pages. */
static void groups_add(const struct grouping *grouping, struct certificate_list *list)
{
  for (size_t i = 0; i < grouping->units->count; i++) {
    size_t group = grouping->group[i];
    bool first = group != NO_GROUP;
    for (size_t k = 0; k < i; k++)
      first &= grouping->group[k] != group;
    if (!first)
      continue;
    struct certificate *certificate = certificate_add(list, group_profile(grouping, group));
    for (size_t k = i; k < grouping->units->count; k++)
      if (grouping->group[k] == group)
        certificate_add_area(certificate, &grouping->units->items[k].area);
  }
}

struct certificate_list certificates_find(const struct certificate_kinds *kinds,
                                          const struct layout *layout)
{
  struct certificate_list list = {0};
  struct unit_list units = {0};
  for (size_t page = 0; page < layout->page_count; page++)
    page_add(kinds, layout, page, &units);
  autofree size_t *group = memory_alloc((units.count + 1) * sizeof *group);
  for (size_t i = 0; i < units.count; i++)
    group[i] = NO_GROUP;
  struct grouping grouping = {.units = &units, .group = group};
  units_group(&grouping);
  if (grouping.count == 0) {
    document_add(kinds, layout, &list);
  } else {
    rest_group_all(&grouping, layout);
    groups_add(&grouping, &list);
  }
  unit_list_clear(&units);
  return list;
}

void certificate_list_clear(struct certificate_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    free(list->items[i].areas);
  free(list->items);
  *list = (struct certificate_list){0};
}
