#include "ingest/source_pictures.h"

#include <stdlib.h>

#include "base/memory.h"
#include "ingest/source_single.h"

struct part {
  char *path;
  int first_page; /* 0-based, in the whole document */
  int page_count;
};

struct source_pictures {
  struct source_limits limits;
  struct part *parts;
  size_t count;
  struct source_single *open; /* of part `open_part`; NULL while none is */
  size_t open_part;
};

/* Pages of a file; one that cannot be read counts as one page. */
static int count_pages(const char *path, const struct source_limits *limits, bool *readable,
                       struct error *first_error)
{
  struct source_single *source = NULL;
  struct error error = {0};
  if (source_single_open(path, limits, &source, &error)) {
    if (!first_error->status)
      *first_error = error;
    return 1;
  }
  *readable = true;
  int pages = source_single_page_count(source);
  source_single_close(&source);
  return pages;
}

enum status source_pictures_open(const char *const *paths, size_t count,
                                 const struct source_limits *limits,
                                 struct source_pictures **ret_pictures, int *ret_page_count,
                                 struct error *error)
{
  if (!count)
    return error_set(error, STATUS_BAD_INPUT, "no pictures were given");
  if (count > (size_t)limits->max_pages)
    return error_set(error, STATUS_TOO_LARGE, "%s: %zu files are more than the limit of %d pages",
                     paths[0], count, limits->max_pages);
  struct source_pictures *pictures cleanup_with(source_pictures_close) =
      memory_alloc(sizeof *pictures);
  pictures->limits = *limits;
  pictures->parts = memory_alloc(count * sizeof *pictures->parts);
  struct error first_error = {0};
  bool readable = false;
  int pages = 0;
  for (size_t i = 0; i < count; i++) {
    struct part *part = &pictures->parts[pictures->count++];
    *part = (struct part){.path = memory_copy_string(paths[i]), .first_page = pages};
    part->page_count = count_pages(paths[i], limits, &readable, &first_error);
    pages += part->page_count;
    if (pages > limits->max_pages)
      return error_set(error, STATUS_TOO_LARGE, "%s: more than the limit of %d pages in all",
                       paths[i], limits->max_pages);
  }
  if (!readable) {
    if (error)
      *error = first_error;
    return first_error.status;
  }
  *ret_pictures = pictures;
  *ret_page_count = pages;
  pictures = NULL;
  return STATUS_OK;
}

void source_pictures_close(struct source_pictures **address)
{
  struct source_pictures *pictures = *address;
  *address = NULL;
  if (!pictures)
    return;
  for (size_t i = 0; i < pictures->count; i++)
    free(pictures->parts[i].path);
  source_single_close(&pictures->open);
  free(pictures->parts);
  free(pictures);
}

static size_t part_of_page(const struct source_pictures *pictures, int index)
{
  size_t low = 0, high = pictures->count - 1;
  while (low < high) {
    size_t middle = (low + high + 1) / 2;
    if (pictures->parts[middle].first_page <= index)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

enum status source_pictures_load(struct source_pictures *pictures, int index,
                                 enum pdf_text_mode pdf_text, struct page_picture *ret_picture,
                                 struct error *error)
{
  size_t number = part_of_page(pictures, index);
  const struct part *part = &pictures->parts[number];
  if (pictures->open && pictures->open_part != number)
    source_single_close(&pictures->open);
  if (!pictures->open) {
    enum status status = source_single_open(part->path, &pictures->limits, &pictures->open, error);
    if (status)
      return status;
    pictures->open_part = number;
  }
  int page = index - part->first_page;
  if (page >= source_single_page_count(pictures->open))
    return error_set(error, STATUS_BAD_INPUT, "%s: the file changed while it was read", part->path);
  return source_single_load(pictures->open, page, pdf_text, ret_picture, error);
}
