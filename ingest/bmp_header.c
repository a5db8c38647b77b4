#include "ingest/bmp_header.h"

#include <string.h>

enum { FILE_HEADER = 14, CORE_HEADER = 12, INFO_HEADER = 40, MASKS_AT = 54 };
enum { COMPRESSION_NONE = 0, COMPRESSION_MASKS = 3 };

static uint32_t number_at(const unsigned char *bytes, size_t offset, int count)
{
  uint32_t value = 0;
  while (count--)
    value = value << 8 | bytes[offset + (size_t)count];
  return value;
}

bool bmp_is(const unsigned char *head, size_t size)
{
  static const uint32_t sizes[] = {CORE_HEADER, INFO_HEADER, 52, 56, 64, 108, 124};
  if (size < 26 || memcmp(head, "BM", 2) != 0)
    return false;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    if (number_at(head, FILE_HEADER, 4) == sizes[i])
      return true;
  return false;
}

static void core_header_read(const unsigned char *head, struct bmp_header *header)
{
  header->width = number_at(head, 18, 2);
  header->height = number_at(head, 20, 2);
  header->bits = (int)number_at(head, 24, 2);
  header->palette_entry = 3;
}

static void info_header_read(const unsigned char *head, struct bmp_header *header)
{
  int64_t width = (int32_t)number_at(head, 18, 4), height = (int32_t)number_at(head, 22, 4);
  header->width = width > 0 ? (uint64_t)width : 0;
  header->from_top = height < 0;
  header->height = (uint64_t)(height < 0 ? -height : height);
  header->bits = (int)number_at(head, 28, 2);
  header->compression = number_at(head, 30, 4);
  header->x_metre = number_at(head, 38, 4);
  header->y_metre = number_at(head, 42, 4);
  header->palette_count = number_at(head, 46, 4);
  header->palette_entry = 4;
  static const uint32_t masks_15[3] = {0x7C00, 0x03E0, 0x001F};
  memcpy(header->masks, masks_15, sizeof masks_15);
  for (size_t i = 0; header->compression == COMPRESSION_MASKS && i < 3; i++)
    header->masks[i] = number_at(head, MASKS_AT + 4 * i, 4);
}

bool bmp_header_read(const unsigned char *head, size_t size, struct bmp_header *ret_header)
{
  if (!bmp_is(head, size))
    return false;
  struct bmp_header header = {.pixels_at = number_at(head, 10, 4)};
  uint32_t own = number_at(head, FILE_HEADER, 4);
  if (own == CORE_HEADER)
    core_header_read(head, &header);
  else if (size >= BMP_HEADER_BYTES)
    info_header_read(head, &header);
  else
    return false;
  header.palette_at = FILE_HEADER + own;
  uint32_t all = header.bits <= 8 ? 1u << header.bits : 0;
  if (!header.palette_count || header.palette_count > all)
    header.palette_count = all;
  header.row_bytes = (header.width * (uint64_t)header.bits + 31) / 32 * 4;
  *ret_header = header;
  return true;
}
