#ifndef ZHAOLU_GRAMMAR_REFERENCE_H
#define ZHAOLU_GRAMMAR_REFERENCE_H

/* Public facts that values are checked against: provinces, authorities, the catalogue of telecom
 * services, surnames. Read from the YAML files of data/ and data/surnames.txt. */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "grammar/division.h"
#include "grammar/fold.h"
#include "grammar/known_values.h"
#include "grammar/name_list.h"
#include "grammar/region.h"

/* A capital numeral, and what is often read for it. */
struct numeral_forms {
  unsigned numeral; /* 壹 */
  struct folded misread;
};

struct authority {
  char *name;
  char *form; /* as it may stand on a seal; the name itself or a variant */
  struct folded folded;
};

struct authority_list {
  char *name; /* "telecom" */
  struct authority *items;
  size_t count;
};

struct reference {
  struct region_list regions;
  struct division_list divisions;
  struct numeral_forms *numerals;
  size_t numeral_count;
  struct authority_list *authorities;
  size_t authority_list_count;
  struct name_list offices;       /* 市场监督管理局 */
  struct name_list zones;         /* 高新技术产业开发区, which cities have */
  struct name_list company_words; /* 科技, 有限公司: what names have beside the brand */
  struct name_list services;      /* current and former names */
  struct name_list prefixes;      /* 第二类增值电信业务中的 */
  struct name_list conditions;    /* 仅限互联网信息服务 */
  struct name_list terms; /* sentences under a service: 【依法须经批准的项目，…】 */
  struct name_list service_endings;       /* 业务 */
  struct name_list condition_starts;      /* 仅限 */
  struct name_list term_starts;           /* 不含 */
  struct name_list bracketed_term_starts; /* 依法须经批准, behind 【 */
  struct name_list coverage_labels;       /* 业务覆盖范围 */
  struct name_list organisation_endings;  /* 公司 */
  struct folded address_endings;          /* characters: 号, 室 */
  struct name_list endless_terms;         /* 长期 */
  struct name_list scope_sentences;       /* （依法须经批准的项目，…） */
  unsigned *surnames;                     /* of one character */
  size_t surname_count;
  struct name_list long_surnames; /* of two */
  struct folded given_name_characters;
  struct folded company_characters; /* beside those of given names */
  struct name_list name_words;      /* of two characters, that let theirs pass */
  struct known_values *known;       /* the user's own lexicon; NULL: none */
};

enum status reference_load(const char *data_dir, struct reference **ret_reference,
                           struct error *error) MUST_CHECK;
void reference_free(struct reference **reference);

/* The capital numeral that `read` is often written for; 0 when there is none. */
unsigned numeral_read_as(const struct reference *reference, unsigned read);

/* Length of the longest known word of a company's name at the start of the text: a trade, a form, a
 * region or a city; 0 for none. */
size_t company_word_length(const struct reference *reference, const unsigned *folded, size_t count);

const struct authority_list *authority_list_find(const struct reference *reference,
                                                 const char *name);
/* The first code point that such names hardly ever have, or 0. Marks, digits and letters pass, and
 * what is `sure` (as long as the name, or NULL). */
unsigned given_name_unusual_character(const struct reference *reference, const unsigned *folded,
                                      size_t count, const bool *sure);
unsigned company_unusual_character(const struct reference *reference, const unsigned *folded,
                                   size_t count, const bool *sure);
/* Characters of the surname that the name begins with: 1 or 2, 0 when none is known. */
size_t surname_length(const struct reference *reference, const unsigned *folded, size_t count);

#endif
