#include "postproc/rules.h"

/* Spaces first, so that the others see characters side by side; widths before what depends on them.
 */
const struct rule rule_table[] = {
    {"character_form", rule_character_form},
    {"letter_width", rule_letter_width},
    {"spread_label", rule_spread_label},
    {"licence_number", rule_licence_number},
    {"bracket_shape", rule_bracket_shape},
    {"short_name", rule_short_name},
    {"punctuation_width", rule_punctuation_width},
    {"space_between_chinese", rule_space_between_chinese},
    {"space_around_number", rule_space_around_number},
    {"space_at_mark", rule_space_at_mark},
    {"space_width", rule_space_width},
    {"stray_quote", rule_stray_quote},
    {"doubled_mark", rule_doubled_mark},
    {"label_bracket", rule_label_bracket},
    {"open_label", rule_open_label},
    {"label_colon", rule_label_colon},
    {"stray_mark", rule_stray_mark},
    {"digit_shape", rule_digit_shape},
    {"date_shape", rule_date_shape},
    {"credit_code", rule_credit_code},
    {"doubled_character", rule_doubled_character},
    {"lookalike_in_term", rule_lookalike_in_term},
    {NULL, NULL},
};
