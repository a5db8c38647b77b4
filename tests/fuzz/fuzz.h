#ifndef ZHAOLU_TESTS_FUZZ_H
#define ZHAOLU_TESTS_FUZZ_H

/* What every fuzz target gives. libFuzzer calls it with what it made up; where there is no
 * libFuzzer, fuzz_main.c calls it with each file named on the command line, to replay a find. */

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
