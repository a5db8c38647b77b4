#include "tests/ingest/made_phone.h"

#include <libheif/heif.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <webp/encode.h>

#include "base/memory.h"

/* Red, green, blue of each pixel, row by row. */
static unsigned char *rgb_of(PIX *pix)
{
  int width = pixGetWidth(pix), height = pixGetHeight(pix);
  unsigned char *rgb = memory_alloc((size_t)width * (size_t)height * 3), *next = rgb;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      l_int32 red, green, blue;
      pixGetRGBPixel(pix, x, y, &red, &green, &blue);
      *next++ = (unsigned char)red;
      *next++ = (unsigned char)green;
      *next++ = (unsigned char)blue;
    }
  return rgb;
}

static char *write_webp(const struct temp_folder *folder, PIX *pix)
{
  autofree unsigned char *rgb = rgb_of(pix);
  uint8_t *bytes = NULL;
  size_t size =
      WebPEncodeLosslessRGB(rgb, pixGetWidth(pix), pixGetHeight(pix), pixGetWidth(pix) * 3, &bytes);
  char *path = temp_write(folder, "made.webp", bytes, size);
  WebPFree(bytes);
  return path;
}

static bool encode_heic(PIX *pix, const char *path)
{
  int width = pixGetWidth(pix), height = pixGetHeight(pix), stride = 0;
  autofree unsigned char *rgb = rgb_of(pix);
  struct heif_context *context = heif_context_alloc();
  struct heif_encoder *encoder = NULL;
  struct heif_image *image = NULL;
  bool ok =
      heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder).code ==
          heif_error_Ok &&
      heif_image_create(width, height, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image)
              .code == heif_error_Ok &&
      heif_image_add_plane(image, heif_channel_interleaved, width, height, 8).code == heif_error_Ok;
  uint8_t *rows = ok ? heif_image_get_plane(image, heif_channel_interleaved, &stride) : NULL;
  for (int y = 0; ok && y < height; y++)
    memcpy(rows + (size_t)y * (size_t)stride, rgb + (size_t)y * (size_t)width * 3,
           (size_t)width * 3);
  ok = ok && heif_context_encode_image(context, image, encoder, NULL, NULL).code == heif_error_Ok &&
       heif_context_write_to_file(context, path).code == heif_error_Ok;
  heif_image_release(image);
  heif_encoder_release(encoder);
  heif_context_free(context);
  return ok;
}

char *made_phone_file(const struct temp_folder *folder, PIX *pix, const char *ending)
{
  if (strcmp(ending, "webp") == 0)
    return write_webp(folder, pix);
  autofree char *name = memory_format("made.%s", ending);
  char *path = temp_path(folder, name);
  bool ok = strcmp(ending, "heic") == 0  ? encode_heic(pix, path)
            : strcmp(ending, "gif") == 0 ? pixWrite(path, pix, IFF_GIF) == 0
                                         : pixWrite(path, pix, IFF_BMP) == 0;
  if (ok)
    return path;
  free(path);
  return NULL;
}
