#include "spool/page_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "ingest/format_end.h"
#include "ingest/page_name.h"
#include "ingest/page_order.h"
#include "spool/inbox_name.h"

void page_folder_clear(struct page_folder *folder)
{
  for (size_t i = 0; i < folder->count; i++)
    free(folder->pages[i]);
  free(folder->pages);
  *folder = (struct page_folder){0};
}

static int64_t nanoseconds(struct timespec time)
{
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t later(int64_t a, int64_t b)
{
  return a > b ? a : b;
}

static bool is_page(const char *name, bool any_names)
{
  return any_names ? name_is_picture(name) : name_is_page(name);
}

/* A file that is no page: one that would be a document of its own speaks against the folder. */
static bool may_go_along(const char *path, const char *name)
{
  bool known = true;
  return !name_is_picture(name) && !name_is_paged(name) &&
         format_is_known(path, &known, NULL) == STATUS_OK && !known;
}

/* False where the entry speaks against the folder. */
static bool entry_take(struct page_folder *folder, const char *path, const char *name,
                       const struct stat *about, bool any_names)
{
  if (!S_ISREG(about->st_mode))
    return false;
  folder->changed = later(folder->changed, nanoseconds(about->st_mtim));
  if (!is_page(name, any_names))
    return may_go_along(path, name);
  folder->size += (uint64_t)about->st_size;
  folder->mtime = later(folder->mtime, nanoseconds(about->st_mtim));
  array_reserve(folder->pages, folder->count, folder->capacity);
  folder->pages[folder->count++] = memory_copy_string(path);
  return true;
}

static bool entries_take(DIR *entries, const char *path, bool any_names, struct page_folder *folder)
{
  const struct dirent *entry;
  while ((entry = readdir(entries))) {
    struct stat about;
    const char *name = entry->d_name;
    folder->half_copied |= inbox_name_is_half_copied(name);
    if (inbox_name_is_ignored(name) ||
        fstatat(dirfd(entries), name, &about, AT_SYMLINK_NOFOLLOW) != 0)
      continue;
    autofree char *file = memory_format("%s/%s", path, name);
    if (!entry_take(folder, file, name, &about, any_names))
      return false;
  }
  return folder->count > 0;
}

bool page_folder_read(const char *path, bool any_names, struct page_folder *ret_folder)
{
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat about;
  if (fd < 0 || fstat(fd, &about) != 0) {
    if (fd >= 0)
      close(fd);
    return false;
  }
  DIR *entries = fdopendir(fd);
  if (!entries) {
    close(fd);
    return false;
  }
  struct page_folder folder cleanup_with(page_folder_clear) = {
      .inode = about.st_ino, .changed = nanoseconds(about.st_mtim)};
  bool is_one = entries_take(entries, path, any_names, &folder);
  closedir(entries);
  if (!is_one)
    return false;
  qsort(folder.pages, folder.count, sizeof *folder.pages, path_compare_natural);
  *ret_folder = folder;
  folder = (struct page_folder){0};
  return true;
}

enum status content_digest(const char *path, char ret_sha256[DIGEST_HEX_BYTES], struct error *error)
{
  uint64_t bytes;
  struct page_folder folder cleanup_with(page_folder_clear) = {0};
  if (!page_folder_read(path, true, &folder))
    return digest_file(path, ret_sha256, &bytes, error);
  return digest_files((const char *const *)folder.pages, folder.count, ret_sha256, &bytes, error);
}
