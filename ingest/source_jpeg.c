#include "ingest/source_decoder.h"

#include <endian.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include <jerror.h>

#include "base/memory.h"
#include "ingest/exif.h"
#include "ingest/source_jpeg.h"

/*
 * JPEG through libjpeg straight into a PIX, because Leptonica's reader prints libjpeg's complaints
 * and takes a cut-off picture with a grey rest as good.
 */

#if __BYTE_ORDER == __LITTLE_ENDIAN
#define JCS_PIX JCS_EXT_XBGR
#else
#define JCS_PIX JCS_EXT_RGBX
#endif

enum { EXIF_MARKER = JPEG_APP0 + 1, MARKER_BYTES = 65533 };

struct jpeg_decoding {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr messages;
  jmp_buf leave;
  char complaint[JMSG_LENGTH_MAX];
  bool data_missing;          /* libjpeg had to make pixels up */
  const unsigned char *bytes; /* borrowed */
  size_t size;
  unsigned char *cmyk; /* one row */
  struct exif exif;    /* copied early: libjpeg frees its markers when the last row is read */
  PIX *pix;
};

static bool jpeg_recognises(const unsigned char *head, size_t size)
{
  return size >= 3 && head[0] == 0xFF && head[1] == 0xD8 && head[2] == 0xFF;
}

static void jpeg_complain(j_common_ptr common)
{
  struct jpeg_decoding *decoding = common->client_data;
  common->err->format_message(common, decoding->complaint);
  longjmp(decoding->leave, 1);
}

/* Warnings: only those that say that picture data are missing count. */
static void jpeg_warn(j_common_ptr common, int level)
{
  struct jpeg_decoding *decoding = common->client_data;
  int code = common->err->msg_code;
  if (level >= 0)
    return;
  common->err->num_warnings++;
  if (code == JWRN_HIT_MARKER || (code == JWRN_JPEG_EOF && decoding->jpeg.progressive_mode))
    decoding->data_missing = true;
}

static void jpeg_decoding_clear(struct jpeg_decoding *decoding)
{
  if (decoding->jpeg.mem)
    jpeg_destroy_decompress(&decoding->jpeg);
  free(decoding->cmyk);
  decoding->cmyk = NULL;
  pixDestroy(&decoding->pix);
}

/* The functions that libjpeg may leave by longjmp: they own nothing of their own. */
static bool jpeg_begin(struct jpeg_decoding *decoding)
{
  if (setjmp(decoding->leave))
    return false;
  jpeg_create_decompress(&decoding->jpeg);
  jpeg_save_markers(&decoding->jpeg, EXIF_MARKER, MARKER_BYTES);
  jpeg_mem_src(&decoding->jpeg, decoding->bytes, decoding->size);
  return jpeg_read_header(&decoding->jpeg, TRUE) == JPEG_HEADER_OK;
}

static unsigned char mix(unsigned ink, unsigned black)
{
  return (unsigned char)(ink * black / 255);
}

/* Adobe stores CMYK upside down (0 is full ink), as libjpeg hands it on. */
static void cmyk_to_pix(const unsigned char *cmyk, uint32_t *row, unsigned width, bool inverted)
{
  for (unsigned x = 0; x < width; x++, cmyk += 4) {
    unsigned flip = inverted ? 0 : 255, black = cmyk[3] ^ flip;
    composeRGBPixel(mix(cmyk[0] ^ flip, black), mix(cmyk[1] ^ flip, black),
                    mix(cmyk[2] ^ flip, black), &row[x]);
  }
}

static bool jpeg_read_rows(struct jpeg_decoding *decoding)
{
  if (setjmp(decoding->leave))
    return false;
  struct jpeg_decompress_struct *jpeg = &decoding->jpeg;
  jpeg_start_decompress(jpeg);
  while (jpeg->output_scanline < jpeg->output_height) {
    uint32_t *row = pixGetData(decoding->pix) +
                    (size_t)jpeg->output_scanline * (size_t)pixGetWpl(decoding->pix);
    JSAMPROW target = decoding->cmyk ? decoding->cmyk : (JSAMPROW)row;
    jpeg_read_scanlines(jpeg, &target, 1);
    if (decoding->cmyk)
      cmyk_to_pix(decoding->cmyk, row, jpeg->output_width, jpeg->saw_Adobe_marker);
  }
  jpeg_finish_decompress(jpeg);
  return true;
}

static enum status jpeg_failure(const struct jpeg_decoding *decoding, struct error *error)
{
  return error_set(error, STATUS_BAD_INPUT, "the JPEG is damaged (%s); copy or scan it again",
                   decoding->complaint);
}

static struct exif jpeg_exif(const struct jpeg_decoding *decoding)
{
  static const char intro[6] = "Exif\0";
  for (jpeg_saved_marker_ptr marker = decoding->jpeg.marker_list; marker; marker = marker->next)
    if (marker->marker == EXIF_MARKER && marker->data_length > sizeof intro &&
        memcmp(marker->data, intro, sizeof intro) == 0)
      return exif_parse(marker->data + sizeof intro, marker->data_length - sizeof intro);
  return (struct exif){.orientation = 1};
}

