/* Pictures as people send them: kinds that are rare in books on formats and frequent in mail. */

#include "tests/cmocka_all.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>
#include <tiffio.h>

#include "base/memory.h"
#include "ingest/source.h"
#include "tests/ingest/made_picture.h"

static struct page_picture load_first(const char *path)
{
  struct source *source = NULL;
  struct error error;
  struct page_picture picture = {0};
  if (source_open(path, NULL, &source, &error) ||
      source_load_page(source, 0, PDF_TEXT_AUTO, &picture, &error))
    fail_msg("%s", error.message);
  source_close(&source);
  return picture;
}

/* Levels of the dark corner and of the paper, of 255. */
static void assert_levels(PIX *pix, int dark_at_most, int paper_at_least)
{
  PIX *grey = pixConvertTo8(pix, 0);
  l_uint32 dark = 255, paper = 0;
  pixGetPixel(grey, 5, 5, &dark);
  pixGetPixel(grey, pixGetWidth(grey) - 5, pixGetHeight(grey) - 5, &paper);
  pixDestroy(&grey);
  if ((int)dark > dark_at_most || (int)paper < paper_at_least)
    fail_msg("the dark corner is %u, the paper %u", dark, paper);
}

/* ---- JPEG ---- */

struct jpeg_kind {
  bool arithmetic, cmyk, inverted, adobe;
};

/* The made picture, in ink where it is CMYK. */
static void fill_row(unsigned char *row, int y, const struct jpeg_kind *kind)
{
  for (int x = 0; x < MADE_WIDTH; x++) {
    bool dark = x < MADE_WIDTH / 4 && y < MADE_HEIGHT / 4;
    if (kind->cmyk) {
      unsigned char none = kind->inverted ? 255 : 0;
      unsigned char full = (unsigned char)(255 - none);
      memset(row + 4 * x, none, 3);
      row[4 * x + 3] = dark ? full : none;
    } else {
      row[x] = dark ? 20 : 240;
    }
  }
}

static char *write_jpeg(const struct temp_folder *folder, const struct jpeg_kind *kind)
{
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr messages;
  unsigned char row[4 * MADE_WIDTH];
  char *path = temp_path(folder, "sent.jpg");
  FILE *file = fopen(path, "wb");
  jpeg.err = jpeg_std_error(&messages);
  jpeg_create_compress(&jpeg);
  jpeg_stdio_dest(&jpeg, file);
  jpeg.image_width = MADE_WIDTH;
  jpeg.image_height = MADE_HEIGHT;
  jpeg.input_components = kind->cmyk ? 4 : 1;
  jpeg.in_color_space = kind->cmyk ? JCS_CMYK : JCS_GRAYSCALE;
  jpeg_set_defaults(&jpeg);
  jpeg.arith_code = kind->arithmetic;
  jpeg.write_Adobe_marker = kind->adobe;
  jpeg_start_compress(&jpeg, TRUE);
  for (int y = 0; y < MADE_HEIGHT; y++) {
    JSAMPROW rows[1] = {row};
    fill_row(row, y, kind);
    jpeg_write_scanlines(&jpeg, rows, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  fclose(file);
  return path;
}

static void test_cmyk_is_shown_on_white_paper_with_and_without_adobes_marker(void **state)
{
  (void)state;
  static const struct jpeg_kind kinds[] = {
      {.cmyk = true, .adobe = true, .inverted = true},
      {.cmyk = true, .inverted = true},
      {.cmyk = true},
  };
  struct temp_folder folder autoremove = temp_folder_make();
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    autofree char *path = write_jpeg(&folder, &kinds[i]);
    struct page_picture picture = load_first(path);
    assert_levels(picture.pix, 40, 220);
    assert_int_equal(picture.jpeg != NULL, kinds[i].adobe);
    page_picture_clear(&picture);
  }
}

static void test_a_jpeg_of_arithmetic_coding_is_read_and_not_handed_on(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = write_jpeg(&folder, &(struct jpeg_kind){.arithmetic = true});
  struct page_picture picture = load_first(path);
  assert_levels(picture.pix, 40, 220);
  assert_null(picture.jpeg);
  page_picture_clear(&picture);
}

/* As cameras leave it that write data of their own where the end marker belongs. */
static void test_own_data_of_a_camera_in_place_of_the_end_are_no_damage(void **state)
{
  (void)state;
  static const char trailer[] = "QDIOBS\xFF\x3C\x10\x20\xFF\x02own data of a camera";
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = made_picture(32);
  size_t size;
  autofree unsigned char *jpeg = made_jpeg(made, MADE_DPI, &size);
  autofree unsigned char *longer = memory_alloc(size + sizeof trailer);
  memcpy(longer, jpeg, size - 2);
  memcpy(longer + size - 2, trailer, sizeof trailer);
  autofree char *path = temp_write(&folder, "sent.jpg", longer, size - 2 + sizeof trailer);
  struct page_picture picture = load_first(path);
  assert_string_equal(made_dark_corner(picture.pix), "top left");
  assert_null(picture.jpeg);
  page_picture_clear(&picture);
  pixDestroy(&made);
}

/* ---- PNG ---- */

struct png_kind {
  int colour, bits;
  int dark, paper; /* of all channels */
  int orientation; /* of an eXIf chunk; 0: none */
  int x_metre, y_metre;
};

static char *write_png(const struct temp_folder *folder, const struct png_kind *kind)
{
  char *path = temp_path(folder, "sent.png");
  FILE *file = fopen(path, "wb");
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, file);
  png_set_IHDR(png, info, MADE_WIDTH, MADE_HEIGHT, kind->bits, kind->colour, PNG_INTERLACE_ADAM7,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (kind->x_metre)
    png_set_pHYs(png, info, (png_uint_32)kind->x_metre, (png_uint_32)kind->y_metre,
                 PNG_RESOLUTION_METER);
  png_byte exif[] = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0,
                     3,   0,   0, 0,  1, 0, 0, 0, 0, 0, 0, 0,    0};
  exif[19] = (png_byte)kind->orientation;
  if (kind->orientation)
    png_set_eXIf_1(png, info, sizeof exif, exif);
  png_write_info(png, info);
  int channels = kind->colour == PNG_COLOR_TYPE_RGB ? 3 : 1, bytes = kind->bits / 8;
  png_bytep rows[MADE_HEIGHT];
  for (int y = 0; y < MADE_HEIGHT; y++) {
    rows[y] = memory_alloc((size_t)(MADE_WIDTH * channels * bytes));
    for (int i = 0; i < MADE_WIDTH * channels; i++) {
      bool dark = y < MADE_HEIGHT / 4 && i / channels < MADE_WIDTH / 4;
      int value = dark ? kind->dark : kind->paper;
      if (bytes == 2)
        rows[y][2 * i] = (png_byte)(value >> 8);
      rows[y][bytes * i + bytes - 1] = (png_byte)value;
    }
  }
  png_write_image(png, rows);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  for (int y = 0; y < MADE_HEIGHT; y++)
    free(rows[y]);
  fclose(file);
  return path;
}

