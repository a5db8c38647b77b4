#include "ingest/source_decoder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

#include "base/memory.h"
#include "ingest/tiff_directories.h"

/*
 * TIFF through libtiff. Pages of black and white or of grey are read row by row; all others
 * through libtiff's RGBA reader, in place in the PIX. libtiff's messages are kept with the handle,
 * so that a strip that is cut off fails its page instead of leaving it half white.
 */

struct tiff_state {
  uint64_t *directories; /* offsets, one a page */
  int count;
};

struct tiff_decoding {
  const struct source_file *file;
  uint64_t offset; /* libtiff's read position */
  TIFF *tiff;
  char complaint[160]; /* the first error; "" while there is none */
  PIX *pix;
};

static bool tiff_recognises(const unsigned char *head, size_t size)
{
  static const char magics[4][4] = {
      {'I', 'I', 42, 0}, {'M', 'M', 0, 42}, {'I', 'I', 43, 0}, {'M', 'M', 0, 43}};
  for (size_t i = 0; i < 4 && size >= 4; i++)
    if (memcmp(head, magics[i], 4) == 0)
      return true;
  return false;
}

static int tiff_complain(TIFF *tiff, void *data, const char *module, const char *format,
                         va_list arguments)
{
  (void)tiff, (void)module;
  struct tiff_decoding *decoding = data;
  if (!decoding->complaint[0])
    vsnprintf(decoding->complaint, sizeof decoding->complaint, format, arguments);
  return 1;
}

static int tiff_ignore(TIFF *tiff, void *data, const char *module, const char *format,
                       va_list arguments)
{
  (void)tiff, (void)data, (void)module, (void)format, (void)arguments;
  return 1;
}

static tmsize_t tiff_read(thandle_t handle, void *bytes, tmsize_t size)
{
  struct tiff_decoding *decoding = handle;
  size_t got = source_file_peek(decoding->file, decoding->offset, bytes, (size_t)size);
  decoding->offset += got;
  return (tmsize_t)got;
}

static tmsize_t tiff_write(thandle_t handle, void *bytes, tmsize_t size)
{
  (void)handle, (void)bytes, (void)size;
  return 0;
}

static toff_t tiff_seek(thandle_t handle, toff_t offset, int whence)
{
  struct tiff_decoding *decoding = handle;
  uint64_t base = whence == SEEK_CUR   ? decoding->offset
                  : whence == SEEK_END ? decoding->file->size
                                       : 0;
  decoding->offset = base + offset;
  return decoding->offset;
}

static int tiff_close_nothing(thandle_t handle)
{
  (void)handle;
  return 0;
}

static toff_t tiff_size(thandle_t handle)
{
  struct tiff_decoding *decoding = handle;
  return decoding->file->size;
}

static void tiff_decoding_clear(struct tiff_decoding *decoding)
{
  if (decoding->tiff)
    TIFFClose(decoding->tiff);
  decoding->tiff = NULL;
  pixDestroy(&decoding->pix);
}

static enum status tiff_failure(const struct tiff_decoding *decoding, struct error *error)
{
  return error_set(error, STATUS_BAD_INPUT,
                   "the TIFF is cut off, damaged or of a rare kind (%s); "
                   "copy or scan it again, or save it as PNG",
                   decoding->complaint[0] ? decoding->complaint : "no reason given");
}

/* Mode "rhm": read, first directory not read yet, no memory mapping. */
static enum status tiff_decoding_start(struct tiff_decoding *decoding, uint64_t directory,
                                       struct error *error)
{
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options)
    return error_set(error, STATUS_NO_MEMORY, "no memory to read a TIFF");
  TIFFOpenOptionsSetErrorHandlerExtR(options, tiff_complain, decoding);
  TIFFOpenOptionsSetWarningHandlerExtR(options, tiff_ignore, decoding);
  decoding->tiff = TIFFClientOpenExt("page", "rhm", decoding, tiff_read, tiff_write, tiff_seek,
                                     tiff_close_nothing, tiff_size, NULL, NULL, options);
  TIFFOpenOptionsFree(options);
  if (!decoding->tiff || !TIFFSetSubDirectory(decoding->tiff, directory))
    return tiff_failure(decoding, error);
  return STATUS_OK;
}

struct tiff_layout {
  uint32_t width, height;
  uint16_t bits, samples, photometric, orientation;
  bool polarity_known; /* the file says which value is white */
  bool plain_rows;     /* rows of a strip, not tiles */
};

