#ifndef ZHAOLU_EXTRACT_PROFILE_H
#define ZHAOLU_EXTRACT_PROFILE_H

/*
 * What one certificate type looks like, read from a YAML file that a person without programming can
 * write (docs/profiles.md): the phrases it is recognised by, its labels, and per field where the
 * value stands, its kind and its checks.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "document/record.h"
#include "grammar/fold.h"

enum page_role { ROLE_FRONT, ROLE_ANNEX, ROLE_PROVISIONS, ROLE_COUNT };
enum { ROLE_BIT_ALL = (1 << ROLE_COUNT) - 1 };

struct profile_phrase {
  struct folded folded;
  int points;
};

/* A printed text that labels a value or, used by no field, only ends the value before it. */
struct profile_label {
  char *text;
  struct folded folded;
};

/* A value inside running text: what stands before and after it. */
struct profile_mention {
  struct folded before; /* empty: the value starts a line */
  struct folded after;  /* empty: the value runs to the next label or the page's end */
};

enum value_position { POSITION_RIGHT_OR_BELOW, POSITION_RIGHT, POSITION_BELOW };

/* Labels are indices into the profile's labels. */
struct label_set {
  size_t *items;
  size_t count;
};

/* One part of each entry of a list field, such as the domain in a list of websites. */
struct profile_part {
  char *name;
  struct label_set labels;
};

struct kind;       /* kind.h */
struct check_rule; /* check_rule.h */

struct profile_field {
  char *name;
  enum field_meaning means;
  struct label_set labels;
  struct label_set label_rest; /* further rows of a label printed in several rows */
  unsigned roles;              /* bits 1 << enum page_role */
  enum value_position position;
  int lines; /* at most so many rows belong to the value */
  const struct kind *kind;
  bool anywhere;         /* found by its form alone where no label was read */
  char *pattern;         /* for kind `code`: extended regular expression; NULL: any */
  char *authorities;     /* for kind `authority`: the list's name in data/authorities.yaml */
  struct folded *titles; /* for kind `title`: the value is the one of these that stands on a page */
  size_t title_count;
  struct folded
      *known; /* values that the field mostly has: exactly one of them is a sure reading */
  size_t known_count;
  struct folded *see_elsewhere; /* a value that only points to another page, such as 见附页 */
  size_t see_elsewhere_count;
  struct profile_mention *mentions;
  size_t mention_count;
  struct profile_part *parts; /* for kind `entries` */
  size_t part_count;
  const struct check_rule **checks;
  size_t check_count;
};

struct profile {
  char *name;
  char *title; /* for people */
  int points_needed;
  struct profile_phrase *phrases;
  size_t phrase_count;
  struct folded *role_phrases[ROLE_COUNT]; /* a page with one of them has that role */
  size_t role_phrase_counts[ROLE_COUNT];
  struct profile_label *labels;
  size_t label_count;
  bool two_columns;          /* labels beside each other in one row */
  bool has_provisions;       /* pages of role provisions hold numbered clauses */
  struct folded *signatures; /* what the rows behind the clauses begin with: 公司代表 */
  size_t signature_count;
  struct profile_field *fields;
  size_t field_count;
};

/* STATUS_USAGE with file, place and remedy when the file is not a profile. */
enum status profile_load(const char *path, struct profile **ret_profile,
                         struct error *error) MUST_CHECK;
void profile_free(struct profile **profile);

/* True when the label is the (first row of a) label of some field. */
bool profile_label_names_field(const struct profile *profile, size_t label);

/* True when the field holds the name of a person, a company or a work, made of any characters: one
 * of its checks is for names. */
bool profile_field_is_name(const struct profile_field *field);

/* True when the label is a further row of one field's label and nothing else. */
bool profile_label_is_rest_of_one(const struct profile *profile, size_t label);

bool label_set_has(const struct label_set *set, size_t label);

#endif
