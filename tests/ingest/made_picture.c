#include "tests/ingest/made_picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>

#include "base/memory.h"

PIX *made_picture(int depth)
{
  PIX *pix = pixCreate(MADE_WIDTH, MADE_HEIGHT, 32);
  pixSetAllArbitrary(pix, 0xF0E8E000u);
  BOX *corner = boxCreate(0, 0, MADE_WIDTH / 4, MADE_HEIGHT / 4);
  pixSetInRectArbitrary(pix, corner, 0x50201000u);
  boxDestroy(&corner);
  if (depth == 32)
    return pix;
  PIX *other = depth == 8 ? pixConvertTo8(pix, 0) : pixConvertTo1(pix, 128);
  pixDestroy(&pix);
  return other;
}

static int is_dark(PIX *grey, int x, int y)
{
  l_uint32 value = 255;
  pixGetPixel(grey, x, y, &value);
  return value < 100;
}

const char *made_dark_corner(PIX *pix)
{
  PIX *grey = pixConvertTo8(pix, 0);
  int right = pixGetWidth(grey) - 10, bottom = pixGetHeight(grey) - 10;
  const char *corner = is_dark(grey, 10, 10)          ? "top left"
                       : is_dark(grey, right, 10)     ? "top right"
                       : is_dark(grey, 10, bottom)    ? "bottom left"
                       : is_dark(grey, right, bottom) ? "bottom right"
                                                      : "none";
  pixDestroy(&grey);
  return corner;
}

char *made_file(const struct temp_folder *folder, const char *name, PIX *pix, int format, int dpi)
{
  char *path = temp_path(folder, name);
  pixSetResolution(pix, dpi, dpi);
  if (pixWrite(path, pix, format))
    abort();
  return path;
}

unsigned char *made_jpeg(PIX *pix, int dpi, size_t *ret_size)
{
  l_uint8 *bytes = NULL;
  pixSetResolution(pix, dpi, dpi);
  if (pixWriteMemJpeg(&bytes, ret_size, pix, 90, 0))
    abort();
  return bytes;
}

unsigned char *made_jpeg_add_exif(unsigned char *jpeg, size_t *size, int orientation, int dpi)
{
  const unsigned char block[] = {
      0xFF,
      0xE1,
      0,
      2 + 6 + 8 + 2 + 4 * 12 + 4 + 16,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8, /* TIFF header: first directory at 8 */
      0,
      4, /* entries */
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (unsigned char)orientation,
      0,
      0,
      0x01,
      0x1A,
      0,
      5,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      62, /* x resolution at 62 */
      0x01,
      0x1B,
      0,
      5,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      70, /* y resolution at 70 */
      0x01,
      0x28,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      2,
      0,
      0, /* inches */
      0,
      0,
      0,
      0, /* no next directory */
      0,
      0,
      (unsigned char)(dpi >> 8),
      (unsigned char)dpi,
      0,
      0,
      0,
      1,
      0,
      0,
      (unsigned char)(dpi >> 8),
      (unsigned char)dpi,
      0,
      0,
      0,
      1,
  };
  unsigned char *longer = memory_alloc(*size + sizeof block);
  memcpy(longer, jpeg, 2);
  memcpy(longer + 2, block, sizeof block);
  memcpy(longer + 2 + sizeof block, jpeg + 2, *size - 2);
  *size += sizeof block;
  free(jpeg);
  return longer;
}

unsigned char *made_cmyk_jpeg(int cyan, int magenta, int yellow, int black, size_t *ret_size)
{
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr messages;
  unsigned char *bytes = NULL, row[4 * 64];
  unsigned long size = 0;
  for (int x = 0; x < 64; x++) { /* upside down: 0 is full ink */
    row[4 * x] = (unsigned char)(255 - cyan);
    row[4 * x + 1] = (unsigned char)(255 - magenta);
    row[4 * x + 2] = (unsigned char)(255 - yellow);
    row[4 * x + 3] = (unsigned char)(255 - black);
  }
  jpeg.err = jpeg_std_error(&messages);
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = jpeg.image_height = 64;
  jpeg.input_components = 4;
  jpeg.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  jpeg.write_Adobe_marker = TRUE;
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < 64) {
    JSAMPROW rows[1] = {row};
    jpeg_write_scanlines(&jpeg, rows, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  *ret_size = size;
  return bytes;
}
