#include "spool/written_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "files/file_carry.h"
#include "files/stream.h"

enum { LIST_BYTES_MAX = 256 << 20 }; /* some two million files */

struct written_list {
  char *path;
  struct strbuf text; /* begins with a line's end, so that each line stands between two */
};

/* "\n<digest>  <file>\n", as sha256sum has it: a name that would break the line is escaped, and a
 * backslash before the line says so. */
static char *line_of(const char *file, const char *sha256)
{
  struct strbuf name cleanup_with(strbuf_clear) = {0};
  bool escaped = false;
  for (const char *at = file; *at; at++) {
    bool special = *at == '\n' || *at == '\\';
    escaped = escaped || special;
    if (special)
      strbuf_append_char(&name, '\\');
    strbuf_append_char(&name, *at == '\n' ? 'n' : *at);
  }
  return memory_format("\n%s%s  %s\n", escaped ? "\\" : "", sha256, strbuf_text(&name));
}

void written_list_close(struct written_list **list)
{
  if (!*list)
    return;
  free((*list)->path);
  strbuf_clear(&(*list)->text);
  free(*list);
  *list = NULL;
}

enum status written_list_open(const char *folder, struct written_list **ret_list,
                              struct error *error)
{
  struct written_list *list cleanup_with(written_list_close) = memory_alloc(sizeof *list);
  list->path = memory_format("%s/.zhaolu/written.sha256", folder);
  strbuf_append_char(&list->text, '\n');
  if (file_exists(list->path)) {
    autofree char *text = NULL;
    size_t length;
    enum status status = stream_read_all(list->path, LIST_BYTES_MAX, &text, &length, error);
    if (status)
      return status;
    strbuf_append_bytes(&list->text, text, length);
  }
  *ret_list = list;
  list = NULL;
  return STATUS_OK;
}

bool written_list_has(const struct written_list *list, const char *file, const char *sha256)
{
  autofree char *line = line_of(file, sha256);
  return strstr(strbuf_text(&list->text), line) != NULL;
}

enum status written_list_note(struct written_list *list, const char *file, const char *sha256,
                              struct error *error)
{
  if (written_list_has(list, file, sha256))
    return STATUS_OK;
  enum status status = folder_make_above(list->path, error);
  if (status)
    return status;
  autofree char *line = line_of(file, sha256);
  size_t length = strlen(line + 1);
  int fd = open(list->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  /* One write a line: lines of two programs do not mix. */
  bool written = fd >= 0 && write(fd, line + 1, length) == (ssize_t)length;
  if (!written)
    status = error_set_errno(error, errno ? errno : EIO, "%s: cannot be written", list->path);
  if (fd >= 0)
    close(fd);
  if (!status)
    strbuf_append_bytes(&list->text, line + 1, length);
  return status;
}
