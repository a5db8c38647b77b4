#ifndef ZHAOLU_GRAMMAR_NAME_LIST_H
#define ZHAOLU_GRAMMAR_NAME_LIST_H

/* A list of known names with their folded forms. */

#include <stddef.h>

#include "grammar/fold.h"

struct name_list {
  char **names;
  struct folded *folded;
  size_t count;
};

void name_list_add(struct name_list *list, const char *name); /* copied */
void name_list_clear(struct name_list *list);

/* The list's name nearest to the text and its distance in edits; NULL when the list is empty. */
const char *name_list_nearest(const struct name_list *list, const unsigned *folded, size_t count,
                              size_t *ret_distance);

/* The length of the longest name of the list that the text begins with; 0 for none. */
size_t name_list_length_at_start(const struct name_list *list, const unsigned *folded,
                                 size_t count);

#endif
