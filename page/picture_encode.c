#include "page/picture_encode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
  PREVIEW_LONGER_EDGE = 1600, /* enough to read 9-point print on a screen */
  PREVIEW_QUALITY = 65,
  FULL_QUALITY = 75,
  FLAT_SAMPLE_ROWS = 200,
  FLAT_PERCENT_EQUAL = 97, /* equal neighbours; paper under a scanner's lamp has under 70 */
};

/* 8-bit grey or 32-bit colour, no colour map: what scaling and JPEG take. */
static PIX *picture_as_samples(PIX *pix)
{
  if (pixGetDepth(pix) == 16)
    return pixConvert16To8(pix, L_MS_BYTE);
  if (pixGetDepth(pix) == 32 && pixGetSpp(pix) == 4)
    return pixRemoveAlpha(pix); /* over white, as paper is */
  return pixConvertTo8Or32(pix, L_CLONE, 0);
}

static PIX *picture_reduce(PIX *pix, int longer_edge)
{
  int width = pixGetWidth(pix), height = pixGetHeight(pix);
  float scale = (float)longer_edge / (float)(width > height ? width : height);
  if (scale >= 1.0f)
    return picture_as_samples(pix);
  PIX *samples = picture_as_samples(pix);
  if (!samples)
    return NULL;
  PIX *reduced =
      scale < 0.7f ? pixScaleAreaMap(samples, scale, scale) : pixScale(samples, scale, scale);
  pixDestroy(&samples);
  return reduced;
}

static enum status jpeg_encode(PIX *pix, int quality, struct picture_blob *ret_blob,
                               struct error *error)
{
  unsigned char *bytes = NULL;
  size_t size = 0;
  if (pixWriteMemJpeg(&bytes, &size, pix, quality, 0) != 0 || !bytes) {
    free(bytes);
    return error_set(error, STATUS_INTERNAL, "a page picture could not be encoded as JPEG");
  }
  *ret_blob = (struct picture_blob){PICTURE_JPEG, pixGetWidth(pix), pixGetHeight(pix), bytes, size};
  return STATUS_OK;
}

enum status picture_encode_preview(PIX *pix, struct picture_blob *ret_blob, struct error *error)
{
  PIX *reduced = picture_reduce(pix, PREVIEW_LONGER_EDGE);
  if (!reduced)
    return error_set(error, STATUS_NO_MEMORY, "a page picture could not be reduced for viewing");
  enum status status = jpeg_encode(reduced, PREVIEW_QUALITY, ret_blob, error);
  pixDestroy(&reduced);
  return status;
}

/* A drawing or a screenshot: most pixels equal their right neighbour, which no scanned paper does.
 */
static bool picture_is_flat(PIX *samples)
{
  int width = pixGetWidth(samples), height = pixGetHeight(samples);
  int step = height / FLAT_SAMPLE_ROWS + 1, bytes_per_pixel = pixGetDepth(samples) / 8;
  size_t equal = 0, total = 0;
  for (int y = 0; y < height; y += step) {
    const l_uint32 *line = pixGetData(samples) + (size_t)y * (size_t)pixGetWpl(samples);
    for (int x = 1; x < width; x++, total++)
      equal += bytes_per_pixel == 4 ? line[x] == line[x - 1]
                                    : GET_DATA_BYTE(line, x) == GET_DATA_BYTE(line, x - 1);
  }
  return total > 0 && equal * 100 >= total * FLAT_PERCENT_EQUAL;
}

/* Only full black and full white, as black and white scans come out of a PDF or a grey PNG. */
static bool picture_is_bilevel(PIX *samples)
{
  int width = pixGetWidth(samples), height = pixGetHeight(samples);
  bool colour = pixGetDepth(samples) == 32;
  for (int y = 0; y < height; y++) {
    const l_uint32 *line = pixGetData(samples) + (size_t)y * (size_t)pixGetWpl(samples);
    for (int x = 0; x < width; x++) {
      l_uint32 value = colour ? line[x] >> 8 : GET_DATA_BYTE(line, x);
      if (value != 0 && value != (colour ? 0xFFFFFFu : 0xFFu))
        return false;
    }
  }
  return true;
}

/* The few TIFF tags that name the one strip in a file which Leptonica has just written. */
struct tiff_strip {
  uint32_t offset, size;
};

static uint32_t tiff_read(const unsigned char *bytes, size_t length)
{
  uint16_t two;
  uint32_t four;
  if (length == 2) {
    memcpy(&two, bytes, 2);
    return two;
  }
  memcpy(&four, bytes, 4);
  return four;
}

