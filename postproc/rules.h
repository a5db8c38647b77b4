#ifndef ZHAOLU_POSTPROC_RULES_H
#define ZHAOLU_POSTPROC_RULES_H

/*
 * The named rules that take faults out of one line. Each looks at a draft and marks what it would
 * change; rule_table says in which order they run. A rule's name is a stable identifier in the
 * JSON.
 */

#include "grammar/region.h"
#include "postproc/correct_options.h"
#include "postproc/draft.h"
#include "postproc/language.h"

struct rules {
  const struct language *language;
  const struct region_list *regions;
  enum punctuation_mode punctuation;
};

struct rule {
  const char *name;
  void (*mark)(const struct rules *rules, struct draft *draft);
};

/* Ends with an entry whose name is NULL. */
extern const struct rule rule_table[];

/* rule_form.c */
void rule_letter_width(const struct rules *rules, struct draft *draft);
void rule_character_form(const struct rules *rules, struct draft *draft);

/* rule_space.c */
void rule_spread_label(const struct rules *rules, struct draft *draft);
void rule_space_between_chinese(const struct rules *rules, struct draft *draft);
void rule_space_around_number(const struct rules *rules, struct draft *draft);
void rule_space_at_mark(const struct rules *rules, struct draft *draft);
void rule_space_width(const struct rules *rules, struct draft *draft);

/* rule_mark.c */
void rule_punctuation_width(const struct rules *rules, struct draft *draft);
void rule_stray_mark(const struct rules *rules, struct draft *draft);
void rule_stray_quote(const struct rules *rules, struct draft *draft);
void rule_bracket_shape(const struct rules *rules, struct draft *draft);
void rule_short_name(const struct rules *rules, struct draft *draft);
void rule_doubled_mark(const struct rules *rules, struct draft *draft);

/* rule_label.c */
void rule_open_label(const struct rules *rules, struct draft *draft);
void rule_label_bracket(const struct rules *rules, struct draft *draft);
void rule_label_colon(const struct rules *rules, struct draft *draft);

/* rule_number.c */
void rule_licence_number(const struct rules *rules, struct draft *draft);
void rule_digit_shape(const struct rules *rules, struct draft *draft);
void rule_date_shape(const struct rules *rules, struct draft *draft);
void rule_credit_code(const struct rules *rules, struct draft *draft);

/* rule_double.c */
void rule_doubled_character(const struct rules *rules, struct draft *draft);
/*
 * The same over a line's end: true when the first character of `next` only repeats the last one of
 * `line`. Both are the characters without spaces around them.
 */
bool doubled_over_end(const struct rules *rules, const unsigned *line, size_t line_count,
                      const unsigned *next, size_t next_count);

/* rule_term.c */
void rule_lookalike_in_term(const struct rules *rules, struct draft *draft);

#endif
