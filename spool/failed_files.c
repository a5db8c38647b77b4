#include "spool/failed_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "files/file_carry.h"
#include "files/stream.h"
#include "spool/spool_name.h"
#include "spool/way_back.h"

enum { REASON_BYTES_MAX = 64 << 10 };

void failed_files_clear(struct failed_files *files)
{
  for (size_t i = 0; i < files->count; i++) {
    free(files->items[i].name);
    free(files->items[i].reason);
  }
  for (size_t i = 0; i < files->closed_count; i++)
    free(files->closed[i]);
  free(files->items);
  free(files->closed);
  *files = (struct failed_files){0};
}

/* The names that failed documents' originals may have. */
struct known_names {
  char **items; /* sorted once all are there */
  size_t count, capacity;
};

static void known_names_clear(struct known_names *names)
{
  for (size_t i = 0; i < names->count; i++)
    free(names->items[i]);
  free(names->items);
}

static bool names_add(const struct ledger_document *document, void *context)
{
  struct known_names *names = context;
  for (int number = 0;; number++) {
    char *name = spool_place_name(document->source, document->sha256, number);
    if (!name)
      return true;
    array_reserve(names->items, names->count, names->capacity);
    names->items[names->count++] = name;
  }
}

static int compare_names(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_known(const struct known_names *names, const char *name)
{
  autofree char *shown = name_shown(name);
  const char *key = shown;
  return names->count &&
         bsearch(&key, names->items, names->count, sizeof *names->items, compare_names);
}

static bool list_has(const struct folder_list *list, const char *name)
{
  const char *key = name;
  return list->count && bsearch(&key, list->names, list->count, sizeof *list->names, compare_names);
}

/* The folder of pages that the file is in, which failed as a whole: its reason stands beside it.
 * The caller's, or NULL. */
static char *failed_folder_of(const struct folder_list *list, const char *name)
{
  for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
    autofree char *folder = memory_copy_bytes(name, (size_t)(slash - name));
    autofree char *reason = memory_format("%s" SPOOL_REASON_ENDING, folder);
    if (list_has(list, reason)) {
      char *found = folder;
      folder = NULL;
      return found;
    }
  }
  return NULL;
}

/* Some file stands in the folder of that name. */
static bool list_has_below(const struct folder_list *list, const char *folder)
{
  size_t length = strlen(folder);
  for (size_t i = 0; i < list->count; i++)
    if (strncmp(list->names[i], folder, length) == 0 && list->names[i][length] == '/')
      return true;
  return false;
}

/* "a.png.reason.txt" where a.png stands, too; and of a folder. */
static bool is_reason_file(const struct folder_list *list, const char *name)
{
  size_t length = strlen(name), ending = strlen(SPOOL_REASON_ENDING);
  if (length <= ending || strcmp(name + length - ending, SPOOL_REASON_ENDING) != 0)
    return false;
  autofree char *original = memory_copy_bytes(name, length - ending);
  return list_has(list, original) || list_has_below(list, original);
}

/* The reason is the first line that is set in. */
static char *reason_of(const char *folder, const char *name)
{
  autofree char *path = memory_format("%s/%s%s", folder, name, SPOOL_REASON_ENDING);
  autofree char *text = NULL;
  size_t length;
  if (stream_read_all(path, REASON_BYTES_MAX, &text, &length, NULL))
    return NULL;
  const char *line = strstr(text, "\n  ");
  return line ? memory_copy_bytes(line + 3, strcspn(line + 3, "\n")) : NULL;
}

enum status failed_files_unlisted(struct ledger *ledger, const char *folder,
                                  struct failed_files *ret_files, struct error *error)
{
  struct known_names known cleanup_with(known_names_clear) = {0};
  enum status status = ledger_list(ledger, 1u << LEDGER_FAILED | 1u << LEDGER_QUARANTINED, 0,
                                   names_add, &known, error);
  if (status)
    return status;
  if (known.count)
    qsort(known.items, known.count, sizeof *known.items, compare_names);
  struct folder_list list cleanup_with(folder_list_clear) = {0};
  folder_list_files(folder, &list);
  struct failed_files files = {0};
  for (size_t i = 0; i < list.count; i++) {
    autofree char *whole = failed_folder_of(&list, list.names[i]);
    const char *name = whole ? whole : list.names[i];
    bool told = files.count && strcmp(files.items[files.count - 1].name, name) == 0;
    if (told || is_reason_file(&list, name) || is_known(&known, name))
      continue;
    array_reserve(files.items, files.count, files.capacity);
    files.items[files.count++] =
        (struct failed_file){.name = memory_copy_string(name), .reason = reason_of(folder, name)};
  }
  files.closed = list.closed;
  files.closed_count = list.closed_count;
  list.closed = NULL;
  list.closed_count = 0;
  *ret_files = files;
  return STATUS_OK;
}
