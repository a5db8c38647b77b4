#ifndef ZHAOLU_TESTS_GRAMMAR_FIXTURE_H
#define ZHAOLU_TESTS_GRAMMAR_FIXTURE_H

/* The public facts of data/. */

#include "tests/cmocka_all.h"

#include "grammar/reference.h"

static inline struct reference *reference_open(void)
{
  struct reference *reference = NULL;
  struct error error = {0};
  if (reference_load(ZHAOLU_SOURCE_DATA, &reference, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  return reference;
}

#endif
