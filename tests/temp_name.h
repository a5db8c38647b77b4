#ifndef ZHAOLU_TESTS_TEMP_NAME_H
#define ZHAOLU_TESTS_TEMP_NAME_H

/* Names of files and folders that a test makes for itself: below $TMPDIR, which
 * tests/tools/leaves_nothing.py looks into when the test has ended, else below /tmp. */

#include <stdio.h>
#include <stdlib.h>

enum { TEMP_NAME_BYTES = 300 };

/* For mkstemp and mkdtemp, when `name` ends in XXXXXX. */
static inline void temp_name(char ret_path[TEMP_NAME_BYTES], const char *name)
{
  const char *folder = getenv("TMPDIR");
  snprintf(ret_path, TEMP_NAME_BYTES, "%s/%s", folder && *folder ? folder : "/tmp", name);
}

#endif
