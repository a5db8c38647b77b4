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
  bool unmarked;              /* all pixels were there, the end marker was not */
  const unsigned char *bytes; /* borrowed */
  size_t size;
  struct exif exif; /* copied early: libjpeg frees its markers when the last row is read */
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
  decoding->unmarked |= code == JWRN_JPEG_EOF;
  if (code == JWRN_HIT_MARKER || (code == JWRN_JPEG_EOF && decoding->jpeg.progressive_mode))
    decoding->data_missing = true;
}

static void jpeg_decoding_clear(struct jpeg_decoding *decoding)
{
  if (decoding->jpeg.mem)
    jpeg_destroy_decompress(&decoding->jpeg);
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

/* ---- CMYK ---- */

static unsigned mix(unsigned ink, unsigned black)
{
  return ink * black / 255;
}

/* One pixel's four bytes, as libjpeg gave them in memory. Adobe stores CMYK upside down: 0 is full
 * ink. */
static uint32_t word_from_cmyk(uint32_t word, bool inverted)
{
  unsigned char cmyk[4];
  unsigned flip = inverted ? 0 : 255, black;
  uint32_t colour = 0;
  memcpy(cmyk, &word, sizeof cmyk);
  black = cmyk[3] ^ flip;
  composeRGBPixel((l_int32)mix(cmyk[0] ^ flip, black), (l_int32)mix(cmyk[1] ^ flip, black),
                  (l_int32)mix(cmyk[2] ^ flip, black), &colour);
  return colour;
}

/* Sum of the green of a sample of pixels, read that way. */
static uint64_t cmyk_brightness(PIX *pix, bool inverted)
{
  enum { STEP = 7 };
  const uint32_t *words = pixGetData(pix);
  size_t count = (size_t)pixGetWpl(pix) * (size_t)pixGetHeight(pix);
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i += STEP)
    sum += word_from_cmyk(words[i], inverted) >> L_GREEN_SHIFT & 255;
  return sum;
}

/* In place. Where no marker of Adobe's says which way up the values are, most of a page is paper.
 */
static void cmyk_to_pix(PIX *pix, bool adobe)
{
  bool inverted = adobe || cmyk_brightness(pix, true) >= cmyk_brightness(pix, false);
  uint32_t *words = pixGetData(pix);
  size_t count = (size_t)pixGetWpl(pix) * (size_t)pixGetHeight(pix);
  for (size_t i = 0; i < count; i++)
    words[i] = word_from_cmyk(words[i], inverted);
}

/* ---- pixels ---- */

static bool jpeg_read_rows(struct jpeg_decoding *decoding)
{
  if (setjmp(decoding->leave))
    return false;
  struct jpeg_decompress_struct *jpeg = &decoding->jpeg;
  jpeg_start_decompress(jpeg);
  while (jpeg->output_scanline < jpeg->output_height) {
    uint32_t *row = pixGetData(decoding->pix) +
                    (size_t)jpeg->output_scanline * (size_t)pixGetWpl(decoding->pix);
    JSAMPROW target = (JSAMPROW)row;
    jpeg_read_scanlines(jpeg, &target, 1);
  }
  return true;
}

/* Looks for the end marker behind the last row. What stands there instead, such as the own data
 * that some cameras append, is no fault of the picture. */
static void jpeg_look_for_end(struct jpeg_decoding *decoding)
{
  if (setjmp(decoding->leave))
    decoding->unmarked = true;
  else
    jpeg_finish_decompress(&decoding->jpeg);
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
  bool adobe = jpeg->saw_Adobe_marker;
  if (!jpeg_read_rows(decoding))
    return jpeg_failure(decoding, error);
  jpeg_look_for_end(decoding);
  if (decoding->data_missing)
    return error_set(error, STATUS_BAD_INPUT,
                     "the JPEG is cut off or damaged: part of the picture is missing; "
                     "copy or scan it again");
  if (grey)
    pixEndianByteSwap(decoding->pix);
  if (cmyk)
    cmyk_to_pix(decoding->pix, adobe);
  return STATUS_OK;
}

/* Whether common readers show the file as it was read here: few know arithmetic coding, and some
 * want an end marker. CMYK without Adobe's marker is shown in the negative by half of them. */
static bool jpeg_is_common(const struct jpeg_decoding *decoding)
{
  const struct jpeg_decompress_struct *jpeg = &decoding->jpeg;
  return !jpeg->arith_code && !decoding->unmarked &&
         (jpeg->num_components < 4 || jpeg->saw_Adobe_marker);
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
  if (decoding.exif.orientation == 1 && jpeg_is_common(&decoding)) {
    ret_picture->jpeg = bytes;
    ret_picture->jpeg_size = size;
    bytes = NULL;
  }
  return STATUS_OK;
}

enum status source_jpeg_decode(const unsigned char *bytes, size_t size,
                               const struct source_limits *limits, PIX **ret_pix, bool *ret_common,
                               struct error *error)
{
  struct jpeg_decoding decoding cleanup_with(jpeg_decoding_clear) = {0};
  enum status status = jpeg_start(&decoding, bytes, size, limits, error);
  if (!status)
    status = jpeg_pixels(&decoding, limits, error);
  if (status)
    return status;
  *ret_common = jpeg_is_common(&decoding);
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