static enum status tiff_get_layout(struct tiff_decoding *decoding, struct tiff_layout *layout,
                                   struct error *error)
{
  TIFF *tiff = decoding->tiff;
  *layout = (struct tiff_layout){.orientation = ORIENTATION_TOPLEFT};
  if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout->width) ||
      !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout->height))
    return tiff_failure(decoding, error);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout->bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout->samples);
  TIFFGetField(tiff, TIFFTAG_ORIENTATION, &layout->orientation);
  layout->polarity_known = TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout->photometric);
  if (!layout->polarity_known)
    layout->photometric = layout->samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
  layout->plain_rows = !TIFFIsTiled(tiff);
  return source_check_size(&decoding->file->limits, layout->width, layout->height, error);
}

static bool tiff_is_grey(const struct tiff_layout *layout)
{
  bool depth_fits = layout->bits == 1 || layout->bits == 8 || layout->bits == 16;
  return layout->plain_rows && layout->samples == 1 && depth_fits &&
         (layout->photometric == PHOTOMETRIC_MINISWHITE ||
          layout->photometric == PHOTOMETRIC_MINISBLACK);
}

/* 16 bits to 8 by the highest value there is, in the fewest bits, 8 to 16 by twos, that hold it:
 * scanners that measure 12 bits may store them as they are. */
static enum status tiff_read_deep_rows(struct tiff_decoding *decoding,
                                       const struct tiff_layout *layout, uint16_t *row,
                                       struct error *error)
{
  unsigned highest = 0, bits = 8;
  for (uint32_t y = 0; y < layout->height; y++) {
    if (TIFFReadScanline(decoding->tiff, row, y, 0) < 0)
      return tiff_failure(decoding, error);
    for (uint32_t x = 0; x < layout->width; x++)
      highest = row[x] > highest ? row[x] : highest;
  }
  while (bits < 16 && highest >> bits)
    bits += 2;
  unsigned range = (1u << bits) - 1;
  for (uint32_t y = 0; y < layout->height; y++) {
    char *out = (char *)(pixGetData(decoding->pix) + (size_t)y * (size_t)pixGetWpl(decoding->pix));
    if (TIFFReadScanline(decoding->tiff, row, y, 0) < 0)
      return tiff_failure(decoding, error);
    for (uint32_t x = 0; x < layout->width; x++)
      out[x] = (char)(row[x] * 255u / range);
  }
  return STATUS_OK;
}

static enum status tiff_read_deep(struct tiff_decoding *decoding, const struct tiff_layout *layout,
                                  struct error *error)
{
  size_t row_bytes = (size_t)layout->width * sizeof(uint16_t);
  if (TIFFScanlineSize64(decoding->tiff) > row_bytes)
    return tiff_failure(decoding, error);
  autofree uint16_t *row = malloc(row_bytes);
  if (!row)
    return error_set(error, STATUS_NO_MEMORY, "no memory for a row of a TIFF");
  return tiff_read_deep_rows(decoding, layout, row, error);
}

static enum status tiff_read_rows(struct tiff_decoding *decoding, const struct tiff_layout *layout,
                                  struct error *error)
{
  size_t row_bytes = (size_t)pixGetWpl(decoding->pix) * 4;
  if (TIFFScanlineSize64(decoding->tiff) > row_bytes)
    return tiff_failure(decoding, error);
  for (uint32_t y = 0; y < layout->height; y++) {
    char *row = (char *)pixGetData(decoding->pix) + y * row_bytes;
    if (TIFFReadScanline(decoding->tiff, row, y, 0) < 0)
      return tiff_failure(decoding, error);
  }
  return STATUS_OK;
}

/* Most of a page is paper: for files that do not say which value is white. */
static bool is_mostly_dark(PIX *pix)
{
  l_float32 darkness = 0;
  if (pixGetDepth(pix) == 1)
    return pixForegroundFraction(pix, &darkness) == 0 && darkness > 0.5f;
  return pixGetAverageMasked(pix, NULL, 0, 0, 4, L_MEAN_ABSVAL, &darkness) == 0 && darkness < 128;
}

static enum status tiff_read_grey(struct tiff_decoding *decoding, const struct tiff_layout *layout,
                                  struct error *error)
{
  int depth = layout->bits == 1 ? 1 : 8;
  enum status status = source_make_pix(&decoding->file->limits, layout->width, layout->height,
                                       depth, &decoding->pix, error);
  if (status)
    return status;
  pixClearAll(decoding->pix);
  status = layout->bits == 16 ? tiff_read_deep(decoding, layout, error)
                              : tiff_read_rows(decoding, layout, error);
  if (status)
    return status;
  pixEndianByteSwap(decoding->pix);
  /* In a PIX, 1 is black at one bit and 0 is black at eight. */
  if ((layout->bits == 1) == (layout->photometric == PHOTOMETRIC_MINISBLACK))
    pixInvert(decoding->pix, decoding->pix);
  if (!layout->polarity_known && is_mostly_dark(decoding->pix))
    pixInvert(decoding->pix, decoding->pix);
  return STATUS_OK;
}

