#include "extract/profile.h"

#include <stdlib.h>
#include <string.h>

#include "extract/check_rule.h"

static void mention_clear(struct profile_mention *mention)
{
  folded_clear(&mention->before);
  folded_clear(&mention->after);
}

static void field_rules_clear(struct profile_field *field)
{
  free(field->name);
  free(field->pattern);
  free(field->authorities);
  free(field->labels.items);
  free(field->label_rest.items);
  for (size_t i = 0; i < field->see_elsewhere_count; i++)
    folded_clear(&field->see_elsewhere[i]);
  free(field->see_elsewhere);
  for (size_t i = 0; i < field->title_count; i++)
    folded_clear(&field->titles[i]);
  free(field->titles);
  for (size_t i = 0; i < field->known_count; i++)
    folded_clear(&field->known[i]);
  free(field->known);
  for (size_t i = 0; i < field->mention_count; i++)
    mention_clear(&field->mentions[i]);
  free(field->mentions);
  for (size_t i = 0; i < field->part_count; i++) {
    free(field->parts[i].name);
    free(field->parts[i].labels.items);
  }
  free(field->parts);
  free(field->checks);
}

void profile_free(struct profile **profile)
{
  if (!profile || !*profile)
    return;
  struct profile *old = *profile;
  for (size_t i = 0; i < old->phrase_count; i++)
    folded_clear(&old->phrases[i].folded);
  free(old->phrases);
  for (int role = 0; role < ROLE_COUNT; role++) {
    for (size_t i = 0; i < old->role_phrase_counts[role]; i++)
      folded_clear(&old->role_phrases[role][i]);
    free(old->role_phrases[role]);
  }
  for (size_t i = 0; i < old->signature_count; i++)
    folded_clear(&old->signatures[i]);
  free(old->signatures);
  for (size_t i = 0; i < old->label_count; i++) {
    folded_clear(&old->labels[i].folded);
    free(old->labels[i].text);
  }
  free(old->labels);
  for (size_t i = 0; i < old->field_count; i++)
    field_rules_clear(&old->fields[i]);
  free(old->fields);
  free(old->name);
  free(old->title);
  free(old);
  *profile = NULL;
}

bool label_set_has(const struct label_set *set, size_t label)
{
  for (size_t i = 0; i < set->count; i++)
    if (set->items[i] == label)
      return true;
  return false;
}

bool profile_label_names_field(const struct profile *profile, size_t label)
{
  for (size_t i = 0; i < profile->field_count; i++)
    if (label_set_has(&profile->fields[i].labels, label))
      return true;
  return false;
}

bool profile_label_is_rest_of_one(const struct profile *profile, size_t label)
{
  size_t users = 0;
  for (size_t i = 0; i < profile->field_count; i++)
    users += label_set_has(&profile->fields[i].label_rest, label);
  return users == 1 && !profile_label_names_field(profile, label);
}

bool profile_field_is_name(const struct profile_field *field)
{
  for (size_t i = 0; i < field->check_count; i++)
    if (field->checks[i]->of_name)
      return true;
  return false;
}
