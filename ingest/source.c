#include "ingest/source.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "ingest/source_pictures.h"
#include "ingest/source_single.h"

/* One of the two is there. */
struct source {
  struct source_single *single;
  struct source_pictures *pictures;
  int page_count;
};

/* Takes over what was opened. */
static struct source *source_make(struct source_single *single, struct source_pictures *pictures,
                                  int page_count)
{
  struct source *source = memory_alloc(sizeof *source);
  *source = (struct source){single, pictures, page_count};
  return source;
}

enum status source_open(const char *path, const struct source_limits *limits,
                        struct source **ret_source, struct error *error)
{
  struct source_single *single = NULL;
  enum status status =
      source_single_open(path, limits ? limits : &source_limits_default, &single, error);
  if (!status)
    *ret_source = source_make(single, NULL, source_single_page_count(single));
  return status;
}

enum status source_open_pictures(const char *const *paths, size_t count,
                                 const struct source_limits *limits, struct source **ret_source,
                                 struct error *error)
{
  struct source_pictures *pictures = NULL;
  int page_count;
  enum status status = source_pictures_open(paths, count, limits ? limits : &source_limits_default,
                                            &pictures, &page_count, error);
  if (!status)
    *ret_source = source_make(NULL, pictures, page_count);
  return status;
}

void source_close(struct source **address)
{
  struct source *source = *address;
  *address = NULL;
  if (!source)
    return;
  source_pictures_close(&source->pictures);
  source_single_close(&source->single);
  free(source);
}

/* libde265 decodes HEIC with threads, whatever it is told, and waits for ever where it gets none.
 */
bool source_wants_threads(const char *path)
{
  char head[8] = "";
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  bool whole = file >= 0 && pread(file, head, sizeof head, 0) == sizeof head;
  if (file >= 0)
    close(file);
  return whole && memcmp(head + 4, "ftyp", 4) == 0;
}

enum source_format source_get_format(const struct source *source)
{
  return source->single ? source_single_format(source->single) : SOURCE_PICTURES;
}

int source_page_count(const struct source *source)
{
  return source->page_count;
}

enum status source_load_page(struct source *source, int index, enum pdf_text_mode pdf_text,
                             struct page_picture *ret_picture, struct error *error)
{
  if (index < 0 || index >= source->page_count)
    return error_set(error, STATUS_INTERNAL, "page %d of %d asked for", index + 1,
                     source->page_count);
  if (source->pictures)
    return source_pictures_load(source->pictures, index, pdf_text, ret_picture, error);
  return source_single_load(source->single, index, pdf_text, ret_picture, error);
}
