#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

int main(int count, char **paths)
{
  for (int i = 1; i < count; i++) {
    FILE *file = fopen(paths[i], "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
      perror(paths[i]);
      return 1;
    }
    size_t size = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = memory_alloc(size);
    size = fread(bytes, 1, size, file);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
  }
  return 0;
}
