#ifndef ZHAOLU_REVIEW_LEARN_LEXICON_H
#define ZHAOLU_REVIEW_LEARN_LEXICON_H

/* Names, brands and addresses that people confirmed, as a file that they can read and change. */

#include "base/strbuf.h"
#include "document/record.h"

struct learn_lexicon {
  struct learn_word {
    char *field, *value;
    size_t documents; /* how often it was confirmed */
  } * items;
  size_t count, capacity;
};
void learn_lexicon_clear(struct learn_lexicon *lexicon);

/* Takes what a person said of a field, if it is one of those. */
void learn_lexicon_add(struct learn_lexicon *lexicon, const struct field *field);

/* The file: a line "FIELD<tab>VALUE<tab>times" each, sorted. Returns how many. */
size_t learn_lexicon_append(struct learn_lexicon *lexicon, struct strbuf *bytes);

#endif
