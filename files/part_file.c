#include "files/part_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/atomic_file.h"
#include "files/file_carry.h"

struct part_file {
  FILE *stream;
  char *path, *part;
  int failure; /* errno of the first write that failed */
};

void part_file_drop(struct part_file **file)
{
  struct part_file *old = *file;
  if (!old)
    return;
  if (old->stream)
    fclose(old->stream);
  if (old->part)
    unlink(old->part);
  free(old->path);
  free(old->part);
  free(old);
  *file = NULL;
}

static enum status write_error(struct error *error, int failure, const char *path)
{
  if (failure == ENOSPC || failure == EDQUOT)
    return error_set(error, STATUS_NO_SPACE, "%s: no room left on the disk", path);
  return error_set_errno(error, failure, "%s: cannot be written", path);
}

enum status part_file_open(const char *path, struct part_file **ret_file, struct error *error)
{
  struct part_file *file = memory_alloc(sizeof *file);
  autofree char *folder = path_folder(path);
  file->path = memory_copy_string(path);
  file->part =
      memory_format("%s/" ATOMIC_FILE_PREFIX "%d-%s", folder, (int)getpid(), path_base(path));
  int fd = open(file->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (fd >= 0)
    file->stream = fdopen(fd, "w");
  if (!file->stream) {
    enum status status = write_error(error, errno, path);
    part_file_drop(&file);
    return status;
  }
  *ret_file = file;
  return STATUS_OK;
}

void part_file_write(struct part_file *file, const char *bytes, size_t size)
{
  if (size && !file->failure && fwrite(bytes, 1, size, file->stream) != size)
    file->failure = errno ? errno : EIO;
}

const char *part_file_path(const struct part_file *file)
{
  return file->part;
}

enum status part_file_digest(struct part_file *file, char ret_hex[DIGEST_HEX_BYTES],
                             struct error *error)
{
  if (!file->failure && fflush(file->stream) != 0)
    file->failure = errno;
  if (file->failure)
    return write_error(error, file->failure, file->path);
  uint64_t bytes;
  return digest_file(file->part, ret_hex, &bytes, error);
}

enum status part_file_finish(struct part_file **file, struct error *error)
{
  struct part_file *old = *file;
  if (!old->failure && (fflush(old->stream) != 0 || fsync(fileno(old->stream)) != 0))
    old->failure = errno;
  if (!old->failure && fclose(old->stream) != 0)
    old->failure = errno;
  if (!old->failure)
    old->stream = NULL;
  enum status status = old->failure ? write_error(error, old->failure, old->path)
                                    : file_move(old->part, old->path, error);
  if (!status) {
    free(old->part);
    old->part = NULL;
  }
  part_file_drop(file);
  return status;
}
