#ifndef ZHAOLU_OUTPUT_VALUE_TEXT_H
#define ZHAOLU_OUTPUT_VALUE_TEXT_H

/* A field's value as people read it: a text, a list of texts, or a list of entries such as services
 * with their terms, {"name": A, "terms": [B, C], "coverage": D}. */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* In one line: lists joined by ；, of an entry the first part with the rest in brackets after it.
 * Owned by the caller; "" for null. */
char *value_text(const json_t *value);

struct entry_part {
  const char *name; /* borrowed from the entry */
  char *text;
  bool goes_on; /* a further item of the list that the part before it begins */
};

/* An entry part by part, lists item by item, empty ones left out. The first stands for the entry,
 * and is whole where it is a list. */
struct entry_parts {
  struct entry_part *items;
  size_t count, capacity;
};
/* Fills empty parts; to be cleared before the entry goes. */
void entry_parts_of(const json_t *entry, struct entry_parts *ret_parts);
void entry_parts_clear(struct entry_parts *parts);

#endif
