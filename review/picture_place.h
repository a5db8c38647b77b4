#ifndef ZHAOLU_REVIEW_PICTURE_PLACE_H
#define ZHAOLU_REVIEW_PICTURE_PLACE_H

/*
 * Where the files of a reviewed document may lie by now: where its result says that it was found,
 * where the watch of the folder puts what is done, and the folders that the user names. None is
 * opened here: a worker holds what it finds against the document's digest.
 */

#include <jansson.h>

#include "review/picture_errand.h"
#include "spool/ledger.h"

struct picture_places {
  struct errand_files *items; /* the likeliest first */
  size_t count, capacity;
};
void picture_places_clear(struct picture_places *places);

/* `result` is the document's JSON; `more` a folder that the user names, or NULL. */
void picture_places_find(struct ledger *ledger, const char *out, const json_t *result,
                         const char *more, struct picture_places *ret_places);

#endif