/* The file is our own and in this machine's byte order, yet every offset is checked. */
static bool tiff_find_strip(const unsigned char *bytes, size_t size, struct tiff_strip *ret_strip)
{
  enum { TAG_STRIP_OFFSETS = 273, TAG_STRIP_BYTE_COUNTS = 279, TYPE_SHORT = 3, ENTRY_BYTES = 12 };
  struct tiff_strip strip = {0};
  if (size < 8)
    return false;
  size_t directory = tiff_read(bytes + 4, 4);
  if (directory > size || size - directory < 2)
    return false;
  size_t count = tiff_read(bytes + directory, 2);
  if (count * ENTRY_BYTES > size - directory - 2)
    return false;
  for (size_t i = 0; i < count; i++) {
    const unsigned char *entry = bytes + directory + 2 + i * ENTRY_BYTES;
    uint32_t tag = tiff_read(entry, 2), values = tiff_read(entry + 4, 4);
    uint32_t value = tiff_read(entry + 8, tiff_read(entry + 2, 2) == TYPE_SHORT ? 2 : 4);
    if ((tag == TAG_STRIP_OFFSETS || tag == TAG_STRIP_BYTE_COUNTS) && values != 1)
      return false;
    if (tag == TAG_STRIP_OFFSETS)
      strip.offset = value;
    else if (tag == TAG_STRIP_BYTE_COUNTS)
      strip.size = value;
  }
  if (strip.offset == 0 || strip.size == 0 || strip.offset > size ||
      strip.size > size - strip.offset)
    return false;
  *ret_strip = strip;
  return true;
}

static enum status g4_encode(PIX *pix, struct picture_blob *ret_blob, struct error *error)
{
  PIX *plain = pixGetColormap(pix) ? pixConvertTo1(pix, 128) : pixClone(pix);
  if (!plain)
    return error_set(error, STATUS_NO_MEMORY, "a page picture could not be copied");
  unsigned char *tiff = NULL;
  size_t size = 0;
  struct tiff_strip strip;
  bool found = pixWriteMemTiff(&tiff, &size, plain, IFF_TIFF_G4) == 0 && tiff &&
               tiff_find_strip(tiff, size, &strip);
  if (found) {
    memmove(tiff, tiff + strip.offset, strip.size);
    *ret_blob = (struct picture_blob){PICTURE_G4, pixGetWidth(plain), pixGetHeight(plain), tiff,
                                      strip.size};
  } else {
    free(tiff);
  }
  pixDestroy(&plain);
  return found
             ? STATUS_OK
             : error_set(error, STATUS_INTERNAL, "a page picture could not be encoded as CCITT G4");
}

static enum status bilevel_encode(PIX *samples, struct picture_blob *ret_blob, struct error *error)
{
  PIX *binary = pixConvertTo1(samples, 128);
  if (!binary)
    return error_set(error, STATUS_NO_MEMORY, "a page picture could not be copied");
  enum status status = g4_encode(binary, ret_blob, error);
  pixDestroy(&binary);
  return status;
}

static enum status png_encode(PIX *pix, struct picture_blob *ret_blob, struct error *error)
{
  unsigned char *bytes = NULL;
  size_t size = 0;
  if (pixWriteMemPng(&bytes, &size, pix, 0.0f) != 0 || !bytes) {
    free(bytes);
    return error_set(error, STATUS_INTERNAL, "a page picture could not be encoded as PNG");
  }
  *ret_blob = (struct picture_blob){PICTURE_PNG, pixGetWidth(pix), pixGetHeight(pix), bytes, size};
  return STATUS_OK;
}

enum status picture_encode_full(const struct page_picture *picture, struct picture_blob *ret_blob,
                                struct error *error)
{
  PIX *pix = picture->pix;
  if (picture->jpeg) {
    *ret_blob = (struct picture_blob){
        PICTURE_JPEG, pixGetWidth(pix), pixGetHeight(pix),
        (unsigned char *)memory_copy_bytes((const char *)picture->jpeg, picture->jpeg_size),
        picture->jpeg_size};
    return STATUS_OK;
  }
  if (pixGetDepth(pix) == 1)
    return g4_encode(pix, ret_blob, error);
  PIX *samples = picture_as_samples(pix);
  if (!samples)
    return error_set(error, STATUS_NO_MEMORY, "a page picture could not be copied");
  enum status status;
  if (picture_is_bilevel(samples))
    status = bilevel_encode(samples, ret_blob, error);
  else if (picture_is_flat(samples))
    status = png_encode(samples, ret_blob, error);
  else
    status = jpeg_encode(samples, FULL_QUALITY, ret_blob, error);
  pixDestroy(&samples);
  return status;
}
