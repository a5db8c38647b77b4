#ifndef ZHAOLU_PAGE_LINE_GROUP_H
#define ZHAOLU_PAGE_LINE_GROUP_H

/*
 * The steps of line finding (page/line_find.h): components of ink are put into groups, groups
 * that stand on one line are joined. Boxes are pixels of the clean page.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"
#include "base/number.h"
#include "page/component.h"

/* A set of components that stand on one line. */
struct group {
  struct box box;
  struct box *parts; /* its components */
  size_t count, capacity;
  int size;          /* character height */
  double slope;      /* of a line that runs not level: rows down per column to the right */
  double spread_gap; /* pixels between the characters of a spread label; 0: not one */
  bool apart;        /* a label larger than the rows to its right: not on one line with any */
  bool taken;        /* merged into another: no parts any more */
};

struct group_list {
  struct group *groups;
  size_t count, capacity;
};

/* Groups of components without a word's gap between them, each on one line and no higher than it;
 * `char_size`: the page's common character height. */
struct group_list groups_from_components(const struct component_list *list, int char_size);
/* Joins groups that are parts of one segment: words of a line, marks, spread labels, dates. */
void groups_join(struct group_list *list, int char_size);
void groups_clear(struct group_list *list);

/* Adds a part; `size` and `slope` stay as they were. */
void group_add(struct group *group, struct box part);
/* Sets size and slope from the parts, of which there is at least one. */
void group_measure(struct group *group);
/* For qsort: boxes from left to right, those at one column from top to bottom. */
int box_compare_left(const void *a, const void *b);
/* The row in the middle of the group's line at column x. */
double group_middle_at(const struct group *group, int x);

#endif
