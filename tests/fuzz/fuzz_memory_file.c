#include "tests/fuzz/fuzz_memory_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int memory_file_make(const void *bytes, size_t size, char ret_path[MEMORY_FILE_PATH_BYTES])
{
  int file = memfd_create("fuzz", MFD_CLOEXEC);
  if (file < 0 || (size > 0 && write(file, bytes, size) != (ssize_t)size))
    abort();
  snprintf(ret_path, MEMORY_FILE_PATH_BYTES, "/proc/self/fd/%d", file);
  return file;
}
