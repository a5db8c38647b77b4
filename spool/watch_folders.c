#include "spool/watch_folders.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "files/file_carry.h"

void watch_folders_clear(struct watch_folders *folders)
{
  free(folders->inbox);
  free(folders->done);
  free(folders->failed);
  *folders = (struct watch_folders){0};
}

static enum status path_remember(struct ledger *ledger, const char *name, const char *path,
                                 struct error *error)
{
  autofree char *absolute = realpath(path, NULL);
  return ledger_set_value(ledger, name, absolute ? absolute : path, error);
}

enum status watch_folders_remember(struct ledger *ledger, const char *out, const char *inbox,
                                   const char *done, const char *failed, struct error *error)
{
  enum status status = path_remember(ledger, "inbox", inbox, error);
  if (!status)
    status = path_remember(ledger, "done", done, error);
  if (!status)
    status = path_remember(ledger, "failed", failed, error);
  return status ? status : path_remember(ledger, "out", out, error);
}

/* The rest of `path` if it is `folder` or below it, else NULL; borrowed. */
static const char *rest_below(const char *path, const char *folder)
{
  size_t length = strlen(folder);
  bool below = strncmp(path, folder, length) == 0 && (!path[length] || path[length] == '/');
  return below ? path + length : NULL;
}

/* Where `path` would be if it had moved along with `before` to `now`: "/a/in" with "/a/out" now at
 * "/b/out" is "/b/in". NULL where nothing is there. */
static char *moved_along(const char *path, const char *before, const char *now)
{
  size_t same = 0;
  for (size_t i = 0; path[i] && path[i] == before[i]; i++)
    if (path[i] == '/')
      same = i + 1;
  struct strbuf there cleanup_with(strbuf_clear) = {0};
  strbuf_append(&there, now);
  strbuf_append(&there, "/..");
  for (const char *at = before + same; *at; at++)
    if (*at == '/')
      strbuf_append(&there, "/..");
  strbuf_appendf(&there, "/%s", path + same);
  return realpath(strbuf_text(&there), NULL);
}

/* The ledger of an earlier version does not say where OUT was: its own folders are known by name.
 */
static char *named_alike(const char *path, const char *now)
{
  autofree char *there = memory_format("%s/%s", now, path_base(path));
  return realpath(there, NULL);
}

static char *path_follow(const char *path, const char *before, const char *now)
{
  const char *rest = before ? rest_below(path, before) : NULL;
  if (rest)
    return memory_format("%s%s", now, rest);
  if (file_exists(path))
    return memory_copy_string(path);
  char *moved = before ? moved_along(path, before, now) : named_alike(path, now);
  return moved ? moved : memory_copy_string(path);
}

static enum status value_or_null(struct ledger *ledger, const char *name, char **ret_value,
                                 struct error *error)
{
  enum status status = ledger_get_value(ledger, name, ret_value, error);
  return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status path_find(struct ledger *ledger, const char *name, const char *before,
                             const char *now, char **ret_path, struct error *error)
{
  autofree char *path = NULL;
  enum status status = value_or_null(ledger, name, &path, error);
  if (!status && path)
    *ret_path = path_follow(path, before, now);
  return status;
}

enum status watch_folders_find(struct ledger *ledger, const char *out,
                               struct watch_folders *ret_folders, struct error *error)
{
  struct watch_folders folders cleanup_with(watch_folders_clear) = {0};
  autofree char *before = NULL;
  autofree char *here = realpath(out, NULL);
  const char *now = here ? here : out;
  enum status status = value_or_null(ledger, "out", &before, error);
  if (!status)
    status = path_find(ledger, "inbox", before, now, &folders.inbox, error);
  if (!status)
    status = path_find(ledger, "done", before, now, &folders.done, error);
  if (!status)
    status = path_find(ledger, "failed", before, now, &folders.failed, error);
  if (status)
    return status;
  *ret_folders = folders;
  folders = (struct watch_folders){0};
  return STATUS_OK;
}
