#include "jobs/batch_walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/inputs.h"
#include "files/file_carry.h"
#include "ingest/format_end.h"
#include "ingest/page_name.h"
#include "ingest/page_order.h"
#include "ingest/source_guess.h"
#include "output/output.h"
#include "spool/inbox_name.h"
#include "spool/spool_name.h"

enum { FOLDER_DEPTH_MAX = 64 };

/* A folder on the way: what stands in it. */
struct folder {
  char *path, *shown, *name;
  char **entries; /* names, in natural order */
  size_t count, capacity;
};

/* What the batch writes itself, known by its place on the disk. */
struct own_place {
  struct stat about;
  bool known;
};

struct walk {
  const struct batch_walk_options *options;
  struct batch_list *list;
  struct own_place out, table;
  bool in_out; /* the folder that is walked is the folder of results itself */
};

static char *path_join(const char *folder, const char *name)
{
  size_t length = strlen(folder);
  if (!length)
    return memory_copy_string(name);
  return memory_format("%s%s%s", folder, folder[length - 1] == '/' ? "" : "/", name);
}

static void trouble_add(struct batch_list *list, const char *shown, int failure)
{
  autofree char *visible = name_shown(shown);
  array_reserve(list->troubles, list->trouble_count, list->trouble_capacity);
  list->troubles[list->trouble_count++] =
      memory_format("%s: cannot be read: %s", visible, strerror(failure));
}

static struct batch_item *item_add(struct batch_list *list, const char *path, const char *shown,
                                   const char *name)
{
  array_reserve(list->items, list->count, list->capacity);
  struct batch_item *item = &list->items[list->count++];
  *item = (struct batch_item){
      .path = memory_copy_string(path),
      .shown = name_shown(shown),
      .name = memory_copy_string(name),
  };
  return item;
}

static void folder_clear(struct folder *folder)
{
  for (size_t i = 0; i < folder->count; i++)
    free(folder->entries[i]);
  free(folder->entries);
  free(folder->path);
  free(folder->shown);
  free(folder->name);
  *folder = (struct folder){0};
}

static bool folder_read(struct walk *walk, struct folder *folder)
{
  DIR *entries = opendir(folder->path);
  if (!entries) {
    trouble_add(walk->list, folder->shown, errno);
    return false;
  }
  const struct dirent *entry;
  while ((entry = readdir(entries))) {
    if (inbox_name_is_ignored(entry->d_name))
      continue;
    array_reserve(folder->entries, folder->count, folder->capacity);
    folder->entries[folder->count++] = memory_copy_string(entry->d_name);
  }
  closedir(entries);
  if (folder->count)
    qsort(folder->entries, folder->count, sizeof *folder->entries, path_compare_natural);
  return true;
}

/* All its pictures are pages, there is at least one, and nothing else is a document. */
static bool folder_is_document(const struct folder *folder)
{
  size_t pages = 0;
  for (size_t i = 0; i < folder->count; i++) {
    bool page = name_is_page(folder->entries[i]);
    if (!page && (name_is_picture(folder->entries[i]) || name_is_paged(folder->entries[i])))
      return false;
    pages += page;
  }
  return pages > 0;
}

static void folder_add_as_document(struct walk *walk, const struct folder *folder)
{
  /* The folder that was named itself has no name below itself: its own is taken. */
  autofree char *own = memory_copy_string(path_base(folder->path));
  struct batch_item *item =
      item_add(walk->list, folder->path, folder->shown, folder->name[0] ? folder->name : own);
  item->files = memory_alloc(folder->count * sizeof *item->files);
  for (size_t i = 0; i < folder->count; i++)
    if (name_is_page(folder->entries[i]))
      item->files[item->file_count++] = path_join(folder->path, folder->entries[i]);
}

static bool is_document(const char *path, const char *name)
{
  bool known = false;
  if (name_is_picture(name) || name_is_paged(name))
    return true;
  return format_is_known(path, &known, NULL) == STATUS_OK && known;
}

static struct own_place place_of(const char *path)
{
  struct own_place place = {0};
  place.known = path && stat(path, &place.about) == 0;
  return place;
}

