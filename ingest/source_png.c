#include "ingest/source_decoder.h"

#include <endian.h>
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/exif.h"

/*
 * PNG through libpng itself, straight into a PIX. Leptonica's own reader would print libpng's
 * complaints to standard error and turn what is transparent black; here the first complaint
 * becomes the error's sentence and what is transparent becomes white paper.
 */

static const unsigned char png_magic[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

struct png_decoding {
  png_structp png;
  png_infop info;
  const struct source_file *file;
  uint64_t offset;
  bool ended;          /* the file was over before the picture */
  char complaint[120]; /* libpng's own words */
  png_bytep *rows;
  PIX *pix;
  unsigned range; /* of 16 bits a sample: the highest value that the picture makes use of */
};

static bool png_recognises(const unsigned char *head, size_t size)
{
  return size >= 4 && memcmp(head, png_magic, size < 8 ? size : 8) == 0;
}

static void png_complain(png_structp png, png_const_charp message)
{
  struct png_decoding *decoding = png_get_error_ptr(png);
  snprintf(decoding->complaint, sizeof decoding->complaint, "%s", message);
  png_longjmp(png, 1);
}

static void png_ignore(png_structp png, png_const_charp message)
{
  (void)png, (void)message;
}

static void png_feed(png_structp png, png_bytep bytes, size_t size)
{
  struct png_decoding *decoding = png_get_io_ptr(png);
  size_t got = source_file_peek(decoding->file, decoding->offset, bytes, size);
  decoding->offset += got;
  if (got != size) {
    decoding->ended = true;
    png_error(png, "end of file");
  }
}

static void png_decoding_clear(struct png_decoding *decoding)
{
  png_destroy_read_struct(&decoding->png, &decoding->info, NULL);
  free(decoding->rows);
  decoding->rows = NULL;
  pixDestroy(&decoding->pix);
}

static enum status png_decoding_start(struct png_decoding *decoding, const struct source_file *file,
                                      struct error *error)
{
  *decoding = (struct png_decoding){.file = file};
  decoding->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, decoding, png_complain, png_ignore);
  if (decoding->png)
    decoding->info = png_create_info_struct(decoding->png);
  if (!decoding->info)
    return error_set(error, STATUS_NO_MEMORY, "no memory to read a PNG");
  /* Our own limits are checked after the header; text chunks are of no use here. */
  png_set_user_limits(decoding->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max(decoding->png, 8u << 20);
  png_set_chunk_cache_max(decoding->png, 64);
  png_set_read_fn(decoding->png, decoding, png_feed);
  return STATUS_OK;
}

/* The two functions that libpng may leave by longjmp: they own nothing of their own. */
static bool png_take_header(struct png_decoding *decoding)
{
  if (setjmp(png_jmpbuf(decoding->png)))
    return false;
  png_read_info(decoding->png, decoding->info);
  return true;
}

static bool png_take_rows(struct png_decoding *decoding)
{
  if (setjmp(png_jmpbuf(decoding->png)))
    return false;
  png_read_image(decoding->png, decoding->rows);
  png_read_end(decoding->png, NULL);
  return true;
}

static enum status png_failure(const struct png_decoding *decoding, struct error *error)
{
  if (decoding->ended)
    return error_set(error, STATUS_BAD_INPUT,
                     "the PNG is cut off: the file ends inside the picture; copy or scan it again");
  return error_set(error, STATUS_BAD_INPUT, "the PNG is damaged (%s); copy or scan it again",
                   decoding->complaint);
}

/* Reads the header and checks the size it claims. */
static enum status png_header(struct png_decoding *decoding, struct error *error)
{
  if (!png_take_header(decoding))
    return png_failure(decoding, error);
  return source_check_size(&decoding->file->limits,
                           png_get_image_width(decoding->png, decoding->info),
                           png_get_image_height(decoding->png, decoding->info), error);
}

static enum status png_open(const struct source_file *file, void **ret_state, int *ret_page_count,
                            struct error *error)
{
  (void)ret_state;
  struct png_decoding decoding cleanup_with(png_decoding_clear) = {0};
  enum status status = png_decoding_start(&decoding, file, error);
  if (!status)
    status = png_header(&decoding, error);
  if (!status)
    *ret_page_count = 1;
  return status;
}

/* ---- 16 bits a sample ---- */

/* Scanners that measure 8, 10, 12 or 14 bits may store them in 16 as they are: nearly black. The
 * picture is read twice, first for the highest value in it. */
static void png_measure_row(png_structp png, png_row_infop row, png_bytep bytes)
{
  struct png_decoding *decoding = png_get_user_transform_ptr(png);
  for (size_t i = 0; i + 1 < row->rowbytes; i += 2) {
    unsigned value = (unsigned)bytes[i] << 8 | bytes[i + 1];
    if (value > decoding->range)
      decoding->range = value;
  }
}

/* 16 bits to 8, in place, by the range. */
static void png_reduce_row(png_structp png, png_row_infop row, png_bytep bytes)
{
  const struct png_decoding *decoding = png_get_user_transform_ptr(png);
  size_t samples = row->rowbytes / 2;
  for (size_t i = 0; i < samples; i++) {
    unsigned value = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
    bytes[i] = (png_byte)(value >= decoding->range ? 255 : value * 255 / decoding->range);
  }
  row->bit_depth = 8;
  row->pixel_depth = (png_byte)(8 * row->channels);
  row->rowbytes = samples;
}

/* The highest value of the fewest bits, 8 to 16 by twos, that hold the picture. */
static unsigned range_of(unsigned highest)
{
  unsigned bits = 8;
  while (bits < 16 && highest >> bits)
    bits += 2;
  return (1u << bits) - 1;
}

static bool png_measure_rows(struct png_decoding *decoding, png_bytep row)
{
  if (setjmp(png_jmpbuf(decoding->png)))
    return false;
  png_set_read_user_transform_fn(decoding->png, png_measure_row);
  png_set_user_transform_info(decoding->png, decoding, 0, 0);
  int passes = png_set_interlace_handling(decoding->png);
  png_read_update_info(decoding->png, decoding->info);
  png_uint_32 height = png_get_image_height(decoding->png, decoding->info);
  for (int pass = 0; pass < passes; pass++)
    for (png_uint_32 y = 0; y < height; y++)
      png_read_row(decoding->png, row, NULL);
  return true;
}

/* True for samples of 16 bits whose range is to be found: not those beside a transparency. */
static bool png_has_range(const struct png_decoding *decoding)
{
  return png_get_bit_depth(decoding->png, decoding->info) == 16 &&
         !(png_get_color_type(decoding->png, decoding->info) & PNG_COLOR_MASK_ALPHA) &&
         !png_get_valid(decoding->png, decoding->info, PNG_INFO_tRNS);
}

static enum status png_find_range(const struct source_file *file, unsigned *ret_range,
                                  struct error *error)
{
  struct png_decoding decoding cleanup_with(png_decoding_clear) = {0};
  enum status status = png_decoding_start(&decoding, file, error);
  if (!status)
    status = png_header(&decoding, error);
  if (status || !png_has_range(&decoding))
    return status;
  autofree png_bytep row = malloc(png_get_rowbytes(decoding.png, decoding.info));
  if (!row)
    return error_set(error, STATUS_NO_MEMORY, "no memory for a row of a PNG");
  if (!png_measure_rows(&decoding, row))
    return png_failure(&decoding, error);
  *ret_range = range_of(decoding.range);
  return STATUS_OK;
}

/* ---- pixels ---- */

/* Asks libpng for one of 1-bit grey, 8-bit grey or 32-bit colour as PIX has them in memory. What is
 * transparent comes as colour with its alpha. */
static int png_choose_depth(struct png_decoding *decoding)
{
  png_structp png = decoding->png;
  int colour = png_get_color_type(png, decoding->info);
  int bits = png_get_bit_depth(png, decoding->info);
  bool transparent =
      (colour & PNG_COLOR_MASK_ALPHA) || png_get_valid(png, decoding->info, PNG_INFO_tRNS);
  if (colour == PNG_COLOR_TYPE_GRAY && bits == 1 && !transparent) {
    png_set_invert_mono(png); /* PIX: 1 is black */
    return 1;
  }
  png_set_expand(png);
  if (png_has_range(decoding)) {
    int channels = colour & PNG_COLOR_MASK_COLOR ? 4 : 1;
    png_set_read_user_transform_fn(png, png_reduce_row);
    png_set_user_transform_info(png, decoding, 8, channels);
  } else {
    png_set_scale_16(png);
  }
  if (transparent)
    png_set_gray_to_rgb(png);
  else if (!(colour & PNG_COLOR_MASK_COLOR))
    return 8;
#if __BYTE_ORDER == __LITTLE_ENDIAN
  png_set_bgr(png);
  if (transparent)
    png_set_swap_alpha(png);
  else
    png_set_filler(png, 0xFF, PNG_FILLER_BEFORE);
#else
  if (!transparent)
    png_set_filler(png, 0xFF, PNG_FILLER_AFTER);
#endif
  return 32;
}

static bool png_prepare(struct png_decoding *decoding, int *ret_depth)
{
  if (setjmp(png_jmpbuf(decoding->png)))
    return false;
  *ret_depth = png_choose_depth(decoding);
  png_set_interlace_handling(decoding->png);
  png_read_update_info(decoding->png, decoding->info);
  return true;
}

static enum status png_pixels(struct png_decoding *decoding, struct error *error)
{
  int depth = 0;
  if (!png_prepare(decoding, &depth))
    return png_failure(decoding, error);
  uint32_t width = png_get_image_width(decoding->png, decoding->info);
  uint32_t height = png_get_image_height(decoding->png, decoding->info);
  enum status status =
      source_make_pix(&decoding->file->limits, width, height, depth, &decoding->pix, error);
  if (status)
    return status;
  size_t row_bytes = (size_t)pixGetWpl(decoding->pix) * 4;
  if (png_get_rowbytes(decoding->png, decoding->info) > row_bytes)
    return error_set(error, STATUS_INTERNAL, "the PNG's rows are longer than expected");
  decoding->rows = malloc(height * sizeof *decoding->rows);
  if (!decoding->rows)
    return error_set(error, STATUS_NO_MEMORY, "no memory for the rows of a PNG");
  for (uint32_t y = 0; y < height; y++)
    decoding->rows[y] = (png_bytep)pixGetData(decoding->pix) + y * row_bytes;
  if (!png_take_rows(decoding))
    return png_failure(decoding, error);
  if (depth < 32)
    pixEndianByteSwap(decoding->pix);
  else if ((png_get_color_type(decoding->png, decoding->info) & PNG_COLOR_MASK_ALPHA) ||
           png_get_valid(decoding->png, decoding->info, PNG_INFO_tRNS))
    source_lay_on_paper(decoding->pix);
  return STATUS_OK;
}

/* 0 where the file does not say. */
static void png_resolution(const struct png_decoding *decoding, double *ret_x_dpi,
                           double *ret_y_dpi)
{
  const double metres_an_inch = 0.0254;
  png_uint_32 x = 0, y = 0;
  int unit = PNG_RESOLUTION_UNKNOWN;
  bool known =
      png_get_pHYs(decoding->png, decoding->info, &x, &y, &unit) && unit == PNG_RESOLUTION_METER;
  *ret_x_dpi = known ? x * metres_an_inch : 0;
  *ret_y_dpi = known ? y * metres_an_inch : 0;
}

static int png_orientation(const struct png_decoding *decoding)
{
  png_uint_32 size = 0;
  png_bytep bytes = NULL;
  if (!png_get_eXIf_1(decoding->png, decoding->info, &size, &bytes))
    return 1;
  return exif_parse(bytes, size).orientation;
}

/* The decoded picture as a viewer shows it. */
static enum status png_finish(struct png_decoding *decoding, struct page_picture *ret_picture,
                              struct error *error)
{
  double x_dpi, y_dpi;
  png_resolution(decoding, &x_dpi, &y_dpi);
  return source_finish_picture(&decoding->pix, &decoding->file->limits, x_dpi, y_dpi,
                               png_orientation(decoding), ret_picture, error);
}

static enum status png_load(const struct source_file *file, void *state, int index,
                            enum pdf_text_mode pdf_text, struct page_picture *ret_picture,
                            struct error *error)
{
  (void)state, (void)index, (void)pdf_text;
  unsigned range = 0;
  enum status status = png_find_range(file, &range, error);
  if (status)
    return status;
  struct png_decoding decoding cleanup_with(png_decoding_clear) = {0};
  status = png_decoding_start(&decoding, file, error);
  decoding.range = range;
  if (!status)
    status = png_header(&decoding, error);
  if (!status)
    status = png_pixels(&decoding, error);
  return status ? status : png_finish(&decoding, ret_picture, error);
}

const struct source_decoder source_png_decoder = {
    .format = SOURCE_PNG,
    .recognises = png_recognises,
    .open = png_open,
    .load = png_load,
};
