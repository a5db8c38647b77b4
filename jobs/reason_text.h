#ifndef ZHAOLU_JOBS_REASON_TEXT_H
#define ZHAOLU_JOBS_REASON_TEXT_H

/* What stands in NAME.reason.txt beside a failed file: in plain words, English and Chinese, why it
 * failed and what a person can do. */

#include <stdint.h>

#include "base/status.h"

struct failure {
  const char *name;   /* as the user knows the file */
  const char *reason; /* one sentence */
  enum status trouble;
  int attempts;
  int64_t document; /* in the ledger; 0: it never came that far */
  const char *out;
};

/* Owned by the caller. */
char *reason_text(const struct failure *failure);

/* The advice alone, one English sentence; static. */
const char *failure_advice(enum status trouble);

#endif
