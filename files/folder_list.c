#include "files/folder_list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

enum { DEPTH_MAX = 80 };

static void names_clear(char **names, size_t count)
{
  for (size_t i = 0; i < count; i++)
    free(names[i]);
  free(names);
}

void folder_list_clear(struct folder_list *list)
{
  names_clear(list->names, list->count);
  names_clear(list->closed, list->closed_count);
  *list = (struct folder_list){0};
}

static void walk(const char *top, const char *below, int depth, struct folder_list *list)
{
  autofree char *path = memory_format("%s%s%s", top, below[0] ? "/" : "", below);
  DIR *entries = opendir(path);
  if (!entries && errno != ENOENT && errno != ENOTDIR) {
    array_reserve(list->closed, list->closed_count, list->closed_capacity);
    list->closed[list->closed_count++] = memory_copy_string(path);
  }
  const struct dirent *entry;
  while (entries && (entry = readdir(entries))) {
    struct stat about;
    if (entry->d_name[0] == '.' ||
        fstatat(dirfd(entries), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0)
      continue;
    autofree char *name = memory_format("%s%s%s", below, below[0] ? "/" : "", entry->d_name);
    if (S_ISDIR(about.st_mode) && depth < DEPTH_MAX)
      walk(top, name, depth + 1, list);
    if (!S_ISREG(about.st_mode))
      continue;
    array_reserve(list->names, list->count, list->capacity);
    list->names[list->count++] = name;
    name = NULL;
  }
  if (entries)
    closedir(entries);
}

static int compare_names(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

void folder_list_files(const char *folder, struct folder_list *ret_list)
{
  struct folder_list list = {0};
  walk(folder, "", 0, &list);
  if (list.count)
    qsort(list.names, list.count, sizeof *list.names, compare_names);
  *ret_list = list;
}
