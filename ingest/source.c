#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "ingest/source_decoder.h"
#include "ingest/source_guess.h"
#include "ingest/source_pictures.h"

const struct source_limits source_limits_default = {
    .max_pixels = 200 * 1000 * 1000,
    .max_file_bytes = UINT64_C(1) << 30,
    .max_pages = 2000,
};

static const struct source_decoder *const decoders[] = {
    &source_png_decoder,
    &source_jpeg_decoder,
    &source_tiff_decoder,
    &source_pdf_decoder,
};
enum { DECODERS = sizeof decoders / sizeof *decoders, HEAD_BYTES = 1024 };

struct source {
  const struct source_decoder *decoder; /* NULL for a row of pictures */
  struct source_file file;
  void *state; /* the decoder's */
  struct source_pictures *pictures;
  int page_count;
};

void page_picture_clear(struct page_picture *picture)
{
  pixDestroy(&picture->pix);
  for (size_t i = 0; i < picture->run_count; i++)
    free(picture->runs[i].text);
  free(picture->runs);
  free(picture->jpeg);
  *picture = (struct page_picture){0};
}

/* Opens without blocking on a pipe, and takes nothing but a plain file. */
static enum status file_open(const char *path, const struct source_limits *limits,
                             struct source_file *ret_file, struct error *error)
{
  struct stat info;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0 && (errno == EACCES || errno == EPERM))
    return error_set(error, STATUS_IO, "no permission to read it; try: chmod +r FILE");
  if (fd < 0 && errno == ENOENT)
    return error_set(error, STATUS_NOT_FOUND, "no such file");
  if (fd < 0 || fstat(fd, &info) != 0) {
    int failure = errno;
    if (fd >= 0)
      close(fd);
    return error_set_errno(error, failure, "cannot be opened");
  }
  enum status status = STATUS_OK;
  if (S_ISDIR(info.st_mode))
    status = error_set(error, STATUS_BAD_INPUT, "a folder, where a picture or PDF file is needed");
  else if (!S_ISREG(info.st_mode))
    status = error_set(error, STATUS_UNSUPPORTED, "not a plain file; save it as a file first");
  else if (info.st_size == 0)
    status = error_set(error, STATUS_BAD_INPUT, "the file is empty; copy or scan it again");
  else if ((uint64_t)info.st_size > limits->max_file_bytes)
    status = error_set(error, STATUS_TOO_LARGE,
                       "the file has %" PRIu64 " MB, more than the limit of %" PRIu64
                       " MB; split it into smaller files, or raise --max-file",
                       (uint64_t)info.st_size >> 20, limits->max_file_bytes >> 20);
  if (status) {
    close(fd);
    return status;
  }
  *ret_file = (struct source_file){memory_copy_string(path), fd, (uint64_t)info.st_size, *limits};
  return STATUS_OK;
}

static enum status source_choose_decoder(struct source *source, struct error *error)
{
  unsigned char head[HEAD_BYTES];
  size_t size = source_file_peek(&source->file, 0, head, sizeof head);
  for (int i = 0; i < DECODERS; i++)
    if (decoders[i]->recognises(head, size)) {
      source->decoder = decoders[i];
      return STATUS_OK;
    }
  return error_set(
      error, STATUS_UNSUPPORTED,
      "not a picture this program reads (it looks like %s); give PNG, JPEG, TIFF or PDF",
      source_guess_kind(head, size));
}

static enum status source_begin(struct source *source, const char *path,
                                const struct source_limits *limits, struct error *error)
{
  enum status status = file_open(path, limits, &source->file, error);
  if (!status)
    status = source_choose_decoder(source, error);
  if (!status)
    status = source->decoder->open(&source->file, &source->state, &source->page_count, error);
  return status;
}

enum status source_open(const char *path, const struct source_limits *limits,
                        struct source **ret_source, struct error *error)
{
  struct source *source = memory_alloc(sizeof *source);
  source->file.fd = -1;
  enum status status = source_begin(source, path, limits ? limits : &source_limits_default, error);
  if (status) {
    source_close(&source);
    error_prefix(error, "%s", path);
    return status;
  }
  *ret_source = source;
  return STATUS_OK;
}

enum status source_open_pictures(const char *const *paths, size_t count,
                                 const struct source_limits *limits, struct source **ret_source,
                                 struct error *error)
{
  struct source *source = memory_alloc(sizeof *source);
  source->file.fd = -1;
  enum status status = source_pictures_open(paths, count, limits ? limits : &source_limits_default,
                                            &source->pictures, &source->page_count, error);
  if (status) {
    source_close(&source);
    return status;
  }
  *ret_source = source;
  return STATUS_OK;
}

void source_close(struct source **address)
{
  struct source *source = *address;
  *address = NULL;
  if (!source)
    return;
  source_pictures_close(&source->pictures);
  if (source->state)
    source->decoder->close(source->state);
  if (source->file.fd >= 0)
    close(source->file.fd);
  free(source->file.path);
  free(source);
}

enum source_format source_get_format(const struct source *source)
{
  return source->decoder ? source->decoder->format : SOURCE_PICTURES;
}

const char *source_format_name(enum source_format format)
{
  static const char *const names[] = {"png", "jpeg", "tiff", "pdf", "pictures"};
  return names[format];
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
  enum status status =
      source->decoder->load(&source->file, source->state, index, pdf_text, ret_picture, error);
  if (status && source->page_count > 1)
    error_prefix(error, "%s: page %d", source->file.path, index + 1);
  else if (status)
    error_prefix(error, "%s", source->file.path);
  return status;
}
