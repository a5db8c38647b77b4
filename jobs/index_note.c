#include "jobs/index_note.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "files/atomic_file.h"
#include "files/digest.h"
#include "files/file_carry.h"
#include "files/stream.h"

enum {
  REMEMBERED = 32, /* versions: one stands there, others were lost to kills or another program */
  NOTE_BYTES_MAX = 1 << 20
};

static char *note_path(const char *out)
{
  return memory_format("%s/.zhaolu/index.sha256", out);
}

/* A line is "<digest>  index.html"; a note that cannot be read remembers nothing. */
static char *note_read(const char *path)
{
  char *text = NULL;
  size_t length;
  if (!file_exists(path) || stream_read_all(path, NOTE_BYTES_MAX, &text, &length, NULL))
    return memory_copy_string("");
  return text;
}

bool index_note_has(const char *out, const char *sha256)
{
  autofree char *path = note_path(out), *text = note_read(path);
  return strstr(text, sha256) != NULL;
}

/* The last lines, at most `count` of them. */
static const char *lines_last(const char *text, size_t count)
{
  const char *at = text + strlen(text);
  while (at > text && (at[-1] != '\n' || count-- > 0))
    at--;
  return at;
}

enum status index_note_add(const char *out, const char *sha256, struct error *error)
{
  autofree char *path = note_path(out), *text = note_read(path);
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  if (strstr(text, sha256))
    return STATUS_OK;
  strbuf_appendf(&bytes, "%s%s  index.html\n", lines_last(text, REMEMBERED - 1), sha256);
  enum status status = folder_make_above(path, error);
  return status ? status : file_write_atomic(path, strbuf_text(&bytes), bytes.length, error);
}
