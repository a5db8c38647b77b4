#ifndef ZHAOLU_REVIEW_RESULT_H
#define ZHAOLU_REVIEW_RESULT_H

/* A result as the review has it in memory: what tables say of it, and how far people are. */

#include <stdbool.h>
#include <stdint.h>

#include "files/digest.h"
#include "output/summary.h"

/* One NAME.json. */
struct result {
  char *name; /* below the folder: "sub/a.json" */
  int64_t size, mtime;
  char sha256[DIGEST_HEX_BYTES]; /* of the document; "": the file is no result, or of no document */
  struct summary_list rows;      /* one a certificate */
  bool looked_at;                /* a person has done with it as a whole */
  bool is_behind;                /* the file does not say yet what people said */
  int64_t version;               /* number of the last word on it; 0: none */
  struct result *copy;           /* the next file of the same content */
};

#endif
