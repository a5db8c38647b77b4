#ifndef ZHAOLU_POSTPROC_COUNTS_H
#define ZHAOLU_POSTPROC_COUNTS_H

/* A growing table from a 64-bit hash to a small record; only the language compiler uses it. */

#include <stddef.h>
#include <stdint.h>

struct count_entry {
  uint64_t hash;          /* 0: free */
  unsigned text[4];       /* for n-grams: the characters */
  unsigned order;         /* how many */
  unsigned kinds;         /* for words: enum word_kind */
  unsigned continuations; /* how many different characters follow */
  double count;           /* how often seen */
  double followed;        /* how often with another character behind */
  double ended;           /* how often at a word's end, where anything may follow */
};

struct counts {
  struct count_entry *entries;
  size_t slots, used;
};

/* The entry of `hash`, made empty when new. Valid until the next call. */
struct count_entry *counts_entry(struct counts *counts, uint64_t hash);
/* The same, NULL when there is none. */
struct count_entry *counts_find(const struct counts *counts, uint64_t hash);
void counts_clear(struct counts *counts);

#endif
