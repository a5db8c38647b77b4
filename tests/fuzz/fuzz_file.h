#ifndef ZHAOLU_TESTS_FUZZ_FILE_H
#define ZHAOLU_TESTS_FUZZ_FILE_H

#include <stddef.h>

/* Opens the bytes as a file and loads its pages: that gives pages or an error, never anything
 * worse. */
void fuzz_file(const void *bytes, size_t size);

#endif
