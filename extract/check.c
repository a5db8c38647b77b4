#include "extract/check.h"

#include <string.h>

static const struct check_rule rules[] = {
    /* name, run, of_candidate, of_name, doubt_left */
    {"form", check_form, true, false, 1},
    {"number_grammar", check_number_grammar, true, false, 1},
    {"check_digit", check_credit_code, false, false, 0.05F},
    {"patent_check_digit", check_patent_number, false, false, 0.1F},
    {"date_real", check_date_real, true, false, 1},
    {"person_name", check_person, true, true, 1},
    {"name_characters", check_name_characters, false, true, 1},
    {"in_catalogue", check_catalogue, false, false, 1},
    {"known_district", check_district, true, false, 1},
    {"known_places", check_places, true, false, 1},
    {"same_on_every_page", check_same_on_every_page, true, false, 0.3F},
    {"issue_year", check_issue_year, false, false, 1},
    {"scope", check_scope, false, false, 1},
    {"after_issue", check_after_issue, false, false, 1},
    {"after_establishment", check_after_establishment, false, false, 1},
    {"whole_years", check_whole_years, false, false, 0.15F},
    {"qr_agrees", check_qr, false, false, 0.02F},
    {"home", check_home, false, false, 0.5F},
    {"province", check_province, false, false, 1},
    {"by_shape", NULL, true, true, 1},
    {"lost_digit", NULL, true, false, 1},
    {"in_lexicon", NULL, false, false, 0.1F},
    {"label_piece", NULL, true, false, 1},
    {"value_read", NULL, true, false, 1},
    {"label", NULL, true, false, 1},
    {"date_pieces", NULL, true, false, 1},
    {"sure_reading", NULL, true, false, 1},
    {"small_print", NULL, true, false, 1},
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
