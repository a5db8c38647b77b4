#include "ingest/source_decoder.h"

#include <libheif/heif.h>
#include <string.h>

#include "base/memory.h"

/* HEIC and AVIF through libheif: the file's primary picture, turned as the file says. */

struct heic_decoding {
  unsigned char *bytes;
  size_t size;
  struct heif_context *context;
  struct heif_image_handle *handle;
  struct heif_image *image;
};

static bool heic_recognises(const unsigned char *head, size_t size)
{
  static const char brands[][5] = {"heic", "heix", "heim", "heis", "mif1", "msf1", "avif"};
  if (size < 12 || memcmp(head + 4, "ftyp", 4) != 0)
    return false;
  for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
    if (memcmp(head + 8, brands[i], 4) == 0)
      return true;
  return false;
}

static void heic_decoding_clear(struct heic_decoding *decoding)
{
  heif_image_release(decoding->image);
  heif_image_handle_release(decoding->handle);
  heif_context_free(decoding->context);
  free(decoding->bytes);
}

static enum status heic_failure(const struct heif_error *failure, struct error *error)
{
  if (failure->code == heif_error_Unsupported_filetype ||
      failure->code == heif_error_Unsupported_feature)
    return error_set(error, STATUS_UNSUPPORTED,
                     "the HEIC is of a kind that cannot be read; save it as JPEG or PNG");
  return error_set(error, STATUS_BAD_INPUT,
                   "the HEIC is cut off or damaged; copy it again, or save it as JPEG");
}

/* Reads the header and checks the size it claims. */
static enum status heic_start(struct heic_decoding *decoding, const struct source_file *file,
                              struct error *error)
{
  enum status status = source_file_read(file, &decoding->bytes, &decoding->size, error);
  if (status)
    return status;
  decoding->context = heif_context_alloc();
  if (!decoding->context)
    return error_set(error, STATUS_NO_MEMORY, "no memory to read a HEIC");
  heif_context_set_max_decoding_threads(decoding->context, 0);
  struct heif_error failure = heif_context_read_from_memory_without_copy(
      decoding->context, decoding->bytes, decoding->size, NULL);
  if (failure.code == heif_error_Ok)
    failure = heif_context_get_primary_image_handle(decoding->context, &decoding->handle);
  if (failure.code != heif_error_Ok)
    return heic_failure(&failure, error);
  int width = heif_image_handle_get_width(decoding->handle);
  int height = heif_image_handle_get_height(decoding->handle);
  return source_check_size(&file->limits, width > 0 ? (uint64_t)width : 0,
                           height > 0 ? (uint64_t)height : 0, error);
}

static enum status heic_open(const struct source_file *file, void **ret_state, int *ret_page_count,
                             struct error *error)
{
  (void)ret_state;
  struct heic_decoding decoding cleanup_with(heic_decoding_clear) = {0};
  enum status status = heic_start(&decoding, file, error);
  if (!status)
    *ret_page_count = 1;
  return status;
}

/* The decoded picture, whose size may differ from what the header claims. */
static enum status heic_copy(const struct heif_image *image, const struct source_limits *limits,
                             PIX **ret_pix, struct error *error)
{
  int width = heif_image_get_width(image, heif_channel_interleaved);
  int height = heif_image_get_height(image, heif_channel_interleaved);
  int stride = 0;
  const uint8_t *rows = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
  if (!rows || width <= 0 || height <= 0 || stride < width * 4)
    return error_set(error, STATUS_BAD_INPUT,
                     "the HEIC is cut off or damaged; copy it again, or save it as JPEG");
  PIX *pix = NULL;
  enum status status = source_make_pix(limits, (uint64_t)width, (uint64_t)height, 32, &pix, error);
  if (status)
    return status;
  for (int y = 0; y < height; y++)
    memcpy(pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix), rows + (size_t)y * (size_t)stride,
           (size_t)width * 4);
  pixEndianByteSwap(pix);
  *ret_pix = pix;
  return STATUS_OK;
}

static enum status heic_load(const struct source_file *file, void *state, int index,
                             enum pdf_text_mode pdf_text, struct page_picture *ret_picture,
                             struct error *error)
{
  (void)state, (void)index, (void)pdf_text;
  struct heic_decoding decoding cleanup_with(heic_decoding_clear) = {0};
  enum status status = heic_start(&decoding, file, error);
  if (status)
    return status;
  struct heif_error failure = heif_decode_image(
      decoding.handle, &decoding.image, heif_colorspace_RGB, heif_chroma_interleaved_RGBA, NULL);
  if (failure.code != heif_error_Ok)
    return heic_failure(&failure, error);
  PIX *pix = NULL;
  status = heic_copy(decoding.image, &file->limits, &pix, error);
  if (status)
    return status;
  if (heif_image_handle_has_alpha_channel(decoding.handle))
    source_lay_on_paper(pix);
  *ret_picture = (struct page_picture){.pix = pix};
  return STATUS_OK;
}

const struct source_decoder source_heic_decoder = {
    .format = SOURCE_HEIC,
    .recognises = heic_recognises,
    .open = heic_open,
    .load = heic_load,
};
