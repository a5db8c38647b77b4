#include "ingest/source_single.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "ingest/source_decoder.h"
#include "ingest/source_guess.h"

static const struct source_decoder *const decoders[] = {
    &source_png_decoder, &source_jpeg_decoder, &source_tiff_decoder, &source_webp_decoder,
    &source_bmp_decoder, &source_gif_decoder,  &source_heic_decoder, &source_ofd_decoder,
    &source_pdf_decoder, /* last: its mark may stand
      anywhere in the first bytes */
};
enum { DECODERS = sizeof decoders / sizeof *decoders, HEAD_BYTES = 1024 };

struct source_single {
  const struct source_decoder *decoder;
  struct source_file file;
  void *state; /* the decoder's */
  int page_count;
};

/* Opens without blocking on a pipe, and takes nothing but a plain file. */
static enum status file_open(const char *path, const struct source_limits *limits,
                             struct source_file *ret_file, struct error *error)
{
  struct stat info;
  int fd = open(path,
                O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (limits->no_links ? O_NOFOLLOW : 0));
  if (fd < 0 && errno == ELOOP && limits->no_links)
    return error_set(error, STATUS_BAD_INPUT, "a link was put in the file's place");
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
  else
    status = source_limits_check_file(limits, (uint64_t)info.st_size, error);
  if (status) {
    close(fd);
    return status;
  }
  *ret_file = (struct source_file){.path = memory_copy_string(path),
                                   .fd = fd,
                                   .size = (uint64_t)info.st_size,
                                   .limits = *limits};
  return STATUS_OK;
}

static enum status choose_decoder(struct source_single *single, struct error *error)
{
  unsigned char head[HEAD_BYTES];
  size_t size = source_file_peek(&single->file, 0, head, sizeof head);
  for (int i = 0; i < DECODERS; i++)
    if (decoders[i]->recognises(head, size) &&
        (!decoders[i]->confirms || decoders[i]->confirms(&single->file))) {
      single->decoder = decoders[i];
      return STATUS_OK;
    }
  return error_set(error, STATUS_UNSUPPORTED,
                   "not a picture this program reads (it looks like %s); give PNG, JPEG, TIFF, "
                   "WebP, BMP, GIF, HEIC, PDF or OFD",
                   source_guess_kind(head, size));
}

static enum status single_begin(struct source_single *single, const char *path,
                                const struct source_limits *limits, struct error *error)
{
  enum status status = file_open(path, limits, &single->file, error);
  if (!status)
    status = choose_decoder(single, error);
  if (!status)
    status = single->decoder->open(&single->file, &single->state, &single->page_count, error);
  return status;
}

enum status source_single_open(const char *path, const struct source_limits *limits,
                               struct source_single **ret_single, struct error *error)
{
  struct source_single *single = memory_alloc(sizeof *single);
  single->file.fd = -1;
  enum status status = single_begin(single, path, limits, error);
  if (status) {
    source_single_close(&single);
    error_prefix(error, "%s", path);
    return status;
  }
  *ret_single = single;
  return STATUS_OK;
}

void source_single_close(struct source_single **address)
{
  struct source_single *single = *address;
  *address = NULL;
  if (!single)
    return;
  if (single->state)
    single->decoder->close(single->state);
  if (single->file.fd >= 0)
    close(single->file.fd);
  free(single->file.path);
  free(single);
}

enum source_format source_single_format(const struct source_single *single)
{
  return single->decoder->format;
}

int source_single_page_count(const struct source_single *single)
{
  return single->page_count;
}

enum status source_single_load(struct source_single *single, int index, enum pdf_text_mode pdf_text,
                               struct page_picture *ret_picture, struct error *error)
{
  enum status status =
      single->decoder->load(&single->file, single->state, index, pdf_text, ret_picture, error);
  if (status && single->page_count > 1)
    error_prefix(error, "%s: page %d", single->file.path, index + 1);
  else if (status)
    error_prefix(error, "%s", single->file.path);
  return status;
}

static bool holds_pages(enum source_format format)
{
  return format == SOURCE_PDF || format == SOURCE_OFD;
}

enum status source_single_load_bytes(const unsigned char *bytes, size_t size,
                                     const struct source_limits *limits,
                                     struct page_picture *ret_picture, struct error *error)
{
  struct source_single *single cleanup_with(source_single_close) = memory_alloc(sizeof *single);
  single->file = (struct source_file){.fd = -1, .bytes = bytes, .size = size, .limits = *limits};
  enum status status =
      size ? choose_decoder(single, error) : error_set(error, STATUS_BAD_INPUT, "it is empty");
  if (!status && holds_pages(single->decoder->format))
    status = error_set(error, STATUS_UNSUPPORTED, "it is no picture, but a document of its own");
  if (!status)
    status = single->decoder->open(&single->file, &single->state, &single->page_count, error);
  if (!status)
    status =
        single->decoder->load(&single->file, single->state, 0, PDF_TEXT_NEVER, ret_picture, error);
  return status;
}
