#include "ingest/source_decoder.h"

#include <string.h>
#include <webp/decode.h>

#include "base/memory.h"
#include "ingest/exif.h"

/* WebP through libwebp: one picture; what is transparent lies on white paper. */

static bool webp_recognises(const unsigned char *head, size_t size)
{
  return size >= 12 && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0;
}

static enum status webp_failure(struct error *error)
{
  return error_set(error, STATUS_BAD_INPUT,
                   "the WebP is cut off or damaged; copy it again, or save it as PNG");
}

/* The file in memory and what its header says, within the limits. */
static enum status webp_read(const struct source_file *file, unsigned char **ret_bytes,
                             size_t *ret_size, WebPBitstreamFeatures *ret_features,
                             struct error *error)
{
  autofree unsigned char *bytes = NULL;
  enum status status = source_file_read(file, &bytes, ret_size, error);
  if (status)
    return status;
  if (WebPGetFeatures(bytes, *ret_size, ret_features) != VP8_STATUS_OK)
    return webp_failure(error);
  if (ret_features->has_animation)
    return error_set(error, STATUS_UNSUPPORTED,
                     "the WebP is a moving picture; save the page as PNG");
  status = source_check_size(&file->limits, (uint64_t)ret_features->width,
                             (uint64_t)ret_features->height, error);
  if (status)
    return status;
  *ret_bytes = bytes;
  bytes = NULL;
  return STATUS_OK;
}

static enum status webp_open(const struct source_file *file, void **ret_state, int *ret_page_count,
                             struct error *error)
{
  (void)ret_state;
  autofree unsigned char *bytes = NULL;
  size_t size = 0;
  WebPBitstreamFeatures features;
  enum status status = webp_read(file, &bytes, &size, &features, error);
  if (!status)
    *ret_page_count = 1;
  return status;
}

/* Of the file's EXIF chunk; 1 where there is none. */
static int webp_orientation(const unsigned char *bytes, size_t size)
{
  enum { FIRST_CHUNK = 12, CHUNK_HEAD = 8 };
  for (size_t at = FIRST_CHUNK; size >= CHUNK_HEAD && at <= size - CHUNK_HEAD;) {
    const unsigned char *chunk = bytes + at;
    size_t length =
        (size_t)chunk[4] | (size_t)chunk[5] << 8 | (size_t)chunk[6] << 16 | (size_t)chunk[7] << 24;
    if (length > size - at - CHUNK_HEAD)
      break;
    const unsigned char *block = chunk + CHUNK_HEAD;
    size_t intro = length >= 6 && memcmp(block, "Exif\0", 6) == 0 ? 6 : 0;
    if (memcmp(chunk, "EXIF", 4) == 0)
      return exif_parse(block + intro, length - intro).orientation;
    at += CHUNK_HEAD + length + length % 2;
  }
  return 1;
}

static enum status webp_load(const struct source_file *file, void *state, int index,
                             enum pdf_text_mode pdf_text, struct page_picture *ret_picture,
                             struct error *error)
{
  (void)state, (void)index, (void)pdf_text;
  autofree unsigned char *bytes = NULL;
  size_t size = 0;
  WebPBitstreamFeatures features;
  PIX *pix = NULL;
  enum status status = webp_read(file, &bytes, &size, &features, error);
  if (!status)
    status = source_make_pix(&file->limits, (uint64_t)features.width, (uint64_t)features.height, 32,
                             &pix, error);
  if (status)
    return status;
  int row_bytes = pixGetWpl(pix) * 4;
  if (!WebPDecodeRGBAInto(bytes, size, (uint8_t *)pixGetData(pix),
                          (size_t)row_bytes * (size_t)features.height, row_bytes)) {
    pixDestroy(&pix);
    return webp_failure(error);
  }
  pixEndianByteSwap(pix);
  if (features.has_alpha)
    source_lay_on_paper(pix);
  if (!source_orient(&pix, webp_orientation(bytes, size))) {
    pixDestroy(&pix);
    return error_set(error, STATUS_NO_MEMORY, "no memory to turn the picture upright");
  }
  *ret_picture = (struct page_picture){.pix = pix};
  return STATUS_OK;
}

const struct source_decoder source_webp_decoder = {
    .format = SOURCE_WEBP,
    .recognises = webp_recognises,
    .open = webp_open,
    .load = webp_load,
};
