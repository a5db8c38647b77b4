#include "files/stream.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"

enum { CHUNK_BYTES = 64 << 10 };

static enum status file_read(FILE *file, const char *name, size_t limit, struct strbuf *text,
                             struct error *error)
{
  autofree char *chunk = memory_alloc(CHUNK_BYTES);
  size_t count;
  errno = 0;
  while ((count = fread(chunk, 1, CHUNK_BYTES, file)) > 0) {
    strbuf_append_bytes(text, chunk, count);
    if (text->length > limit)
      return error_set(error, STATUS_TOO_LARGE, "%s: more than %zu MB of text; split it", name,
                       limit >> 20);
  }
  if (ferror(file))
    return error_set_errno(error, errno ? errno : EIO, "%s: cannot be read", name);
  return STATUS_OK;
}

enum status stream_read_all(const char *path, size_t limit, char **ret_text, size_t *ret_length,
                            struct error *error)
{
  bool standard = strcmp(path, "-") == 0;
  FILE *file = standard ? stdin : fopen(path, "rbe");
  if (!file)
    return error_set_errno(error, errno, "%s: cannot be opened", path);
  struct strbuf text = {0};
  enum status status = file_read(file, standard ? "standard input" : path, limit, &text, error);
  if (!standard)
    fclose(file);
  if (status == STATUS_OK) {
    *ret_length = text.length;
    *ret_text = strbuf_take(&text);
  }
  strbuf_clear(&text);
  return status;
}

enum status stream_write_out(const char *bytes, size_t size, struct error *error)
{
  errno = 0;
  if (fwrite(bytes, 1, size, stdout) == size && fflush(stdout) == 0)
    return STATUS_OK;
  if (errno == EPIPE) { /* whoever reads has seen enough: end as any program in a pipe does */
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
  }
  return error_set_errno(error, errno ? errno : EIO, "cannot write to standard output");
}

static int folders_make(char *path)
{
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    int made = mkdir(path, 0777);
    *slash = '/';
    if (made != 0 && errno != EEXIST)
      return -1;
  }
  return mkdir(path, 0777);
}

enum status folder_prepare(const char *path, struct error *error)
{
  struct stat info;
  autofree char *copy = memory_copy_string(path);
  if (!*path)
    return error_set(error, STATUS_USAGE, "the output folder has no name");
  if (folders_make(copy) != 0 && errno != EEXIST)
    return error_set(error, STATUS_INSTALL, "cannot make the folder %s: %s", path, strerror(errno));
  if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode))
    return error_set(error, STATUS_INSTALL, "%s is not a folder; choose another", path);
  if (access(path, W_OK | X_OK) != 0)
    return error_set(error, STATUS_INSTALL,
                     "cannot write into %s: %s; choose another folder or "
                     "ask for permission",
                     path, strerror(errno));
  return STATUS_OK;
}
