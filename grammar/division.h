#ifndef ZHAOLU_GRAMMAR_DIVISION_H
#define ZHAOLU_GRAMMAR_DIVISION_H

/*
 * China's provinces, cities, districts and counties with their codes of six figures (GB/T 2260,
 * data/divisions.txt): two figures for the province, two for the city, two for the district.
 */

#include <stddef.h>

#include "base/status.h"
#include "grammar/fold.h"

struct division {
  int code;   /* 330211; 330200 a city, 330000 a province */
  char *name; /* 镇海区 */
  struct folded folded;
};

struct division_list {
  struct division *items; /* by code */
  size_t count;
};

/* STATUS_INSTALL when the file is missing; *list (empty before) is to be cleared then too. */
enum status division_list_load(const char *data_dir, struct division_list *list,
                               struct error *error) MUST_CHECK;
void division_list_clear(struct division_list *list);

/* NULL where there is none. */
const struct division *division_by_code(const struct division_list *list, int code);
/* The city that a district lies in, the province that a city lies in or a district without a city;
 * NULL for provinces. */
const struct division *division_above(const struct division_list *list,
                                      const struct division *division);

/* Characters of the name without the ending that tells its rank: 2 for 苏州市; all of a name of two
 * characters (辉县). */
size_t division_short_length(const struct division *division);

#endif
