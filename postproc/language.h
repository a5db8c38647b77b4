#ifndef ZHAOLU_POSTPROC_LANGUAGE_H
#define ZHAOLU_POSTPROC_LANGUAGE_H

/*
 * What is known about the language of certificates: words and terms, which character follows which,
 * and which characters look alike. Compiled at build time from the readable files in data/ into one
 * file that is mapped into memory, so that opening it costs nothing.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* What a word is; a word may be several. */
enum word_kind {
  WORD_GENERAL = 1 << 0, /* of the common vocabulary */
  WORD_TERM = 1 << 1,    /* of certificates and the law behind them */
  WORD_LABEL = 1 << 2,   /* a printed label: 法定代表人 */
  WORD_REPEAT = 1 << 3,  /* holds a character twice in a row, and rightly so: 人人有责 */
  WORD_PLACE = 1 << 4,   /* province, city, district */
  WORD_SURNAME = 1 << 5,
};

enum { WORD_MAX_CODEPOINTS = 24 };

struct language; /* opaque */

/* STATUS_INSTALL when the file is missing, of another version or damaged. */
enum status language_open(const char *path, struct language **ret_language,
                          struct error *error) MUST_CHECK;
void language_close(struct language **language);

/* Kinds of the word that is exactly codepoints[0…count-1]; 0 when it is none. */
unsigned language_word_kinds(const struct language *language, const unsigned *codepoints,
                             size_t count);
/* The same, with the natural logarithm of the word's frequency. */
unsigned language_word(const struct language *language, const unsigned *codepoints, size_t count,
                       float *ret_log_frequency);
/* Length of the longest word of one of `kinds` that codepoints[0…count-1] starts with; 0: none. */
size_t language_longest_word(const struct language *language, const unsigned *codepoints,
                             size_t count, unsigned kinds);

enum { LANGUAGE_HISTORY = 3 }; /* characters before one that tell what it may be */

/*
 * Natural logarithm of the probability that `codepoint` follows the `history_count` characters at
 * `history` (oldest first; the last LANGUAGE_HISTORY count). Never below LANGUAGE_FLOOR.
 */
float language_log_probability(const struct language *language, const unsigned *history,
                               size_t history_count, unsigned codepoint);
extern const float LANGUAGE_FLOOR;

/* A character between two others, in the running text and the terms that the language knows. */
struct between_item;
/* Those seen between `before` and `behind`: `ret_count` of them, borrowed; language_between_at
 * gives each. */
const struct between_item *language_between(const struct language *language, unsigned before,
                                            unsigned behind, size_t *ret_count);
unsigned language_between_at(const struct between_item *items, size_t index);

/* Characters that are easily read for `codepoint`; `ret_count` of them, borrowed. */
const unsigned *language_lookalikes(const struct language *language, unsigned codepoint,
                                    size_t *ret_count);
bool language_is_lookalike(const struct language *language, unsigned a, unsigned b);

#endif
