#include "ingest/source_decoder.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t source_file_peek(const struct source_file *file, uint64_t offset, void *bytes, size_t size)
{
  if (file->bytes) {
    uint64_t there = offset < file->size ? file->size - offset : 0;
    size_t count = size < there ? size : (size_t)there;
    if (count)
      memcpy(bytes, file->bytes + offset, count);
    return count;
  }
  size_t done = 0;
  while (done < size) {
    ssize_t got = pread(file->fd, (char *)bytes + done, size - done, (off_t)(offset + done));
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    done += (size_t)got;
  }
  return done;
}

enum status source_file_read(const struct source_file *file, unsigned char **ret_bytes,
                             size_t *ret_size, struct error *error)
{
  unsigned char *bytes = malloc(file->size);
  if (!bytes)
    return error_set(error, STATUS_NO_MEMORY, "no memory for a file of %" PRIu64 " bytes",
                     file->size);
  errno = 0;
  if (source_file_peek(file, 0, bytes, file->size) != file->size) {
    free(bytes);
    return errno ? error_set_errno(error, errno, "cannot be read")
                 : error_set(error, STATUS_IO, "the file became shorter while it was read");
  }
  *ret_bytes = bytes;
  *ret_size = file->size;
  return STATUS_OK;
}

enum status source_check_size(const struct source_limits *limits, uint64_t width, uint64_t height,
                              struct error *error)
{
  if (!width || !height)
    return error_set(error, STATUS_BAD_INPUT,
                     "the picture has no size; the file is damaged, scan it again");
  uint64_t pixels;
  if (__builtin_mul_overflow(width, height, &pixels) || pixels > limits->max_pixels ||
      width > INT32_MAX || height > INT32_MAX)
    return error_set(error, STATUS_TOO_LARGE,
                     "the picture says it has %" PRIu64 " × %" PRIu64
                     " pixels, more than the limit of %" PRIu64
                     "; scan it at a lower resolution, or raise --max-pixels",
                     width, height, limits->max_pixels);
  return STATUS_OK;
}

enum status source_make_pix(const struct source_limits *limits, uint64_t width, uint64_t height,
                            int depth, PIX **ret_pix, struct error *error)
{
  enum status status = source_check_size(limits, width, height, error);
  if (status)
    return status;
  PIX *pix = pixCreateNoInit((l_int32)width, (l_int32)height, depth);
  if (!pix)
    return error_set(error, STATUS_NO_MEMORY,
                     "no memory for a picture of %" PRIu64 " × %" PRIu64 " pixels", width, height);
  *ret_pix = pix;
  return STATUS_OK;
}

/* What phones, editors and screens write when they know nothing. */
static bool is_default_dpi(double dpi)
{
  return dpi == 72 || dpi == 96;
}

float source_plausible_dpi(double x_dpi, double y_dpi, int width, int height)
{
  const double millimetres_an_inch = 25.4;
  if (!isfinite(x_dpi) || !isfinite(y_dpi) || x_dpi < 50 || y_dpi < 50 || x_dpi > 2400 ||
      y_dpi > 2400 || fabs(x_dpi - y_dpi) > 0.05 * x_dpi)
    return 0;
  double dpi = (x_dpi + y_dpi) / 2;
  double long_side_mm = (width > height ? width : height) / dpi * millimetres_an_inch;
  double longest_mm =
      is_default_dpi(round(dpi)) ? 320 : 450; /* A4 or A3, and some table around it */
  return long_side_mm < 60 || long_side_mm > longest_mm ? 0 : (float)dpi;
}

/* ---- transparency ---- */

struct alpha_survey {
  size_t pixels, opaque, dark; /* `dark` among the opaque */
};

static int word_grey(uint32_t word)
{
  l_int32 red, green, blue;
  extractRGBValues(word, &red, &green, &blue);
  return (3 * red + 6 * green + blue) / 10;
}

static struct alpha_survey alpha_measure(PIX *pix)
{
  enum { OPAQUE = 128, DARK = 160 };
  struct alpha_survey survey = {0};
  int width = pixGetWidth(pix), height = pixGetHeight(pix);
  for (int y = 0; y < height; y++) {
    const uint32_t *row = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    for (int x = 0; x < width; x++) {
      bool opaque = (row[x] & 255) >= OPAQUE;
      survey.pixels++;
      survey.opaque += opaque;
      survey.dark += opaque && word_grey(row[x]) < DARK;
    }
  }
  return survey;
}

