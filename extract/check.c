#include "extract/check.h"

#include <string.h>

static const struct check_rule rules[] = {
    {"form", check_form},
    {"number_grammar", check_number_grammar},
    {"check_digit", check_credit_code},
    {"date_real", check_date_real},
    {"person_name", check_person},
    {"in_catalogue", check_catalogue},
    {"known_places", check_places},
    {"same_on_every_page", check_same_on_every_page},
    {"issue_year", check_issue_year},
    {"scope", check_scope},
    {"after_issue", check_after_issue},
    {"whole_years", check_whole_years},
    {"qr_agrees", check_qr},
    {"province", check_province},
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
