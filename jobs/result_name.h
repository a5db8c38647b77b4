#ifndef ZHAOLU_JOBS_RESULT_NAME_H
#define ZHAOLU_JOBS_RESULT_NAME_H

/* Results lie in OUT in folders named as those they come from. A folder x.json would stand where
 * the result of x.png belongs, and results in OUT/done would lie among the originals. */

#include <stdbool.h>

/* The name below OUT, with "_" behind each folder's name that is taken so: "x.json/a" is
 * "x.json_/a", and "done/a", where originals are kept, "done_/a". The caller's. */
char *result_name_apart(const char *name, bool keeps_originals);

#endif