static void test_fewer_bits_stored_in_sixteen_are_as_bright_as_they_were(void **state)
{
  (void)state;
  static const struct png_kind kinds[] = {
      {PNG_COLOR_TYPE_GRAY, 16, 16, 240, 0, 0, 0},
      {PNG_COLOR_TYPE_GRAY, 16, 200, 3900, 0, 0, 0},
      {PNG_COLOR_TYPE_GRAY, 16, 900, 15800, 0, 0, 0},
      {PNG_COLOR_TYPE_GRAY, 16, 4000, 64000, 0, 0, 0},
      {PNG_COLOR_TYPE_RGB, 16, 200, 3900, 0, 0, 0},
      {PNG_COLOR_TYPE_RGB, 16, 4000, 64000, 0, 0, 0},
  };
  struct temp_folder folder autoremove = temp_folder_make();
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    autofree char *path = write_png(&folder, &kinds[i]);
    struct page_picture picture = load_first(path);
    assert_levels(picture.pix, 30, 235);
    page_picture_clear(&picture);
  }
}

static void test_a_png_stands_as_its_exif_says(void **state)
{
  (void)state;
  static const char *const corners[9] = {NULL,           "top left",     "top right",
                                         "bottom right", "bottom left",  "top left",
                                         "top right",    "bottom right", "bottom left"};
  struct temp_folder folder autoremove = temp_folder_make();
  for (int orientation = 1; orientation <= 8; orientation++) {
    const struct png_kind kind = {
        .colour = PNG_COLOR_TYPE_GRAY, .bits = 8, .paper = 240, .orientation = orientation};
    autofree char *path = write_png(&folder, &kind);
    struct page_picture picture = load_first(path);
    assert_string_equal(made_dark_corner(picture.pix), corners[orientation]);
    page_picture_clear(&picture);
  }
}

static void test_white_drawing_on_nothing_is_dark_on_white_paper(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = pixCreate(MADE_WIDTH, MADE_HEIGHT, 32);
  PIX *alpha = pixCreate(MADE_WIDTH, MADE_HEIGHT, 8);
  BOX *corner = boxCreate(0, 0, MADE_WIDTH / 4, MADE_HEIGHT / 4);
  pixSetAllArbitrary(made, 0xFFFFFF00u);
  pixSetInRectArbitrary(alpha, corner, 255);
  pixSetSpp(made, 4);
  pixSetRGBComponent(made, alpha, L_ALPHA_CHANNEL);
  autofree char *path = made_file(&folder, "white.png", made, IFF_PNG, MADE_DPI);
  struct page_picture picture = load_first(path);
  assert_levels(picture.pix, 10, 250);
  page_picture_clear(&picture);
  pixDestroy(&made);
  pixDestroy(&alpha);
  boxDestroy(&corner);
}

