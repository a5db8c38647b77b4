#include "output/pdf_picture.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

/* ---- JPEG ---- */

struct jpeg_header {
  int components, bits;
  bool adobe; /* an Adobe marker: four components are then stored inverted */
};

static bool jpeg_marker_is_frame(int marker)
{
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/* Walks the segments up to the frame header. ITU-T T.81 §B.1. */
static bool jpeg_header_read(const struct picture_blob *blob, struct jpeg_header *ret_header)
{
  const unsigned char *bytes = blob->bytes;
  struct jpeg_header header = {0};
  size_t at = 2;
  while (at + 4 <= blob->size && bytes[at] == 0xFF) {
    int marker = bytes[at + 1];
    if (marker == 0xFF) { /* a fill byte */
      at++;
      continue;
    }
    size_t length = (size_t)bytes[at + 2] << 8 | bytes[at + 3];
    if (length < 2 || length > blob->size - at - 2)
      return false;
    if (marker == 0xEE && length >= 7 && memcmp(bytes + at + 4, "Adobe", 5) == 0)
      header.adobe = true;
    if (jpeg_marker_is_frame(marker)) {
      if (length < 8)
        return false;
      header.bits = bytes[at + 4];
      header.components = bytes[at + 9];
      *ret_header = header;
      return true;
    }
    at += 2 + length;
  }
  return false;
}

static const char *jpeg_colours(const struct jpeg_header *header)
{
  switch (header->components) {
  case 1:
    return "/ColorSpace /DeviceGray";
  case 3:
    return "/ColorSpace /DeviceRGB";
  case 4:
    return header->adobe ? "/ColorSpace /DeviceCMYK /Decode [1 0 1 0 1 0 1 0]"
                         : "/ColorSpace /DeviceCMYK";
  default:
    return NULL;
  }
}

static char *jpeg_entries(const struct picture_blob *blob)
{
  struct jpeg_header header;
  if (!jpeg_header_read(blob, &header) || !jpeg_colours(&header))
    return NULL;
  return memory_format("%s /BitsPerComponent %d /Filter /DCTDecode", jpeg_colours(&header),
                       header.bits);
}

/* ---- PNG: its packed rows go into the file as they are, PDF knows PNG's predictors ---- */

static uint32_t big_endian(const unsigned char *bytes)
{
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

struct png_parts {
  int bits, colour_type;
  struct strbuf rows; /* all IDAT together */
};

/* Our own PNG: grey or RGB, not interlaced. Every length is checked all the same. */
static bool png_read(const struct picture_blob *blob, struct png_parts *ret_parts)
{
  enum { SIGNATURE = 8, CHUNK_FRAME = 12, HEADER = 13, GREY = 0, RGB = 2 };
  struct png_parts parts = {.colour_type = -1};
  int interlace = 0;
  for (size_t at = SIGNATURE; at + CHUNK_FRAME <= blob->size;) {
    const unsigned char *chunk = blob->bytes + at;
    size_t length = big_endian(chunk);
    if (length > blob->size - at - CHUNK_FRAME)
      break;
    if (memcmp(chunk + 4, "IHDR", 4) == 0 && length == HEADER) {
      parts.bits = chunk[16];
      parts.colour_type = chunk[17];
      interlace = chunk[20];
    } else if (memcmp(chunk + 4, "IDAT", 4) == 0) {
      strbuf_append_bytes(&parts.rows, (const char *)chunk + 8, length);
    }
    at += CHUNK_FRAME + length;
  }
  *ret_parts = parts;
  return (parts.colour_type == GREY || parts.colour_type == RGB) && interlace == 0 &&
         parts.rows.length > 0;
}

static char *png_entries(const struct png_parts *parts, int width)
{
  int colours = parts->colour_type == 2 ? 3 : 1;
  return memory_format("/ColorSpace /%s /BitsPerComponent %d /Filter /FlateDecode /DecodeParms << "
                       "/Predictor 15 /Colors %d /BitsPerComponent %d /Columns %d >>",
                       colours == 3 ? "DeviceRGB" : "DeviceGray", parts->bits, colours, parts->bits,
                       width);
}

static char *g4_entries(const struct picture_blob *blob)
{
  return memory_format("/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode "
                       "/DecodeParms << /K -1 /Columns %d /Rows %d >>",
                       blob->width, blob->height);
}

enum status pdf_picture_write(const struct picture_blob *blob, struct pdf_writer *writer,
                              int number, struct error *error)
{
  struct png_parts png = {0};
  autofree char *entries = NULL;
  const void *bytes = blob->bytes;
  size_t size = blob->size;
  if (blob->format == PICTURE_JPEG) {
    entries = jpeg_entries(blob);
  } else if (blob->format == PICTURE_G4) {
    entries = g4_entries(blob);
  } else if (blob->format == PICTURE_PNG && png_read(blob, &png)) {
    entries = png_entries(&png, blob->width);
    bytes = png.rows.data;
    size = png.rows.length;
  }
  if (entries) {
    autofree char *all = memory_format("/Type /XObject /Subtype /Image /Width %d /Height %d %s",
                                       blob->width, blob->height, entries);
    pdf_stream(writer, number, all, bytes, size, false);
  }
  strbuf_clear(&png.rows);
  return entries ? STATUS_OK
                 : error_set(error, STATUS_INTERNAL, "a page's picture cannot go into a PDF");
}
