#include "jobs/result_name.h"

#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "output/output.h"

static bool is_result_ending(const char *folder)
{
  const char *ending = strrchr(folder, '.');
  return ending && output_format_find(ending + 1);
}

static bool holds_originals(const char *folder)
{
  return strcmp(folder, "done") == 0 || strcmp(folder, "failed") == 0;
}

char *result_name_apart(const char *name, bool keeps_originals)
{
  struct strbuf apart = {0};
  const char *slash;
  for (bool top = true; (slash = strchr(name, '/')); top = false, name = slash + 1) {
    autofree char *folder = memory_copy_bytes(name, (size_t)(slash - name));
    bool taken = is_result_ending(folder) || (top && keeps_originals && holds_originals(folder));
    strbuf_appendf(&apart, "%s%s/", folder, taken ? "_" : "");
  }
  strbuf_append(&apart, name);
  return strbuf_take(&apart);
}
