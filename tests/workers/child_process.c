#include "tests/workers/child_process.h"

#include <stdio.h>
#include <string.h>

int child_named(const char *name)
{
  FILE *children = fopen("/proc/thread-self/children", "re");
  int pid, found = 0;
  while (children && !found && fscanf(children, "%d", &pid) == 1) {
    char path[64], is[32] = "";
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    FILE *file = fopen(path, "re");
    if (file && fscanf(file, "%31s", is) == 1 && !strcmp(is, name))
      found = pid;
    if (file)
      fclose(file);
  }
  if (children)
    fclose(children);
  return found;
}