/* One word as libtiff has it (A B G R from the top) to one as PIX has it, over white paper. */
static uint32_t word_from_abgr(uint32_t abgr)
{
  unsigned white = 255 - TIFFGetA(abgr); /* libtiff's colours are premultiplied */
  unsigned red = TIFFGetR(abgr) + white, green = TIFFGetG(abgr) + white;
  unsigned blue = TIFFGetB(abgr) + white;
  uint32_t word = 0;
  composeRGBPixel(red > 255 ? 255 : (l_int32)red, green > 255 ? 255 : (l_int32)green,
                  blue > 255 ? 255 : (l_int32)blue, &word);
  return word;
}

static enum status tiff_read_colour(struct tiff_decoding *decoding,
                                    const struct tiff_layout *layout, struct error *error)
{
  char reason[1024] = "";
  if (!TIFFRGBAImageOK(decoding->tiff, reason)) {
    return error_set(error, STATUS_UNSUPPORTED,
                     "the TIFF is of a kind that cannot be read (%s); save it as PNG", reason);
  }
  enum status status = source_make_pix(&decoding->file->limits, layout->width, layout->height, 32,
                                       &decoding->pix, error);
  if (status)
    return status;
  uint32_t *words = pixGetData(decoding->pix);
  /* Rows as stored: source_orient turns them afterwards, also by quarters, which libtiff cannot. */
  if (!TIFFReadRGBAImageOriented(decoding->tiff, layout->width, layout->height, words,
                                 layout->orientation, 1) ||
      decoding->complaint[0])
    return tiff_failure(decoding, error);
  size_t count = (size_t)layout->width * layout->height;
  for (size_t i = 0; i < count; i++)
    words[i] = word_from_abgr(words[i]);
  return STATUS_OK;
}

/* 0 where the file does not say. */
static void tiff_resolution(const struct tiff_decoding *decoding, double *ret_x_dpi,
                            double *ret_y_dpi)
{
  float x = 0, y = 0;
  uint16_t unit = RESUNIT_INCH;
  TIFFGetField(decoding->tiff, TIFFTAG_XRESOLUTION, &x);
  TIFFGetField(decoding->tiff, TIFFTAG_YRESOLUTION, &y);
  TIFFGetFieldDefaulted(decoding->tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
  double factor = unit == RESUNIT_INCH ? 1 : unit == RESUNIT_CENTIMETER ? 2.54 : 0;
  *ret_x_dpi = x * factor;
  *ret_y_dpi = y * factor;
}

/* The decoded picture as a viewer shows it. */
static enum status tiff_finish(struct tiff_decoding *decoding, const struct tiff_layout *layout,
                               struct page_picture *ret_picture, struct error *error)
{
  double x_dpi, y_dpi;
  tiff_resolution(decoding, &x_dpi, &y_dpi);
  return source_finish_picture(&decoding->pix, &decoding->file->limits, x_dpi, y_dpi,
                               layout->orientation, ret_picture, error);
}

static enum status tiff_load(const struct source_file *file, void *state, int index,
                             enum pdf_text_mode pdf_text, struct page_picture *ret_picture,
                             struct error *error)
{
  (void)pdf_text;
  const struct tiff_state *tiff = state;
  struct tiff_decoding decoding cleanup_with(tiff_decoding_clear) = {.file = file};
  struct tiff_layout layout;
  enum status status = tiff_decoding_start(&decoding, tiff->directories[index], error);
  if (!status)
    status = tiff_get_layout(&decoding, &layout, error);
  if (!status)
    status = tiff_is_grey(&layout) ? tiff_read_grey(&decoding, &layout, error)
                                   : tiff_read_colour(&decoding, &layout, error);
  return status ? status : tiff_finish(&decoding, &layout, ret_picture, error);
}

static enum status tiff_open(const struct source_file *file, void **ret_state, int *ret_page_count,
                             struct error *error)
{
  struct tiff_state found = {0};
  enum status status = tiff_directories_find(file, &found.directories, &found.count, error);
  if (status)
    return status;
  struct tiff_state *state = memory_alloc(sizeof *state);
  *state = found;
  *ret_state = state;
  *ret_page_count = found.count;
  return STATUS_OK;
}

static void tiff_close(void *opaque)
{
  struct tiff_state *state = opaque;
  free(state->directories);
  free(state);
}

const struct source_decoder source_tiff_decoder = {
    .format = SOURCE_TIFF,
    .recognises = tiff_recognises,
    .open = tiff_open,
    .load = tiff_load,
    .close = tiff_close,
};
