#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "extract/profile.h"
#include "tests/fuzz/fuzz_memory_file.h"

/* Any bytes as a profile: that gives a profile, or an error of one line. */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  char path[MEMORY_FILE_PATH_BYTES];
  int file = memory_file_make(bytes, size, path);
  struct profile *profile = NULL;
  struct error error = {0};
  if (profile_load(path, &profile, &error) && (profile || !error.message[0]))
    abort();
  profile_free(&profile);
  close(file);
  return 0;
}
