#ifndef ZHAOLU_POSTPROC_CORRECT_OPTIONS_H
#define ZHAOLU_POSTPROC_CORRECT_OPTIONS_H

/* What a user may ask of the correction. */

#include <stdbool.h>

enum punctuation_mode { PUNCTUATION_FULLWIDTH, PUNCTUATION_KEEP };

struct correct_options {
  bool enabled; /* false (--no-correct): the raw reading stays, only pages are compared */
  enum punctuation_mode punctuation;
};

#endif