/* ---- TIFF ---- */

struct tiff_kind {
  int bits, dark, paper; /* as stored */
  int photometric;       /* -1: none written */
  double x_dpi, y_dpi;
};

static char *write_tiff(const struct temp_folder *folder, const struct tiff_kind *kind)
{
  char *path = temp_path(folder, "sent.tif");
  TIFF *tiff = TIFFOpen(path, "w");
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, MADE_WIDTH);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, MADE_HEIGHT);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kind->bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  if (kind->photometric >= 0)
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, kind->photometric);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  if (kind->x_dpi > 0) {
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, kind->x_dpi);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, kind->y_dpi);
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  }
  for (int y = 0; y < MADE_HEIGHT; y++) {
    uint16_t row[MADE_WIDTH] = {0};
    for (int x = 0; x < MADE_WIDTH; x++) {
      int value = y < MADE_HEIGHT / 4 && x < MADE_WIDTH / 4 ? kind->dark : kind->paper;
      if (kind->bits == 16)
        row[x] = (uint16_t)value;
      else if (kind->bits == 8)
        ((unsigned char *)row)[x] = (unsigned char)value;
      else if (value)
        ((unsigned char *)row)[x / 8] |= (unsigned char)(0x80 >> x % 8);
    }
    TIFFWriteScanline(tiff, row, (uint32_t)y, 0);
  }
  TIFFClose(tiff);
  return path;
}

static void test_a_tiff_is_on_white_paper_whether_or_not_it_says_so(void **state)
{
  (void)state;
  static const struct tiff_kind kinds[] = {
      {1, 1, 0, PHOTOMETRIC_MINISWHITE, 0, 0},
      {1, 0, 1, PHOTOMETRIC_MINISBLACK, 0, 0},
      {1, 1, 0, -1, 0, 0},
      {1, 0, 1, -1, 0, 0},
      {8, 10, 240, -1, 0, 0},
      {8, 240, 10, -1, 0, 0},
      {16, 200, 3900, PHOTOMETRIC_MINISBLACK, 0, 0},
      {16, 4000, 64000, PHOTOMETRIC_MINISBLACK, 0, 0},
      {16, 64000, 2000, PHOTOMETRIC_MINISWHITE, 0, 0},
  };
  struct temp_folder folder autoremove = temp_folder_make();
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    autofree char *path = write_tiff(&folder, &kinds[i]);
    struct page_picture picture = load_first(path);
    assert_levels(picture.pix, 30, 235);
    page_picture_clear(&picture);
  }
}

static void test_pixels_of_a_fax_are_made_square(void **state)
{
  (void)state;
  static const struct {
    double x_dpi, y_dpi;
    int width, height;
  } cases[] = {
      {204, 391, 1150, 400}, {204, 98, 600, 833},
      {200, 200, 600, 400},  {204, 196, 600, 400}, /* a fax's fine: square enough */
      {72, 2400, 600, 400},                        /* nonsense */
  };
  struct temp_folder folder autoremove = temp_folder_make();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct tiff_kind kind = {1, 1, 0, PHOTOMETRIC_MINISWHITE, cases[i].x_dpi, cases[i].y_dpi};
    autofree char *path = write_tiff(&folder, &kind);
    struct page_picture picture = load_first(path);
    assert_in_range(pixGetWidth(picture.pix), cases[i].width - 1, cases[i].width + 1);
    assert_in_range(pixGetHeight(picture.pix), cases[i].height - 1, cases[i].height + 1);
    assert_string_equal(made_dark_corner(picture.pix), "top left");
    page_picture_clear(&picture);
  }
  const struct png_kind png = {PNG_COLOR_TYPE_GRAY, 8, 10, 240, 0, 8000, 4000};
  autofree char *path = write_png(&folder, &png);
  struct page_picture picture = load_first(path);
  assert_int_equal(pixGetHeight(picture.pix), 2 * MADE_HEIGHT);
  page_picture_clear(&picture);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_cmyk_is_shown_on_white_paper_with_and_without_adobes_marker),
      cmocka_unit_test(test_a_jpeg_of_arithmetic_coding_is_read_and_not_handed_on),
      cmocka_unit_test(test_own_data_of_a_camera_in_place_of_the_end_are_no_damage),
      cmocka_unit_test(test_fewer_bits_stored_in_sixteen_are_as_bright_as_they_were),
      cmocka_unit_test(test_a_png_stands_as_its_exif_says),
      cmocka_unit_test(test_white_drawing_on_nothing_is_dark_on_white_paper),
      cmocka_unit_test(test_a_tiff_is_on_white_paper_whether_or_not_it_says_so),
      cmocka_unit_test(test_pixels_of_a_fax_are_made_square),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
