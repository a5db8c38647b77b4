#include "ingest/tiff_directories.h"

#include <stdlib.h>

#include "base/memory.h"

enum { TAG_SUBFILE_TYPE = 254, SUBFILE_REDUCED = 1, ENTRIES_AT_MOST = 4096 };

/* Classic TIFF (6.0 §2) or BigTIFF: the same shape with wider numbers. */
struct walk {
  const struct source_file *file;
  bool big_endian;
  int offset_bytes; /* 4 or 8 */
  int count_bytes;  /* of a directory's entry count: 2 or 8 */
  int entry_bytes;  /* 12 or 20 */
  uint64_t *seen;   /* all directories so far */
  size_t seen_count, seen_capacity;
};

static uint64_t number(const struct walk *walk, const unsigned char *bytes, int count)
{
  uint64_t value = 0;
  for (int i = 0; i < count; i++)
    value = value << 8 | bytes[walk->big_endian ? i : count - 1 - i];
  return value;
}

static bool read_number(const struct walk *walk, uint64_t offset, int count, uint64_t *ret_value)
{
  unsigned char bytes[8];
  if (source_file_peek(walk->file, offset, bytes, (size_t)count) != (size_t)count)
    return false;
  *ret_value = number(walk, bytes, count);
  return true;
}

/* Reads the file's first bytes; *ret_first is the first directory's offset. */
static bool walk_begin(struct walk *walk, uint64_t *ret_first)
{
  unsigned char head[4];
  if (source_file_peek(walk->file, 0, head, sizeof head) != sizeof head)
    return false;
  walk->big_endian = head[0] == 'M';
  bool big = number(walk, head + 2, 2) == 43;
  walk->offset_bytes = big ? 8 : 4;
  walk->count_bytes = big ? 8 : 2;
  walk->entry_bytes = big ? 20 : 12;
  return read_number(walk, big ? 8 : 4, walk->offset_bytes, ret_first);
}

/* Reads one directory: whether it is a page or a thumbnail, and where the next one is. */
static bool walk_step(const struct walk *walk, uint64_t offset, bool *ret_thumbnail,
                      uint64_t *ret_next)
{
  uint64_t count;
  if (offset >= walk->file->size || !read_number(walk, offset, walk->count_bytes, &count) ||
      count == 0 || count > ENTRIES_AT_MOST)
    return false;
  uint64_t entry = offset + (uint64_t)walk->count_bytes;
  *ret_thumbnail = false;
  for (uint64_t i = 0; i < count; i++, entry += (uint64_t)walk->entry_bytes) {
    unsigned char bytes[20];
    size_t size = (size_t)walk->entry_bytes;
    if (source_file_peek(walk->file, entry, bytes, size) != size)
      return false;
    if (number(walk, bytes, 2) == TAG_SUBFILE_TYPE) /* one LONG, in the entry itself */
      *ret_thumbnail = number(walk, bytes + 4 + walk->offset_bytes, 4) & SUBFILE_REDUCED;
  }
  return read_number(walk, entry, walk->offset_bytes, ret_next);
}

static bool walk_was_at(const struct walk *walk, uint64_t offset)
{
  for (size_t i = 0; i < walk->seen_count; i++)
    if (walk->seen[i] == offset)
      return true;
  return false;
}

static enum status walk_chain(struct walk *walk, uint64_t **offsets, int *count,
                              struct error *error)
{
  uint64_t offset;
  if (!walk_begin(walk, &offset))
    return error_set(error, STATUS_BAD_INPUT, "the TIFF is cut off; copy or scan it again");
  int capacity = 0;
  while (offset) {
    uint64_t next;
    bool thumbnail;
    size_t number_of_page = walk->seen_count + 1;
    if (walk_was_at(walk, offset))
      return error_set(error, STATUS_BAD_INPUT,
                       "the TIFF's list of pages loops after page %zu; the file is damaged, "
                       "scan it again",
                       walk->seen_count);
    if (walk->seen_count >= (size_t)walk->file->limits.max_pages)
      return error_set(error, STATUS_TOO_LARGE,
                       "the TIFF has more than %d pages; split it, or raise --max-pages",
                       walk->file->limits.max_pages);
    if (!walk_step(walk, offset, &thumbnail, &next))
      return error_set(error, STATUS_BAD_INPUT,
                       "the TIFF is cut off or damaged: the directory of page %zu cannot be read; "
                       "copy or scan it again",
                       number_of_page);
    array_reserve(walk->seen, walk->seen_count, walk->seen_capacity);
    walk->seen[walk->seen_count++] = offset;
    if (!thumbnail) {
      array_reserve(*offsets, *count, capacity);
      (*offsets)[(*count)++] = offset;
    }
    offset = next;
  }
  return STATUS_OK;
}

enum status tiff_directories_find(const struct source_file *file, uint64_t **ret_offsets,
                                  int *ret_count, struct error *error)
{
  struct walk walk = {.file = file};
  autofree uint64_t *offsets = NULL;
  int count = 0;
  enum status status = walk_chain(&walk, &offsets, &count, error);
  free(walk.seen);
  if (status)
    return status;
  if (!count)
    return error_set(error, STATUS_BAD_INPUT, "the TIFF has no pages; scan it again");
  *ret_offsets = offsets;
  *ret_count = count;
  offsets = NULL;
  return STATUS_OK;
}
