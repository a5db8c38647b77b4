#include "jobs/result_name.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "output/output.h"

static bool is_result_ending(const char *folder)
{
  const char *ending = strrchr(folder, '.');
  return ending && output_format_find(ending + 1);
}

static char *path_below(const char *out, const char *path)
{
  autofree char *top = realpath(out, NULL), *full = realpath(path, NULL);
  size_t length = top ? strlen(top) : 0;
  bool below = full && length && strncmp(full, top, length) == 0 && full[length] == '/';
  return below ? memory_copy_string(full + length + 1) : NULL;
}

struct original_folders original_folders_make(const char *out, const char *done, const char *failed)
{
  return (struct original_folders){path_below(out, done), path_below(out, failed)};
}

void original_folders_clear(struct original_folders *folders)
{
  free(folders->done);
  free(folders->failed);
  *folders = (struct original_folders){0};
}

/* The folder whose path below OUT is the first `length` bytes of `name`. */
static bool holds_originals(const struct original_folders *originals, const char *name,
                            size_t length)
{
  const char *kept[] = {originals ? originals->done : NULL, originals ? originals->failed : NULL};
  for (size_t i = 0; i < 2; i++)
    if (kept[i] && strlen(kept[i]) == length && strncmp(kept[i], name, length) == 0)
      return true;
  return false;
}

char *result_name_apart(const char *name, const struct original_folders *originals)
{
  struct strbuf apart = {0};
  const char *slash, *at = name;
  for (; (slash = strchr(at, '/')); at = slash + 1) {
    autofree char *folder = memory_copy_bytes(at, (size_t)(slash - at));
    bool taken =
        is_result_ending(folder) || holds_originals(originals, name, (size_t)(slash - name));
    strbuf_appendf(&apart, "%s%s/", folder, taken ? "_" : "");
  }
  strbuf_append(&apart, at);
  return strbuf_take(&apart);
}
