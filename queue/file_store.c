#include "queue/file_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/atomic_file.h"
#include "files/file_carry.h"
#include "files/folder_list.h"
#include "files/part_file.h"
#include "files/stream.h"

enum { CHUNK_BYTES = 256 << 10 };

static char *place_of(const char *store, const char *owner, const char *sha256)
{
  return memory_format("%s/%s/%.2s/%s", store, owner, sha256, sha256);
}

/* Trouble with the store is never the document's. */
static enum status store_error(struct error *error)
{
  error_prefix(error, "--store");
  if (error->status != STATUS_NO_SPACE)
    error->status = STATUS_IO;
  return error->status;
}

/* Copies an open file to its end, but no more than `limit` bytes. */
static enum status stream_copy(FILE *from, const char *name, uint64_t limit, struct part_file *to,
                               struct error *error)
{
  autofree char *chunk = memory_alloc(CHUNK_BYTES);
  uint64_t bytes = 0;
  size_t count;
  while ((count = fread(chunk, 1, CHUNK_BYTES, from)) > 0) {
    bytes += count;
    if (bytes > limit)
      return error_set(error, STATUS_IO, "%s: is longer than it was", name);
    part_file_write(to, chunk, count);
  }
  return ferror(from) ? error_set(error, STATUS_IO, "%s: cannot be read", name) : STATUS_OK;
}

static enum status digest_hold(struct part_file *file, const char *sha256, const char *name,
                               struct error *error)
{
  char found[DIGEST_HEX_BYTES];
  enum status status = part_file_digest(file, found, error);
  if (!status && strcmp(found, sha256) != 0)
    status = error_set(error, STATUS_IO, "%s: its content is not what its digest says", name);
  return status;
}

/* From one place to another, which appears only when the content was verified. */
static enum status verified_copy(const char *from, const char *to, const char *sha256,
                                 uint64_t limit, struct error *error)
{
  FILE *stream = fopen(from, "rbe");
  if (!stream)
    return error_set(error, STATUS_IO, "%s: cannot be opened", from);
  cleanup_with(part_file_drop) struct part_file *part = NULL;
  enum status status = part_file_open(to, &part, error);
  if (!status)
    status = stream_copy(stream, from, limit, part, error);
  fclose(stream);
  if (!status)
    status = digest_hold(part, sha256, from, error);
  return status ? status : part_file_finish(&part, error);
}

enum status file_store_put_file(const char *store, const char *owner, const char *path,
                                const char *sha256, struct error *error)
{
  autofree char *place = place_of(store, owner, sha256);
  if (file_exists(place))
    return STATUS_OK;
  enum status status = folder_make_above(place, error);
  if (!status)
    status = verified_copy(path, place, sha256, UINT64_MAX, error);
  return status ? store_error(error) : STATUS_OK;
}

enum status file_store_put_bytes(const char *store, const char *owner, const void *bytes,
                                 size_t size, char ret_sha256[DIGEST_HEX_BYTES],
                                 struct error *error)
{
  char sha256[DIGEST_HEX_BYTES];
  digest_bytes(bytes, size, sha256);
  autofree char *place = place_of(store, owner, sha256);
  enum status status = folder_make_above(place, error);
  if (!status)
    status = file_write_atomic(place, bytes, size, error);
  if (status)
    return store_error(error);
  memcpy(ret_sha256, sha256, sizeof sha256);
  return STATUS_OK;
}

enum status file_store_fetch(const char *store, const char *owner, const char *sha256,
                             uint64_t size, const char *path, struct error *error)
{
  autofree char *place = place_of(store, owner, sha256);
  enum status status = verified_copy(place, path, sha256, size, error);
  return status ? store_error(error) : STATUS_OK;
}

enum status file_store_read(const char *store, const char *owner, const char *sha256, size_t limit,
                            unsigned char **ret_bytes, size_t *ret_size, struct error *error)
{
  autofree char *place = place_of(store, owner, sha256);
  char found[DIGEST_HEX_BYTES];
  char *bytes = NULL;
  size_t size = 0;
  enum status status = stream_read_all(place, limit, &bytes, &size, error);
  if (status)
    return store_error(error);
  digest_bytes(bytes, size, found);
  if (strcmp(found, sha256) != 0) {
    free(bytes);
    error_set(error, STATUS_IO, "%s: its content is not what its digest says", place);
    return store_error(error);
  }
  *ret_bytes = (unsigned char *)bytes;
  *ret_size = size;
  return STATUS_OK;
}

void file_store_remove(const char *store, const char *owner, const char *sha256)
{
  autofree char *place = place_of(store, owner, sha256);
  unlink(place);
}

void file_store_sweep(const char *store, const char *owner, int64_t older_than_seconds)
{
  autofree char *folder = memory_format("%s/%s", store, owner);
  cleanup_with(folder_list_clear) struct folder_list list = {0};
  int64_t before = (int64_t)time(NULL) - older_than_seconds;
  folder_list_files(folder, &list);
  for (size_t i = 0; i < list.count; i++) {
    autofree char *path = memory_format("%s/%s", folder, list.names[i]);
    struct stat about;
    if (stat(path, &about) == 0 && about.st_mtime < before)
      unlink(path);
  }
}
