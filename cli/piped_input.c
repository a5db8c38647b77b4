#include "cli/piped_input.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

enum { CHUNK_BYTES = 64 << 10, PATH_BYTES = 4096 };

/* ---- what is to be gone when the run is ended by a signal ---- */

/* A signal handler can see nothing but statics. */
static struct {
  volatile pid_t
      owner; /* not its workers, which inherit the handler; 0: nothing is to be removed */
  volatile size_t count;
  char folder[PATH_BYTES - 32];
} left;

static const int endings[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

/* "FOLDER/12", by what a handler may call. */
static void left_file_name(size_t number, char ret_path[PATH_BYTES])
{
  char digits[24];
  size_t at = sizeof digits, length = strlen(left.folder);
  digits[--at] = '\0';
  for (; number; number /= 10)
    digits[--at] = (char)('0' + number % 10);
  digits[--at] = '/';
  memcpy(ret_path, left.folder, length);
  memcpy(ret_path + length, digits + at, sizeof digits - at);
}

static void left_remove(int number)
{
  char path[PATH_BYTES];
  for (size_t i = 1; left.owner == getpid() && i <= left.count; i++) {
    left_file_name(i, path);
    unlink(path);
  }
  if (left.owner == getpid())
    rmdir(left.folder);
  /* The handler was reset (SA_RESETHAND): the signal now has its usual effect. */
  raise(number);
}

static void left_watch(const char *folder)
{
  if (snprintf(left.folder, sizeof left.folder, "%s", folder) >= (int)sizeof left.folder)
    return;
  left.count = 0;
  left.owner = getpid();
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    const struct sigaction action = {.sa_handler = left_remove, .sa_flags = SA_RESETHAND};
    struct sigaction before;
    /* What is ignored, as by nohup, stays so. */
    if (sigaction(endings[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
      sigaction(endings[i], &action, NULL);
  }
}

/* ---- copies ---- */

static bool is_standard_input(const char *path)
{
  return strcmp(path, "-") == 0;
}

/* A name of something that this process has open: it means another thing to the workers, also where
 * it is a plain file. */
static bool is_own_descriptor(const char *path)
{
  static const char *const starts[] = {"/dev/fd/", "/proc/self/fd/"};
  bool own = strcmp(path, "/dev/stdin") == 0;
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    own |= strncmp(path, starts[i], strlen(starts[i])) == 0;
  return own;
}

static bool is_piped(const char *path)
{
  struct stat about;
  return is_standard_input(path) || is_own_descriptor(path) ||
         (stat(path, &about) == 0 && (S_ISFIFO(about.st_mode) || S_ISSOCK(about.st_mode)));
}

static bool write_all(int fd, const char *bytes, size_t size)
{
  while (size > 0) {
    ssize_t done = write(fd, bytes, size);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return false;
    bytes += done;
    size -= (size_t)done;
  }
  return true;
}

static enum status stream_copy(int from, int to, const char *shown, uint64_t bytes_max,
                               struct error *error)
{
  autofree char *chunk = memory_alloc(CHUNK_BYTES);
  uint64_t total = 0;
  for (;;) {
    ssize_t got = read(from, chunk, CHUNK_BYTES);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return error_set_errno(error, errno, "%s: cannot be read", shown);
    if (got == 0)
      return STATUS_OK;
    total += (uint64_t)got;
    if (total > bytes_max)
      return error_set(error, STATUS_TOO_LARGE,
                       "%s: more than the limit of %" PRIu64 " MB; raise --max-file", shown,
                       bytes_max >> 20);
    if (!write_all(to, chunk, (size_t)got))
      return error_set_errno(error, errno, "%s: cannot be kept in a temporary file", shown);
  }
}

static enum status folder_make(struct piped_inputs *piped, struct error *error)
{
  const char *temporary = getenv("TMPDIR");
  if (piped->folder)
    return STATUS_OK;
  char *folder =
      memory_format("%s/zhaolu-XXXXXX", temporary && temporary[0] == '/' ? temporary : "/tmp");
  if (!mkdtemp(folder)) {
    enum status status = error_set_errno(error, errno, "%s: cannot be made", folder);
    free(folder);
    return status;
  }
  piped->folder = folder;
  left_watch(folder);
  return STATUS_OK;
}

/* Copies what comes through `path` to `copy`. */
static enum status pipe_copy(const char *path, const char *copy, uint64_t bytes_max,
                             struct error *error)
{
  bool standard = is_standard_input(path);
  const char *shown = standard ? "standard input" : path;
  if (standard && isatty(STDIN_FILENO))
    return error_set(error, STATUS_BAD_INPUT,
                     "standard input is a terminal; give a file, or send one through a pipe");
  int from = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (from < 0)
    return error_set_errno(error, errno, "%s: cannot be opened", shown);
  int to = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  enum status status = to < 0 ? error_set_errno(error, errno, "%s: cannot be made", copy)
                              : stream_copy(from, to, shown, bytes_max, error);
  if (to >= 0)
    close(to);
  if (!standard)
    close(from);
  return status;
}

static void document_copy(struct piped_inputs *piped, struct input_document *document,
                          size_t *number, uint64_t bytes_max)
{
  for (size_t i = 0; i < document->file_count; i++) {
    const char *path = document->files[i];
    if (document->error.status || !is_piped(path) || folder_make(piped, &document->error))
      continue;
    char *copy = memory_format("%s/%zu", piped->folder, ++*number);
    left.count = *number;
    if (is_standard_input(path) && i == 0 && is_standard_input(document->name)) {
      free(document->name);
      free(document->stem);
      document->name = memory_copy_string("stdin");
      document->stem = memory_copy_string("stdin");
    }
    if (pipe_copy(path, copy, bytes_max, &document->error))
      unlink(copy);
    free(document->files[i]);
    document->files[i] = copy;
  }
}

void piped_inputs_copy(struct piped_inputs *piped, struct input_list *list, uint64_t bytes_max)
{
  size_t number = 0;
  for (size_t i = 0; i < list->count; i++)
    document_copy(piped, &list->items[i], &number, bytes_max);
}

bool piped_inputs_hold(const struct piped_inputs *piped, const char *path)
{
  size_t length = piped->folder ? strlen(piped->folder) : 0;
  return length && strncmp(path, piped->folder, length) == 0 && path[length] == '/';
}

void piped_inputs_remove(struct piped_inputs *piped, const struct input_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    for (size_t file = 0; file < list->items[i].file_count; file++)
      if (piped_inputs_hold(piped, list->items[i].files[file]))
        unlink(list->items[i].files[file]);
  if (piped->folder)
    rmdir(piped->folder);
  left.owner = 0;
  free(piped->folder);
  piped->folder = NULL;
}
