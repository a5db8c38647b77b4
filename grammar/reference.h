#ifndef ZHAOLU_GRAMMAR_REFERENCE_H
#define ZHAOLU_GRAMMAR_REFERENCE_H

/* Public facts that values are checked against: provinces, authorities, the catalogue of telecom
 * services, surnames. Read from the YAML files of data/ and data/surnames.txt. */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "grammar/fold.h"

/* A list of names with their folded forms. */
struct name_list {
  char **names;
  struct folded *folded;
  size_t count;
};

struct region {
  unsigned letter;         /* 渝 */
  char *name;              /* 重庆市 */
  char *short_name;        /* 重庆 */
  char *authority;         /* 重庆市通信管理局 */
  struct folded misread;   /* characters that recognition gives for the letter */
  struct name_list cities; /* prefectures and their like, without 市 */
};

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
  struct region *regions;
  size_t region_count;
  struct numeral_forms *numerals;
  size_t numeral_count;
  struct authority_list *authorities;
  size_t authority_list_count;
  struct name_list market_endings;
  struct name_list company_words; /* 科技, 有限公司: what names have beside the brand */
  struct name_list services;      /* current and former names */
  struct name_list prefixes;      /* 第二类增值电信业务中的 */
  struct name_list conditions;    /* 仅限互联网信息服务 */
  struct name_list terms; /* sentences under a service: 【依法须经批准的项目，…】 */
  unsigned *surnames;     /* of one character */
  size_t surname_count;
  struct name_list long_surnames; /* of two */
  struct folded given_name_characters;
  struct folded company_characters; /* beside those of given names */
  struct name_list name_words;      /* of two characters, that let theirs pass */
};

enum status reference_load(const char *data_dir, struct reference **ret_reference,
                           struct error *error) MUST_CHECK;
void reference_free(struct reference **reference);

const struct region *region_by_letter(const struct reference *reference, unsigned letter);
/* The letter of a province that `read` is or is often misread for; 0 when there is none. */
unsigned region_letter_read_as(const struct reference *reference, unsigned read);

/* The capital numeral that `read` is often written for; 0 when there is none. */
unsigned numeral_read_as(const struct reference *reference, unsigned read);

/* The region that a company's name says it is from: by its first words, 重庆… or 厦门市…, or by a
 * bracket, …（常州）…. NULL when the name does not say. */
const struct region *region_of_name(const struct reference *reference, const char *name);

/* Length of the longest known word of a company's name at the start of the text: a trade, a form, a
 * region or a city; 0 for none. */
size_t company_word_length(const struct reference *reference, const unsigned *folded, size_t count);

/* The region whose full or short name the folded text begins with; *ret_length counts code points.
 */
const struct region *region_at_start(const struct reference *reference, const unsigned *folded,
                                     size_t count, size_t *ret_length);
const struct authority_list *authority_list_find(const struct reference *reference,
                                                 const char *name);
/* The first code point that such names hardly ever have, or 0. Marks, digits and letters pass. */
unsigned given_name_unusual_character(const struct reference *reference, const unsigned *folded,
                                      size_t count);
unsigned company_unusual_character(const struct reference *reference, const unsigned *folded,
                                   size_t count);
/* Characters of the surname that the name begins with: 1 or 2, 0 when none is known. */
size_t surname_length(const struct reference *reference, const unsigned *folded, size_t count);

/* The list's name nearest to the text and its distance in edits; NULL when the list is empty. */
const char *name_list_nearest(const struct name_list *list, const unsigned *folded, size_t count,
                              size_t *ret_distance);

#endif
