#include "tests/fuzz/fuzz_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ingest/source.h"

/* Small pictures: drawing a page of A4 takes most of a run, and finds nothing that a small one does
 * not. */
static const struct source_limits limits = {
    .max_pixels = 512 * 512, .max_file_bytes = 8 << 20, .max_pages = 16};

static void load_all(struct source *source)
{
  for (int i = 0; i < source_page_count(source); i++) {
    struct page_picture picture = {0};
    struct error error = {0};
    if (source_load_page(source, i, PDF_TEXT_AUTO, &picture, &error)) {
      if (picture.pix || !error.message[0] || strchr(error.message, '\n'))
        abort(); /* an error leaves nothing behind and says what it is in one line */
      continue;
    }
    if ((uint64_t)pixGetWidth(picture.pix) * (uint64_t)pixGetHeight(picture.pix) >
        limits.max_pixels)
      abort();
    page_picture_clear(&picture);
  }
}

void fuzz_file(const void *bytes, size_t size)
{
  setMsgSeverity(L_SEVERITY_NONE);
  int fd = memfd_create("fuzz", MFD_CLOEXEC);
  if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
    abort();
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  struct source *source = NULL;
  struct error error = {0};
  if (source_open(path, &limits, &source, &error) == STATUS_OK)
    load_all(source);
  else if (source || !error.message[0])
    abort();
  source_close(&source);
  close(fd);
}