static bool is_place(const struct own_place *place, const struct stat *about)
{
  return place->known && place->about.st_dev == about->st_dev &&
         place->about.st_ino == about->st_ino;
}

/* Where results lie beside their originals, they are not told as files that are passed over. */
static bool is_result_name(const char *name)
{
  const char *ending = strrchr(name, '.');
  return ending && output_format_find(ending + 1);
}

static char *why_no_document(const char *path)
{
  unsigned char head[512];
  FILE *file = fopen(path, "re");
  if (!file)
    return memory_format("it cannot be read: %s", strerror(errno));
  size_t size = fread(head, 1, sizeof head, file);
  fclose(file);
  return size ? memory_format("it looks like %s", source_guess_kind(head, size))
              : memory_copy_string("it is empty");
}

static void pass_over(struct walk *walk, const char *path, const char *shown)
{
  struct batch_list *list = walk->list;
  array_reserve(list->passed, list->passed_count, list->passed_capacity);
  list->passed[list->passed_count++] =
      (struct passed_over){.shown = name_shown(shown), .why = why_no_document(path)};
}

static void walk_folder(struct walk *walk, struct folder *folder, int depth);

static void walk_entry(struct walk *walk, const struct folder *folder, const char *name, int depth)
{
  autofree char *path = path_join(folder->path, name);
  autofree char *shown = path_join(folder->shown, name);
  autofree char *below = path_join(folder->name, name);
  struct stat about;
  if (lstat(path, &about) != 0)
    return;
  if (S_ISREG(about.st_mode)) {
    if (is_document(path, name))
      item_add(walk->list, path, shown, below);
    else if (!is_place(&walk->table, &about) && !(walk->in_out && is_result_name(name)))
      pass_over(walk, path, shown);
  } else if (S_ISDIR(about.st_mode) && depth < FOLDER_DEPTH_MAX && !is_place(&walk->out, &about)) {
    struct folder inner = {.path = path, .shown = shown, .name = below};
    path = shown = below = NULL;
    walk_folder(walk, &inner, depth + 1);
    folder_clear(&inner);
  }
}

static void walk_folder(struct walk *walk, struct folder *folder, int depth)
{
  if (!folder_read(walk, folder))
    return;
  bool as_document = !walk->options->each_file_alone && folder_is_document(folder);
  if (as_document)
    folder_add_as_document(walk, folder);
  for (size_t i = 0; i < folder->count; i++)
    if (!as_document || !name_is_page(folder->entries[i]))
      walk_entry(walk, folder, folder->entries[i], depth);
}

void batch_walk(const char *given, const struct batch_walk_options *options,
                struct batch_list *list)
{
  struct walk walk = {.options = options, .list = list};
  walk.out = place_of(options->out);
  walk.table = place_of(options->table);
  struct stat about;
  char *path = realpath(given, NULL);
  if (!path || stat(path, &about) != 0) {
    trouble_add(list, given, errno);
    free(path);
    return;
  }
  if (S_ISDIR(about.st_mode)) {
    walk.in_out = is_place(&walk.out, &about);
    struct folder folder = {
        .path = path, .shown = memory_copy_string(given), .name = memory_copy_string("")};
    walk_folder(&walk, &folder, 0);
    folder_clear(&folder);
    return;
  }
  item_add(list, path, given, path_base(path));
  free(path);
}

void batch_list_clear(struct batch_list *list)
{
  for (size_t i = 0; i < list->count; i++) {
    struct batch_item *item = &list->items[i];
    for (size_t file = 0; file < item->file_count; file++)
      free(item->files[file]);
    free(item->files);
    free(item->path);
    free(item->shown);
    free(item->name);
    free(item->reason);
  }
  for (size_t i = 0; i < list->trouble_count; i++)
    free(list->troubles[i]);
  for (size_t i = 0; i < list->passed_count; i++) {
    free(list->passed[i].shown);
    free(list->passed[i].why);
  }
  free(list->items);
  free(list->troubles);
  free(list->passed);
  *list = (struct batch_list){0};
}
