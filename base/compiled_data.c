#include "base/compiled_data.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

char *compiled_data_path(const char *data_dir, const char *name)
{
  char *path = memory_format("%s/%s", data_dir, name);
  if (access(path, R_OK) == 0 || strcmp(data_dir, ZHAOLU_SOURCE_DATA) != 0)
    return path;
  free(path);
  return memory_format("%s/%s", ZHAOLU_BUILD_DATA, name);
}
