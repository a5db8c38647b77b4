#include "ingest/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "ingest/page_order.h"

static const char *const picture_endings[] = {".png", ".jpg", ".jpeg", ".tif",  ".tiff", ".webp",
                                              ".bmp", ".gif", ".heic", ".heif", ".avif"};

static bool is_folder(const char *path)
{
  struct stat info;
  return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool is_picture_name(const char *name)
{
  const char *ending = strrchr(name, '.');
  for (size_t i = 0; ending && i < sizeof picture_endings / sizeof *picture_endings; i++)
    if (name[0] != '.' && strcasecmp(ending, picture_endings[i]) == 0)
      return true;
  return false;
}

/* The last part of a path, without slashes at its end; "." and ".." are named as they stand. */
static char *path_name(const char *path)
{
  size_t end = strlen(path);
  while (end > 1 && path[end - 1] == '/')
    end--;
  size_t start = end;
  while (start > 0 && path[start - 1] != '/')
    start--;
  return memory_copy_bytes(path + start, end - start);
}

static char *name_stem(const char *name)
{
  const char *ending = strrchr(name, '.');
  return memory_copy_bytes(name, ending && ending > name ? (size_t)(ending - name) : strlen(name));
}

static void file_add(struct input_document *document, char *path)
{
  document->files =
      memory_resize(document->files, document->file_count + 1, sizeof *document->files);
  document->files[document->file_count++] = path;
}

/* A folder's pictures in natural order. */
static void folder_add(struct input_document *document, const char *folder)
{
  DIR *directory = opendir(folder);
  if (!directory) {
    error_set_errno(&document->error, errno, "%s: the folder cannot be read", folder);
    return;
  }
  size_t first = document->file_count, length = strlen(folder);
  const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
  for (const struct dirent *entry; (entry = readdir(directory));) {
    char *path = memory_format("%s%s%s", folder, slash, entry->d_name);
    if (is_picture_name(entry->d_name) && !is_folder(path))
      file_add(document, path);
    else
      free(path);
  }
  closedir(directory);
  if (document->file_count == first)
    error_set(&document->error, STATUS_BAD_INPUT,
              "%s: no pictures in this folder; for a folder of documents, "
              "use zhaolu batch",
              folder);
  else
    qsort(document->files + first, document->file_count - first, sizeof *document->files,
          path_compare_natural);
}

static struct input_document *document_add(struct input_list *list, const char *path)
{
  array_reserve(list->items, list->count, list->capacity);
  struct input_document *document = &list->items[list->count++];
  *document = (struct input_document){.path = memory_copy_string(path), .name = path_name(path)};
  document->stem = is_folder(path) ? memory_copy_string(document->name) : name_stem(document->name);
  for (size_t i = 0; i + 1 < list->count; i++)
    if (strcmp(list->items[i].stem, document->stem) == 0)
      document->stem_is_taken = true;
  return document;
}

static void path_add(struct input_document *document, const char *path)
{
  if (is_folder(path)) {
    folder_add(document, path);
    document->pictures_of_one = true;
  } else
    file_add(document, memory_copy_string(path));
}

void input_list_collect(char *const *paths, size_t count, bool pages_of_one,
                        struct input_list *ret_list)
{
  struct input_list list = {0};
  struct input_document *document = NULL;
  for (size_t i = 0; i < count; i++) {
    if (!document || !pages_of_one)
      document = document_add(&list, paths[i]);
    path_add(document, paths[i]);
    document->pictures_of_one |= pages_of_one;
  }
  *ret_list = list;
}

void input_list_clear(struct input_list *list)
{
  for (size_t i = 0; i < list->count; i++) {
    struct input_document *document = &list->items[i];
    for (size_t file = 0; file < document->file_count; file++)
      free(document->files[file]);
    free(document->files);
    free(document->path);
    free(document->name);
    free(document->stem);
  }
  free(list->items);
  *list = (struct input_list){0};
}
