#ifndef ZHAOLU_EXTRACT_CHECK_RULE_H
#define ZHAOLU_EXTRACT_CHECK_RULE_H

/* A check as a profile names it. What checks look at, and their table, are in check.h. */

#include <stdbool.h>

struct check_input; /* check.h */
struct field;       /* document/record.h */

struct check_rule {
  const char *name;
  /* NULL: done where the value is made, for every field that it concerns; a profile may name it. */
  void (*run)(const struct check_input *input, struct field *field);
  bool of_candidate; /* looks at how the value was read, so that there must be a choice */
  bool of_name;      /* for names of persons, companies and works, which may have any character */
  float doubt_left;  /* the part of the value's doubt that is left when it passes; 1: all */
};

#endif
