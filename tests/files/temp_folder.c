#include "tests/files/temp_folder.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

struct temp_folder temp_folder_make(void)
{
  struct temp_folder folder;
  temp_name(folder.path, "zhaolu-test-XXXXXX");
  if (!mkdtemp(folder.path))
    abort();
  return folder;
}

static int entry_remove(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
  (void)info, (void)kind, (void)walk;
  return remove(path);
}

void temp_folder_remove(struct temp_folder *folder)
{
  nftw(folder->path, entry_remove, 16, FTW_DEPTH | FTW_PHYS);
}

char *temp_path(const struct temp_folder *folder, const char *name)
{
  return memory_format("%s/%s", folder->path, name);
}

char *temp_write(const struct temp_folder *folder, const char *name, const void *bytes, size_t size)
{
  char *path = temp_path(folder, name);
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
    abort();
  return path;
}

char *temp_read(const char *path, size_t *ret_size)
{
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END) != 0)
    abort();
  size_t size = (size_t)ftell(file);
  rewind(file);
  char *bytes = memory_alloc(size + 1);
  if (fread(bytes, 1, size, file) != size)
    abort();
  fclose(file);
  if (ret_size)
    *ret_size = size;
  return bytes;
}

size_t temp_count(const struct temp_folder *folder)
{
  size_t count = 0;
  DIR *directory = opendir(folder->path);
  for (struct dirent *entry; directory && (entry = readdir(directory));)
    count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
  if (directory)
    closedir(directory);
  return count;
}
