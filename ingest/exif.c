#include "ingest/exif.h"

#include <stdint.h>

enum { TAG_ORIENTATION = 274, TAG_X_RESOLUTION = 282, TAG_Y_RESOLUTION = 283, TAG_UNIT = 296 };
enum { TYPE_SHORT = 3, TYPE_RATIONAL = 5 };
enum { UNIT_INCH = 2, UNIT_CENTIMETRE = 3 };
enum { ENTRY_BYTES = 12 };

struct block {
  const unsigned char *bytes;
  size_t size;
  bool big_endian;
};

/* `count` bytes at `offset` as a number; 0 outside of the block. */
static uint32_t number_at(const struct block *block, size_t offset, int count)
{
  if (offset > block->size || block->size - offset < (size_t)count)
    return 0;
  uint32_t value = 0;
  for (int i = 0; i < count; i++)
    value = value << 8 | block->bytes[offset + (size_t)(block->big_endian ? i : count - 1 - i)];
  return value;
}

static double rational_at(const struct block *block, size_t offset)
{
  uint32_t over = number_at(block, offset, 4), under = number_at(block, offset + 4, 4);
  return under ? (double)over / under : 0;
}

static void entry_read(const struct block *block, size_t entry, struct exif *exif, int *unit)
{
  uint32_t tag = number_at(block, entry, 2), type = number_at(block, entry + 2, 2);
  uint32_t value = number_at(block, entry + 8, 4), short_value = number_at(block, entry + 8, 2);
  if (tag == TAG_ORIENTATION && type == TYPE_SHORT && short_value >= 1 && short_value <= 8)
    exif->orientation = (int)short_value;
  else if (tag == TAG_X_RESOLUTION && type == TYPE_RATIONAL)
    exif->x_dpi = rational_at(block, value);
  else if (tag == TAG_Y_RESOLUTION && type == TYPE_RATIONAL)
    exif->y_dpi = rational_at(block, value);
  else if (tag == TAG_UNIT && type == TYPE_SHORT)
    *unit = (int)short_value;
}

struct exif exif_parse(const unsigned char *bytes, size_t size)
{
  struct exif exif = {.orientation = 1};
  if (size < 8 || bytes[0] != bytes[1] || (bytes[0] != 'I' && bytes[0] != 'M'))
    return exif;
  struct block block = {bytes, size, bytes[0] == 'M'};
  if (number_at(&block, 2, 2) != 42)
    return exif;
  size_t directory = number_at(&block, 4, 4);
  uint32_t count = number_at(&block, directory, 2);
  int unit = UNIT_INCH;
  for (uint32_t i = 0; i < count; i++) {
    size_t entry = directory + 2 + (size_t)i * ENTRY_BYTES;
    if (entry > size || size - entry < ENTRY_BYTES)
      break;
    entry_read(&block, entry, &exif, &unit);
  }
  if (unit == UNIT_CENTIMETRE) {
    exif.x_dpi *= 2.54;
    exif.y_dpi *= 2.54;
  } else if (unit != UNIT_INCH) {
    exif.x_dpi = exif.y_dpi = 0;
  }
  return exif;
}
