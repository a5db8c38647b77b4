#ifndef ZHAOLU_REVIEW_PRESENCE_H
#define ZHAOLU_REVIEW_PRESENCE_H

/* Who has which document open: the pages say so every few seconds. In memory only. */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "files/digest.h"

enum { PRESENT_MAX = 64, PRESENT_NAME_BYTES = 64 };

struct present {
  char sha256[DIGEST_HEX_BYTES];
  char person[PRESENT_NAME_BYTES], page[PRESENT_NAME_BYTES]; /* `page`: one of the browser's */
  int64_t seen;                                              /* clock_now */
};

struct presence {
  struct present items[PRESENT_MAX];
};

/* Notes the page, and gives the names of the others who have the document open; a new reference. */
json_t *presence_note(struct presence *presence, const char *sha256, const char *person,
                      const char *page);

#endif
