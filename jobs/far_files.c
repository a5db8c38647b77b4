#include "jobs/far_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "files/atomic_file.h"
#include "files/file_carry.h"
#include "queue/file_store.h"

void far_files_clear(struct far_files *files)
{
  if (files->folder)
    folder_remove_all(files->folder);
  for (size_t i = 0; i < files->count; i++)
    free(files->paths[i]);
  free(files->paths);
  free(files->folder);
  *files = (struct far_files){0};
}

/* An empty mount point must not make a document fail that others can read. */
static enum status store_check(const char *store, const struct far_task *task, struct error *error)
{
  if (!store)
    return error_set(error, STATUS_INSTALL,
                     "a document lies in a store; name the folder that all machines mount with "
                     "--store");
  autofree char *folder = memory_format("%s/%s", store, task->owner);
  if (!file_exists(folder))
    return error_set(error, STATUS_INSTALL,
                     "--store: %s has nothing of whoever put the document in; is it mounted?",
                     store);
  return STATUS_OK;
}

static enum status message_bytes_write(const struct far_file *file, const unsigned char *bytes,
                                       const char *path, struct error *error)
{
  char sha256[DIGEST_HEX_BYTES];
  digest_bytes(bytes, file->bytes, sha256);
  if (strcmp(sha256, file->sha256) != 0)
    return error_set(error, STATUS_BAD_INPUT,
                     "a document in the queue is not what its digest says");
  return file_write_atomic(path, bytes, file->bytes, error);
}

static enum status file_fetch(const struct far_task *task, const struct envelope *envelope,
                              const char *store, size_t index, size_t at, const char *path,
                              struct error *error)
{
  const struct far_file *file = &task->files[index];
  if (task->in_message)
    return message_bytes_write(file, envelope->bytes + at, path, error);
  return file_store_fetch(store, task->owner, file->sha256, file->bytes, path, error);
}

static enum status all_fetch(const struct far_task *task, const struct envelope *envelope,
                             const char *store, struct far_files *files, struct error *error)
{
  enum status status = STATUS_OK;
  size_t at = 0;
  for (size_t i = 0; !status && i < task->file_count; i++) {
    files->paths[i] = memory_format("%s/%s", files->folder, task->files[i].sha256);
    status = file_fetch(task, envelope, store, i, at, files->paths[i], error);
    at += task->files[i].bytes;
  }
  return status;
}

enum status far_files_fetch(const struct far_task *task, const struct envelope *envelope,
                            const char *store, const char *top, struct far_files *ret_files,
                            struct error *error)
{
  if (!task->in_message && store_check(store, task, error))
    return error->status;
  struct far_files files = {.folder = memory_format("%s/XXXXXX", top),
                            .paths = memory_alloc(task->file_count * sizeof *files.paths),
                            .count = task->file_count};
  enum status status = STATUS_OK;
  if (!mkdtemp(files.folder))
    status = error_set_errno(error, errno, "%s: no folder can be made", top);
  if (!status)
    status = all_fetch(task, envelope, store, &files, error);
  if (status)
    far_files_clear(&files);
  else
    *ret_files = files;
  return status;
}
