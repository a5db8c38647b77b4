#include "extract/check.h"

#include <string.h>

static const struct check_rule rules[] = {
    {"form", check_form, true},
    {"number_grammar", check_number_grammar, true},
    {"check_digit", check_credit_code, false},
    {"date_real", check_date_real, true},
    {"person_name", check_person, true},
    {"name_characters", check_name_characters, false},
    {"in_catalogue", check_catalogue, false},
    {"known_places", check_places, true},
    {"same_on_every_page", check_same_on_every_page, true},
    {"issue_year", check_issue_year, false},
    {"scope", check_scope, false},
    {"after_issue", check_after_issue, false},
    {"whole_years", check_whole_years, false},
    {"qr_agrees", check_qr, false},
    {"home", check_home, false},
    {"province", check_province, false},
};

const struct check_rule *check_rule_at(size_t index)
{
  return index < sizeof rules / sizeof *rules ? &rules[index] : NULL;
}

const struct check_rule *check_rule_find(const char *name)
{
  for (size_t i = 0; check_rule_at(i); i++)
    if (!strcmp(rules[i].name, name))
      return &rules[i];
  return NULL;
}
