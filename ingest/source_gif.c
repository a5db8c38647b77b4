#include "ingest/source_decoder.h"

#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* GIF through giflib, record by record: its first picture; what is transparent lies on white paper.
 * Pictures behind it are not decoded, so that a film costs no more than a page. */

struct gif_decoding {
  const struct source_file *file;
  uint64_t offset;
  GifFileType *gif;
  int transparent; /* index of the colour that is; -1: none */
  unsigned char *row;
  PIX *pix;
};

static bool gif_recognises(const unsigned char *head, size_t size)
{
  return size >= 6 && (memcmp(head, "GIF87a", 6) == 0 || memcmp(head, "GIF89a", 6) == 0);
}

static int gif_feed(GifFileType *gif, GifByteType *bytes, int size)
{
  struct gif_decoding *decoding = gif->UserData;
  size_t got = source_file_peek(decoding->file, decoding->offset, bytes, (size_t)size);
  decoding->offset += got;
  return (int)got;
}

static void gif_decoding_clear(struct gif_decoding *decoding)
{
  if (decoding->gif)
    DGifCloseFile(decoding->gif, NULL);
  free(decoding->row);
  pixDestroy(&decoding->pix);
}

static enum status gif_failure(struct error *error)
{
  return error_set(error, STATUS_BAD_INPUT,
                   "the GIF is cut off or damaged; copy it again, or save it as PNG");
}

/* Passes over the extensions before the first picture, noting which colour is transparent. */
static bool gif_skip_extension(struct gif_decoding *decoding)
{
  int code = 0;
  GifByteType *block = NULL;
  if (DGifGetExtension(decoding->gif, &code, &block) != GIF_OK)
    return false;
  while (block) {
    GraphicsControlBlock control;
    if (code == GRAPHICS_EXT_FUNC_CODE &&
        DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
      decoding->transparent = control.TransparentColor;
    if (DGifGetExtensionNext(decoding->gif, &block) != GIF_OK)
      return false;
  }
  return true;
}

/* Up to the first picture's description; checks the size it claims. */
static enum status gif_start(struct gif_decoding *decoding, const struct source_file *file,
                             struct error *error)
{
  decoding->file = file;
  decoding->transparent = NO_TRANSPARENT_COLOR;
  decoding->gif = DGifOpen(decoding, gif_feed, NULL);
  if (!decoding->gif)
    return gif_failure(error);
  for (;;) {
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(decoding->gif, &type) != GIF_OK)
      return gif_failure(error);
    if (type == IMAGE_DESC_RECORD_TYPE)
      break;
    if (type != EXTENSION_RECORD_TYPE || !gif_skip_extension(decoding))
      return gif_failure(error);
  }
  if (DGifGetImageDesc(decoding->gif) != GIF_OK)
    return gif_failure(error);
  const GifImageDesc *image = &decoding->gif->Image;
  return source_check_size(&file->limits, image->Width > 0 ? (uint64_t)image->Width : 0,
                           image->Height > 0 ? (uint64_t)image->Height : 0, error);
}

static enum status gif_open(const struct source_file *file, void **ret_state, int *ret_page_count,
                            struct error *error)
{
  (void)ret_state;
  struct gif_decoding decoding cleanup_with(gif_decoding_clear) = {0};
  enum status status = gif_start(&decoding, file, error);
  if (!status)
    *ret_page_count = 1;
  return status;
}

static void gif_put_row(const struct gif_decoding *decoding, const ColorMapObject *colours, int y)
{
  int width = decoding->gif->Image.Width;
  uint32_t *words = pixGetData(decoding->pix) + (size_t)y * (size_t)pixGetWpl(decoding->pix);
  for (int x = 0; x < width; x++) {
    int index = decoding->row[x];
    bool known = index < colours->ColorCount;
    GifColorType colour = known ? colours->Colors[index] : (GifColorType){255, 255, 255};
    composeRGBAPixel(colour.Red, colour.Green, colour.Blue,
                     index == decoding->transparent ? 0 : 255, &words[x]);
  }
}

/* The rows in the order in which they are stored: in the four passes of interlacing, or, as the
 * last of these passes has it, one after the other. */
static bool gif_read_rows(struct gif_decoding *decoding, const ColorMapObject *colours)
{
  static const struct {
    int first, step;
  } passes[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}, {0, 1}};
  const GifImageDesc *image = &decoding->gif->Image;
  int begin = image->Interlace ? 0 : 4, end = image->Interlace ? 4 : 5;
  for (int pass = begin; pass < end; pass++)
    for (int y = passes[pass].first; y < image->Height; y += passes[pass].step) {
      if (DGifGetLine(decoding->gif, decoding->row, image->Width) != GIF_OK)
        return false;
      gif_put_row(decoding, colours, y);
    }
  return true;
}

static enum status gif_load(const struct source_file *file, void *state, int index,
                            enum pdf_text_mode pdf_text, struct page_picture *ret_picture,
                            struct error *error)
{
  (void)state, (void)index, (void)pdf_text;
  struct gif_decoding decoding cleanup_with(gif_decoding_clear) = {0};
  enum status status = gif_start(&decoding, file, error);
  if (status)
    return status;
  const GifImageDesc *image = &decoding.gif->Image;
  const ColorMapObject *colours = image->ColorMap ? image->ColorMap : decoding.gif->SColorMap;
  if (!colours)
    return gif_failure(error);
  status = source_make_pix(&file->limits, (uint64_t)image->Width, (uint64_t)image->Height, 32,
                           &decoding.pix, error);
  if (status)
    return status;
  decoding.row = memory_alloc((size_t)image->Width);
  if (!gif_read_rows(&decoding, colours))
    return gif_failure(error);
  if (decoding.transparent != NO_TRANSPARENT_COLOR)
    source_lay_on_paper(decoding.pix);
  *ret_picture = (struct page_picture){.pix = decoding.pix};
  decoding.pix = NULL;
  return STATUS_OK;
}

const struct source_decoder source_gif_decoder = {
    .format = SOURCE_GIF,
    .recognises = gif_recognises,
    .open = gif_open,
    .load = gif_load,
};
