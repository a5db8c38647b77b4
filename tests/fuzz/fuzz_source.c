#include "tests/fuzz/fuzz.h"

#include "tests/fuzz/fuzz_file.h"

/* Any bytes as a file. */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  fuzz_file(bytes, size);
  return 0;
}
