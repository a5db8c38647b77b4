#include "review/picture_place.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "ingest/inputs.h"
#include "spool/watch_folders.h"

void picture_places_clear(struct picture_places *places)
{
  for (size_t i = 0; i < places->count; i++)
    errand_files_clear(&places->items[i]);
  free(places->items);
  *places = (struct picture_places){0};
}

/* A file, or a folder with the pictures of one document. */
static void place_add(struct picture_places *places, const char *path)
{
  struct stat about;
  struct input_list inputs = {0};
  if (stat(path, &about) != 0 || (!S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode)))
    return;
  input_list_collect(&(char *){(char *)path}, 1, false, &inputs);
  struct input_document *input = inputs.count == 1 ? &inputs.items[0] : NULL;
  if (input && input->error.status == STATUS_OK && input->file_count) {
    array_reserve(places->items, places->count, places->capacity);
    places->items[places->count++] =
        (struct errand_files){input->files, input->file_count, input->pictures_of_one};
    input->files = NULL;
    input->file_count = 0;
  }
  input_list_clear(&inputs);
}

/* The same place below another folder: what lay in the inbox lies below `done` by now. */
static void place_add_moved(struct picture_places *places, const char *path, const char *from,
                            const char *to)
{
  size_t length = from ? strlen(from) : 0;
  if (!length || !to || strncmp(path, from, length) != 0 || path[length] != '/')
    return;
  autofree char *moved = memory_format("%s%s", to, path + length);
  place_add(places, moved);
}

static void place_add_below(struct picture_places *places, const char *folder, const char *name)
{
  autofree char *path = memory_format("%s/%s", folder, name);
  if (!strchr(name, '/') && name[0] && strcmp(name, "..") != 0 && strcmp(name, ".") != 0)
    place_add(places, path);
}

void picture_places_find(struct ledger *ledger, const char *out, const json_t *result,
                         const char *more, struct picture_places *ret_places)
{
  const json_t *source = json_object_get(result, "source");
  const char *path = json_string_value(json_object_get(source, "path"));
  const char *name = json_string_value(json_object_get(source, "name"));
  struct watch_folders folders cleanup_with(watch_folders_clear) = {0};
  *ret_places = (struct picture_places){0};
  if (path)
    place_add(ret_places, path);
  if (path && watch_folders_find(ledger, out, &folders, NULL) == STATUS_OK)
    place_add_moved(ret_places, path, folders.inbox, folders.done);
  if (name && folders.done)
    place_add_below(ret_places, folders.done, name);
  if (name && more)
    place_add_below(ret_places, more, name);
}