/* Bright on nothing: most is transparent, and of the rest nothing would show on paper. */
static bool is_bright_on_nothing(const struct alpha_survey *survey)
{
  const double most_opaque = 0.5, most_dark = 0.002;
  return (double)survey->opaque < most_opaque * (double)survey->pixels &&
         (double)survey->dark < most_dark * (double)survey->opaque;
}

/* The colour's level over white, or for bright drawing how far it is from the black behind it. */
static unsigned level_on_paper(unsigned level, unsigned alpha, bool bright_on_nothing)
{
  unsigned shown = level * alpha / 255;
  return 255 - (bright_on_nothing ? shown : alpha - shown);
}

void source_lay_on_paper(PIX *pix)
{
  const struct alpha_survey survey = alpha_measure(pix);
  bool bright = is_bright_on_nothing(&survey);
  int width = pixGetWidth(pix), height = pixGetHeight(pix);
  for (int y = 0; y < height; y++) {
    uint32_t *row = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    for (int x = 0; x < width; x++) {
      unsigned alpha = row[x] & 255, word = 0;
      for (int shift = 24; shift > 0; shift -= 8)
        word |= level_on_paper(row[x] >> shift & 255, alpha, bright) << shift;
      row[x] = word;
    }
  }
  pixSetSpp(pix, 3);
}

/* ---- geometry ---- */

/* A resolution that scanners have. */
static bool is_dpi(double dpi)
{
  return isfinite(dpi) && dpi >= 50 && dpi <= 2400;
}

bool source_square_pixels(PIX **pix, const struct source_limits *limits, double *x_dpi,
                          double *y_dpi)
{
  const double alike = 1.05, too_far = 4;
  double ratio = *y_dpi / *x_dpi;
  if (!is_dpi(*x_dpi) || !is_dpi(*y_dpi) || ratio > too_far || ratio < 1 / too_far ||
      (ratio < alike && ratio > 1 / alike))
    return true;
  double across = ratio > 1 ? ratio : 1, down = ratio < 1 ? 1 / ratio : 1;
  if (source_check_size(limits, (uint64_t)(pixGetWidth(*pix) * across),
                        (uint64_t)(pixGetHeight(*pix) * down), NULL) != STATUS_OK)
    return true;
  PIX *deep = pixGetDepth(*pix) == 1 ? pixConvertTo8(*pix, 0) : pixClone(*pix);
  PIX *square = deep ? pixScale(deep, (l_float32)across, (l_float32)down) : NULL;
  pixDestroy(&deep);
  if (!square)
    return false;
  pixDestroy(pix);
  *pix = square;
  *x_dpi = *y_dpi = fmax(*x_dpi, *y_dpi);
  return true;
}

static bool pix_replace(PIX **pix, PIX *turned)
{
  if (!turned)
    return false;
  if (turned != *pix)
    pixDestroy(pix);
  *pix = turned;
  return true;
}

bool source_orient(PIX **pix, int orientation)
{
  /* What takes a picture stored with this orientation upright (TIFF 6.0 tag 274, EXIF 2.3). */
  static const struct {
    int quarter_turns; /* clockwise */
    bool mirror;       /* left to right, after turning */
  } steps[9] = {[2] = {0, true},  [3] = {2, false}, [4] = {2, true}, [5] = {1, true},
                [6] = {1, false}, [7] = {3, true},  [8] = {3, false}};
  if (orientation < 2 || orientation > 8)
    return true;
  int turns = steps[orientation].quarter_turns;
  if (turns == 2 && !pix_replace(pix, pixRotate180(NULL, *pix)))
    return false;
  if ((turns == 1 || turns == 3) && !pix_replace(pix, pixRotate90(*pix, turns == 1 ? 1 : -1)))
    return false;
  return !steps[orientation].mirror || pix_replace(pix, pixFlipLR(NULL, *pix));
}

enum status source_finish_picture(PIX **pix, const struct source_limits *limits, double x_dpi,
                                  double y_dpi, int orientation, struct page_picture *ret_picture,
                                  struct error *error)
{
  if (!source_square_pixels(pix, limits, &x_dpi, &y_dpi) || !source_orient(pix, orientation))
    return error_set(error, STATUS_NO_MEMORY, "no memory to turn the picture upright");
  *ret_picture = (struct page_picture){
      .pix = *pix,
      .dpi = source_plausible_dpi(x_dpi, y_dpi, pixGetWidth(*pix), pixGetHeight(*pix)),
  };
  *pix = NULL;
  return STATUS_OK;
}
