#include "spool/outbox.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/atomic_file.h"
#include "files/file_carry.h"

static char *stage_folder(const char *out)
{
  return memory_format("%s/.zhaolu/stage", out);
}

static char *stage_path(const char *out, int64_t id, const char *format, int format_length)
{
  return memory_format("%s/.zhaolu/stage/%lld.%.*s", out, (long long)id, format_length, format);
}

enum status outbox_stage(const char *out, int64_t id, const char *format, const void *bytes,
                         size_t size, struct error *error)
{
  autofree char *folder = stage_folder(out);
  enum status status = folder_make_all(folder, error);
  if (status)
    return status;
  autofree char *path = stage_path(out, id, format, (int)strlen(format));
  return file_write_atomic(path, bytes, size, error);
}

/* The next word of a list parted by commas; false at its end. */
static bool next_format(const char **list, const char **ret_word, int *ret_length)
{
  *list += **list == ',';
  *ret_word = *list;
  *ret_length = (int)strcspn(*list, ",");
  *list += *ret_length;
  return *ret_length > 0;
}

enum status outbox_publish(const char *out, int64_t id, const char *name, const char *formats,
                           struct error *error)
{
  const char *format;
  int length;
  while (next_format(&formats, &format, &length)) {
    autofree char *staged = stage_path(out, id, format, length);
    autofree char *target = memory_format("%s/%s.%.*s", out, name, length, format);
    if (!file_exists(staged))
      continue; /* put in place before the program was killed */
    enum status status = file_carry(staged, target, error);
    if (status && status != STATUS_NOT_FOUND)
      return status;
  }
  return STATUS_OK;
}

void outbox_discard(const char *out, int64_t id, const char *formats)
{
  const char *format;
  int length;
  while (next_format(&formats, &format, &length)) {
    autofree char *staged = stage_path(out, id, format, length);
    unlink(staged);
  }
}

struct publish_all {
  const char *out;
  struct ledger *ledger;
  enum ledger_keeper keeper;
  int published;
  enum status status;
  struct error *error;
};

static bool publish_one(const struct ledger_document *document, void *context)
{
  struct publish_all *all = context;
  if (document->keeper != all->keeper)
    return true;
  all->status = outbox_publish(all->out, document->id, document->output,
                               document->formats ? document->formats : "", all->error);
  if (!all->status)
    all->status = ledger_done(all->ledger, document->id, all->error);
  all->published += !all->status;
  return !all->status;
}

/* A document that is in nobody's work has nothing staged. */
static bool is_left_over(struct ledger *ledger, const char *name)
{
  char *end = NULL;
  long long id = strtoll(name, &end, 10);
  if (end == name || *end != '.')
    return strncmp(name, ATOMIC_FILE_PREFIX, strlen(ATOMIC_FILE_PREFIX)) == 0;
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  enum status status = ledger_find(ledger, id, &document, NULL);
  if (status)
    return status == STATUS_NOT_FOUND;
  return document.state != LEDGER_WORKING && document.state != LEDGER_PUBLISHING;
}

static void remove_left_over(const char *out, struct ledger *ledger)
{
  autofree char *folder = stage_folder(out);
  DIR *entries = opendir(folder);
  if (!entries)
    return;
  const struct dirent *entry;
  while ((entry = readdir(entries)))
    if (entry->d_type != DT_DIR && is_left_over(ledger, entry->d_name))
      unlinkat(dirfd(entries), entry->d_name, 0);
  closedir(entries);
}

enum status outbox_recover(const char *out, struct ledger *ledger, enum ledger_keeper keeper,
                           int *ret_published, struct error *error)
{
  struct publish_all all = {.out = out, .ledger = ledger, .keeper = keeper, .error = error};
  enum status status = ledger_list(ledger, 1u << LEDGER_PUBLISHING, 0, publish_one, &all, error);
  if (status || all.status)
    return status ? status : all.status;
  remove_left_over(out, ledger);
  *ret_published = all.published;
  return STATUS_OK;
}

/* The hash stands in the first kilobytes of the JSON, in its "source". */
static bool json_holds_hash(const char *path, const char *sha256)
{
  char head[8192];
  FILE *file = fopen(path, "rbe");
  if (!file)
    return false;
  size_t length = fread(head, 1, sizeof head, file);
  fclose(file);
  return memmem(head, length, sha256, strlen(sha256)) != NULL;
}

bool outbox_name_is_foreign(const char *out, const char *name, const char *formats,
                            const char *sha256)
{
  autofree char *json = memory_format("%s/%s.json", out, name);
  if (json_holds_hash(json, sha256))
    return false;
  const char *format;
  int length;
  while (next_format(&formats, &format, &length)) {
    autofree char *target = memory_format("%s/%s.%.*s", out, name, length, format);
    if (file_exists(target))
      return true;
  }
  return false;
}
