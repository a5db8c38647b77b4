#include "ingest/source_decoder.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/bmp_header.h"

/* BMP of 1 to 32 bits that is not packed, as Windows and its programs write it. */

enum { COMPRESSION_NONE = 0, COMPRESSION_MASKS = 3, PALETTE_MAX = 256 };

static bool bmp_recognises(const unsigned char *head, size_t size)
{
  return bmp_is(head, size);
}

static bool bits_are_known(const struct bmp_header *header)
{
  int bits = header->bits;
  bool plain = header->compression == COMPRESSION_NONE &&
               (bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32);
  return plain || (header->compression == COMPRESSION_MASKS && (bits == 16 || bits == 32));
}

/* The headers, checked against the limits and the file. */
static enum status bmp_start(const struct source_file *file, struct bmp_header *ret_header,
                             struct error *error)
{
  unsigned char head[BMP_HEADER_BYTES];
  size_t size = source_file_peek(file, 0, head, sizeof head);
  if (!bmp_header_read(head, size, ret_header))
    return error_set(error, STATUS_BAD_INPUT, "the BMP is cut off or damaged; copy it again");
  if (!bits_are_known(ret_header))
    return error_set(error, STATUS_UNSUPPORTED,
                     "the BMP is of a kind that cannot be read; save it as PNG");
  enum status status =
      source_check_size(&file->limits, ret_header->width, ret_header->height, error);
  if (status)
    return status;
  if (ret_header->pixels_at > file->size ||
      ret_header->row_bytes > (file->size - ret_header->pixels_at) / ret_header->height)
    return error_set(error, STATUS_BAD_INPUT,
                     "the BMP is cut off: the file ends inside the picture; copy it again");
  return STATUS_OK;
}

static enum status bmp_open(const struct source_file *file, void **ret_state, int *ret_page_count,
                            struct error *error)
{
  (void)ret_state;
  struct bmp_header header;
  enum status status = bmp_start(file, &header, error);
  if (!status)
    *ret_page_count = 1;
  return status;
}

/* A channel's bits of a pixel, brought to 0 to 255. */
static l_int32 channel_of(uint32_t value, uint32_t mask)
{
  if (!mask)
    return 0;
  int shift = __builtin_ctz(mask);
  uint64_t most = mask >> shift;
  return (l_int32)((uint64_t)((value & mask) >> shift) * 255 / most);
}

static uint32_t word_at(const struct bmp_header *header, const uint32_t palette[PALETTE_MAX],
                        const unsigned char *row, uint64_t x)
{
  static const uint32_t masks_32[3] = {0xFF0000, 0x00FF00, 0x0000FF};
  int bits = header->bits;
  if (bits <= 8) {
    uint64_t bit = x * (uint64_t)bits;
    unsigned shift = 8 - (unsigned)bits - (unsigned)(bit % 8);
    return palette[row[bit / 8] >> shift & ((1u << bits) - 1)];
  }
  size_t bytes = (size_t)bits / 8;
  const unsigned char *pixel = row + x * bytes;
  uint32_t value = 0, word = 0;
  for (size_t i = bytes; i-- > 0;)
    value = value << 8 | pixel[i];
  const uint32_t *masks = bits == 24 || (bits == 32 && header->compression == COMPRESSION_NONE)
                              ? masks_32
                              : header->masks;
  composeRGBPixel(channel_of(value, masks[0]), channel_of(value, masks[1]),
                  channel_of(value, masks[2]), &word);
  return word;
}

/* Colours that the file does not have are black. */
static void palette_read(const struct source_file *file, const struct bmp_header *header,
                         uint32_t palette[PALETTE_MAX])
{
  unsigned char bytes[4 * PALETTE_MAX] = {0};
  size_t entry = (size_t)header->palette_entry, count = header->palette_count;
  size_t got = source_file_peek(file, header->palette_at, bytes, entry * count);
  for (size_t i = 0; i < count && (i + 1) * entry <= got; i++)
    composeRGBPixel(bytes[i * entry + 2], bytes[i * entry + 1], bytes[i * entry], &palette[i]);
}

static enum status bmp_read_rows(const struct source_file *file, const struct bmp_header *header,
                                 PIX *pix, struct error *error)
{
  uint32_t palette[PALETTE_MAX] = {0};
  autofree unsigned char *row = malloc((size_t)header->row_bytes);
  if (!row)
    return error_set(error, STATUS_NO_MEMORY, "no memory for a row of a BMP");
  palette_read(file, header, palette);
  for (uint64_t i = 0; i < header->height; i++) {
    uint64_t y = header->from_top ? i : header->height - 1 - i;
    uint32_t *words = pixGetData(pix) + y * (uint64_t)pixGetWpl(pix);
    if (source_file_peek(file, header->pixels_at + i * header->row_bytes, row,
                         (size_t)header->row_bytes) != header->row_bytes)
      return error_set(error, STATUS_IO, "the file became shorter while it was read");
    for (uint64_t x = 0; x < header->width; x++)
      words[x] = word_at(header, palette, row, x);
  }
  return STATUS_OK;
}

static enum status bmp_load(const struct source_file *file, void *state, int index,
                            enum pdf_text_mode pdf_text, struct page_picture *ret_picture,
                            struct error *error)
{
  (void)state, (void)index, (void)pdf_text;
  const double metres_an_inch = 0.0254;
  struct bmp_header header;
  PIX *pix = NULL;
  enum status status = bmp_start(file, &header, error);
  if (!status)
    status = source_make_pix(&file->limits, header.width, header.height, 32, &pix, error);
  if (!status)
    status = bmp_read_rows(file, &header, pix, error);
  if (status) {
    pixDestroy(&pix);
    return status;
  }
  *ret_picture = (struct page_picture){
      .pix = pix,
      .dpi = source_plausible_dpi(header.x_metre * metres_an_inch, header.y_metre * metres_an_inch,
                                  pixGetWidth(pix), pixGetHeight(pix)),
  };
  return STATUS_OK;
}

const struct source_decoder source_bmp_decoder = {
    .format = SOURCE_BMP,
    .recognises = bmp_recognises,
    .open = bmp_open,
    .load = bmp_load,
};
