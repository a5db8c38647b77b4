#ifndef ZHAOLU_EXTRACT_CHECK_H
#define ZHAOLU_EXTRACT_CHECK_H

/*
 * Checks that a profile can ask for, each by its name. A check adds its result to the field where
 * it has something to say; one that fails makes the field `check`.
 */

#include "extract/candidate.h"
#include "extract/check_rule.h"
#include "document/record.h"
#include "grammar/reference.h"

struct check_input {
  const struct record *record; /* all fields have their values */
  const struct profile_field *rules;
  const struct candidates *candidates; /* of this field */
  const struct layout *layout;
  const struct reference *reference;
};

const struct check_rule *check_rule_find(const char *name); /* or NULL */
const struct check_rule *check_rule_at(size_t index);       /* NULL past the end */

/* Checks of whole forms, in check_form.c. */
void check_number_grammar(const struct check_input *input, struct field *field);
void check_form(const struct check_input *input, struct field *field);
void check_person(const struct check_input *input, struct field *field);
void check_name_characters(const struct check_input *input, struct field *field);
void check_credit_code(const struct check_input *input, struct field *field);
void check_patent_number(const struct check_input *input, struct field *field);
void check_date_real(const struct check_input *input, struct field *field);
void check_catalogue(const struct check_input *input, struct field *field);
void check_district(const struct check_input *input, struct field *field);
void check_places(const struct check_input *input, struct field *field);

/* Checks against other pages, fields and codes, in check_agreement.c. */
void check_same_on_every_page(const struct check_input *input, struct field *field);
void check_issue_year(const struct check_input *input, struct field *field);
void check_scope(const struct check_input *input, struct field *field);
void check_after_issue(const struct check_input *input, struct field *field);
void check_after_establishment(const struct check_input *input, struct field *field);
void check_whole_years(const struct check_input *input, struct field *field);
void check_qr(const struct check_input *input, struct field *field);
void check_home(const struct check_input *input, struct field *field);
void check_province(const struct check_input *input, struct field *field);

#endif
