#include "ingest/page_picture.h"

#include <inttypes.h>
#include <stdlib.h>

const char page_picture_damaged[] = "the page's picture is damaged and shows nothing; scan it "
                                    "again, or print it to PDF again";

const struct source_limits source_limits_default = {
    .max_pixels = 200 * 1000 * 1000,
    .max_file_bytes = UINT64_C(1) << 30,
    .max_pages = 2000,
};

enum status source_limits_check_file(const struct source_limits *limits, uint64_t bytes,
                                     struct error *error)
{
  if (bytes <= limits->max_file_bytes)
    return STATUS_OK;
  return error_set(error, STATUS_TOO_LARGE,
                   "the file has %" PRIu64 " MB, more than the limit of %" PRIu64
                   " MB; split it into smaller files, or raise --max-file",
                   bytes >> 20, limits->max_file_bytes >> 20);
}

const char *source_format_name(enum source_format format)
{
  static const char *const names[] = {"png", "jpeg", "tiff", "pdf", "webp",
                                      "bmp", "gif",  "heic", "ofd", "pictures"};
  return names[format];
}

void page_picture_clear(struct page_picture *picture)
{
  pixDestroy(&picture->pix);
  for (size_t i = 0; i < picture->run_count; i++)
    free(picture->runs[i].text);
  free(picture->runs);
  free(picture->jpeg);
  *picture = (struct page_picture){0};
}