/* Reads the header and checks the size it claims. `bytes` must outlive the decoding. */
static enum status jpeg_start(struct jpeg_decoding *decoding, const unsigned char *bytes,
                              size_t size, const struct source_limits *limits, struct error *error)
{
  decoding->bytes = bytes;
  decoding->size = size;
  decoding->jpeg.err = jpeg_std_error(&decoding->messages);
  decoding->messages.error_exit = jpeg_complain;
  decoding->messages.emit_message = jpeg_warn;
  decoding->jpeg.client_data = decoding;
  if (!jpeg_begin(decoding))
    return jpeg_failure(decoding, error);
  decoding->exif = jpeg_exif(decoding);
  return source_check_size(limits, decoding->jpeg.image_width, decoding->jpeg.image_height, error);
}

static enum status jpeg_open(const struct source_file *file, void **ret_state, int *ret_page_count,
                             struct error *error)
{
  (void)ret_state;
  autofree unsigned char *bytes = NULL;
  size_t size = 0;
  enum status status = source_file_read(file, &bytes, &size, error);
  if (status)
    return status;
  struct jpeg_decoding decoding cleanup_with(jpeg_decoding_clear) = {0};
  status = jpeg_start(&decoding, bytes, size, &file->limits, error);
  if (!status)
    *ret_page_count = 1;
  return status;
}

static enum status jpeg_pixels(struct jpeg_decoding *decoding, const struct source_limits *limits,
                               struct error *error)
{
  struct jpeg_decompress_struct *jpeg = &decoding->jpeg;
  bool grey = jpeg->jpeg_color_space == JCS_GRAYSCALE;
  bool cmyk = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
  jpeg->out_color_space = grey ? JCS_GRAYSCALE : cmyk ? JCS_CMYK : JCS_PIX;
  enum status status = source_make_pix(limits, jpeg->image_width, jpeg->image_height, grey ? 8 : 32,
                                       &decoding->pix, error);
  if (status)
    return status;
  if (cmyk && !(decoding->cmyk = malloc((size_t)jpeg->image_width * 4)))
    return error_set(error, STATUS_NO_MEMORY, "no memory for a row of a JPEG");
  if (!jpeg_read_rows(decoding))
    return jpeg_failure(decoding, error);
  if (decoding->data_missing)
    return error_set(error, STATUS_BAD_INPUT,
                     "the JPEG is cut off or damaged: part of the picture is missing; "
                     "copy or scan it again");
  if (grey)
    pixEndianByteSwap(decoding->pix);
  return STATUS_OK;
}

/* JFIF's density where it has a unit and is believable, else EXIF's. */
static float jpeg_dpi(const struct jpeg_decompress_struct *jpeg, const struct exif *exif)
{
  double unit = jpeg->density_unit == 1 ? 1 : jpeg->density_unit == 2 ? 2.54 : 0;
  int width = (int)jpeg->image_width, height = (int)jpeg->image_height;
  float dpi = !jpeg->saw_JFIF_marker ? 0
                                     : source_plausible_dpi(jpeg->X_density * unit,
                                                            jpeg->Y_density * unit, width, height);
  return dpi > 0 ? dpi : source_plausible_dpi(exif->x_dpi, exif->y_dpi, width, height);
}

static enum status jpeg_load(const struct source_file *file, void *state, int index,
                             enum pdf_text_mode pdf_text, struct page_picture *ret_picture,
                             struct error *error)
{
  (void)state, (void)index, (void)pdf_text;
  autofree unsigned char *bytes = NULL;
  size_t size = 0;
  enum status status = source_file_read(file, &bytes, &size, error);
  if (status)
    return status;
  struct jpeg_decoding decoding cleanup_with(jpeg_decoding_clear) = {0};
  status = jpeg_start(&decoding, bytes, size, &file->limits, error);
  if (!status)
    status = jpeg_pixels(&decoding, &file->limits, error);
  if (status)
    return status;
  if (!source_orient(&decoding.pix, decoding.exif.orientation))
    return error_set(error, STATUS_NO_MEMORY, "no memory to turn the picture upright");
  *ret_picture =
      (struct page_picture){.pix = decoding.pix, .dpi = jpeg_dpi(&decoding.jpeg, &decoding.exif)};
  decoding.pix = NULL;
  if (decoding.exif.orientation == 1) {
    ret_picture->jpeg = bytes;
    ret_picture->jpeg_size = size;
    bytes = NULL;
  }
  return STATUS_OK;
}

enum status source_jpeg_decode(const unsigned char *bytes, size_t size,
                               const struct source_limits *limits, PIX **ret_pix,
                               struct error *error)
{
  struct jpeg_decoding decoding cleanup_with(jpeg_decoding_clear) = {0};
  enum status status = jpeg_start(&decoding, bytes, size, limits, error);
  if (!status)
    status = jpeg_pixels(&decoding, limits, error);
  if (status)
    return status;
  *ret_pix = decoding.pix;
  decoding.pix = NULL;
  return STATUS_OK;
}

const struct source_decoder source_jpeg_decoder = {
    .format = SOURCE_JPEG,
    .recognises = jpeg_recognises,
    .open = jpeg_open,
    .load = jpeg_load,
};
