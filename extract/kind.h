#ifndef ZHAOLU_EXTRACT_KIND_H
#define ZHAOLU_EXTRACT_KIND_H

/*
 * The kinds of value a profile can name: how a value is found in the ink beside its label, and what
 * it is normalised to. A kind never invents: it picks characters and leaves out marks.
 */

#include <jansson.h>
#include <stdbool.h>

#include "extract/passage.h"

struct profile_field;
struct reference;

struct kind_input {
  const struct passage *passage;
  const struct profile_field *field;
  const struct reference *reference;
  bool anywhere; /* no label stands by: nothing is put right that only a label lets expect */
};

/* A stretch of the passage that went into the value. */
struct span {
  size_t from, to;
  bool verified; /* exactly a known text, so that every character is confirmed */
};

struct parsed {
  json_t *value;      /* owned; a text, or a list */
  struct span *spans; /* in reading order, at least one */
  size_t span_count;
  int repairs; /* characters read as what the grammar needs there (O as 0) */
  bool whole;  /* the value has the kind's full form; false: something is odd about it */
};
void parsed_clear(struct parsed *parsed);
void parsed_add_span(struct parsed *parsed, size_t from, size_t to, bool verified);

/* Fills a value that is the text of one span. */
void parsed_set_text(struct parsed *parsed, const struct passage *passage, size_t from, size_t to);

/* What the other steps ask of a kind beside its form. */
enum kind_trait {
  KIND_IS_DAY = 1 << 0,       /* one day: one that does not exist is no value */
  KIND_SHOWS_DAY = 1 << 1,    /* its value is one day, or words for none */
  KIND_IS_SENTENCES = 1 << 2, /* running text, whose marks may have been lost */
  KIND_IS_PERSON = 1 << 3,    /* one person's name */
  KIND_IS_OFFICE = 1 << 4,    /* an authority, which a seal may name */
  KIND_IS_COMPANY = 1 << 5,   /* an organisation's name */
  KIND_IS_LIST = 1 << 6,      /* mentions of one rule make one value together */
  KIND_IS_ADDRESS = 1 << 7,   /* begins with a place */
  KIND_IS_CODE = 1 << 8,      /* a number whose form the profile gives */
};

struct kind {
  const char *name;
  /* Fills *ret_parsed and returns true when the passage holds such a value. */
  bool (*parse)(const struct kind_input *input, struct parsed *ret_parsed);
  bool strict; /* the form is so narrow that a value is recognised without its label */
  int lines;   /* rows that a value of this kind may take, where the profile does not say */
  /* The part of a reading's doubt that is left when the value has the kind's whole form and passes
   * its checks: a character misread would mostly break a narrow form, and stands out in a name of a
   * person; it does neither in an address. 1: all. */
  float doubt_left;
  unsigned traits; /* enum kind_trait */
  /* The value of this kind that a text, a QR code's, holds, owned by the caller; NULL: none. No
   * function: it is not sought there. */
  char *(*in_text)(const struct reference *reference, const char *text);
};

bool kind_is(const struct kind *kind, enum kind_trait trait);

const struct kind *kind_find(const char *name); /* or NULL */
const struct kind *kind_at(size_t index);       /* NULL past the end */

/* Parts of the table that stand in files of their own, or are used there. */
bool kind_parse_text(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_date_or_words(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_last_date(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_term(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_month(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_date(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_telecom_number(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_credit_code(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_code(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_businesses(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_places(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_person(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_organisation(const struct kind_input *input, struct parsed *ret_parsed);
bool kind_parse_names(const struct kind_input *input, struct parsed *ret_parsed);
/* (2020】: a year whose brackets are of two forms stands in 〔〕, of which recognition makes
 * either. Returns how many it mended. */
int code_mend_years(struct passage *passage, size_t from, size_t to);
bool kind_parse_authority(const struct kind_input *input, struct parsed *ret_parsed);
char *kind_credit_code_in(const struct reference *reference, const char *text);
char *kind_licence_number_in(const struct reference *reference, const char *text);

#endif
