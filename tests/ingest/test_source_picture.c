#include "tests/cmocka_all.h"

#include <png.h>
#include <stdio.h>

#include "base/memory.h"
#include "ingest/source.h"
#include "tests/ingest/made_picture.h"

/* Opens a file that must be good and gives its first page. */
static struct page_picture load_first(const char *path, enum source_format format)
{
  struct source *source = NULL;
  struct error error;
  if (source_open(path, NULL, &source, &error))
    fail_msg("%s", error.message);
  assert_int_equal(source_get_format(source), format);
  assert_int_equal(source_page_count(source), 1);
  struct page_picture picture = {0};
  if (source_load_page(source, 0, PDF_TEXT_AUTO, &picture, &error))
    fail_msg("%s", error.message);
  source_close(&source);
  assert_null(source);
  return picture;
}

static void test_pictures_of_every_depth_come_as_they_were_written(void **state)
{
  (void)state;
  static const struct {
    int depth, format;
    enum source_format expected;
    bool exact;
  } cases[] = {
      {1, IFF_PNG, SOURCE_PNG, true},
      {8, IFF_PNG, SOURCE_PNG, true},
      {32, IFF_PNG, SOURCE_PNG, true},
      {8, IFF_JFIF_JPEG, SOURCE_JPEG, false},
      {32, IFF_JFIF_JPEG, SOURCE_JPEG, false},
      {1, IFF_TIFF_G4, SOURCE_TIFF, true},
      {1, IFF_TIFF_PACKBITS, SOURCE_TIFF, true},
      {8, IFF_TIFF_LZW, SOURCE_TIFF, true},
      {32, IFF_TIFF_ZIP, SOURCE_TIFF, true},
      {32, IFF_TIFF_JPEG, SOURCE_TIFF, false},
  };
  struct temp_folder folder autoremove = temp_folder_make();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    PIX *made = made_picture(cases[i].depth);
    autofree char *path = made_file(&folder, "page", made, cases[i].format, MADE_DPI);
    struct page_picture picture = load_first(path, cases[i].expected);
    assert_int_equal(pixGetDepth(picture.pix), cases[i].depth);
    assert_int_equal(pixGetWidth(picture.pix), MADE_WIDTH);
    assert_int_equal(pixGetHeight(picture.pix), MADE_HEIGHT);
    assert_string_equal(made_dark_corner(picture.pix), "top left");
    assert_float_equal(picture.dpi, MADE_DPI, 0.5);
    l_int32 equal = 0;
    pixEqual(made, picture.pix, &equal);
    assert_true(equal || !cases[i].exact);
    page_picture_clear(&picture);
    assert_null(picture.pix);
    pixDestroy(&made);
  }
}

static void test_a_resolution_that_no_paper_has_is_unknown(void **state)
{
  (void)state;
  static const struct {
    int width, height, dpi;
    float expected;
  } cases[] = {
      {2480, 3508, 300, 300}, {2480, 3508, 72, 0}, /* a phone: 1.2 m high */
      {595, 842, 72, 72},     {1240, 1754, 1, 0},
      {1240, 1754, 0, 0},     {1240, 1754, 2400, 0}, /* a stamp of 13 x 19 mm */
      {3508, 4961, 300, 300},                        /* A3 */
      {1060, 1440, 72, 0},    {1200, 1600, 30, 0},
  };
  struct temp_folder folder autoremove = temp_folder_make();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    PIX *made = pixCreate(cases[i].width, cases[i].height, 1);
    autofree char *path = made_file(&folder, "page.png", made, IFF_PNG, cases[i].dpi);
    struct page_picture picture = load_first(path, SOURCE_PNG);
    assert_float_equal(picture.dpi, cases[i].expected, 0.5);
    page_picture_clear(&picture);
    pixDestroy(&made);
  }
}

static void test_a_photo_taken_sideways_is_turned_as_a_viewer_shows_it(void **state)
{
  (void)state;
  static const char *const corners[9] = {NULL,           "top left",     "top right",
                                         "bottom right", "bottom left",  "top left",
                                         "top right",    "bottom right", "bottom left"};
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = made_picture(32);
  for (int orientation = 1; orientation <= 8; orientation++) {
    size_t size;
    autofree unsigned char *jpeg = made_jpeg(made, 0, &size);
    jpeg = made_jpeg_add_exif(jpeg, &size, orientation, MADE_DPI);
    autofree char *path = temp_write(&folder, "photo.jpg", jpeg, size);
    struct page_picture picture = load_first(path, SOURCE_JPEG);
    assert_string_equal(made_dark_corner(picture.pix), corners[orientation]);
    assert_int_equal(pixGetWidth(picture.pix), orientation >= 5 ? MADE_HEIGHT : MADE_WIDTH);
    assert_float_equal(picture.dpi, MADE_DPI, 0.5); /* from EXIF */
    /* The stored file is handed on only where it shows the same. */
    assert_int_equal(picture.jpeg != NULL, orientation == 1);
    if (picture.jpeg) {
      assert_int_equal(picture.jpeg_size, size);
      assert_memory_equal(picture.jpeg, jpeg, size);
    }
    page_picture_clear(&picture);
  }
  pixDestroy(&made);
}

static void test_adobe_cmyk_is_shown_in_its_colours(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  size_t size;
  autofree unsigned char *jpeg = made_cmyk_jpeg(0, 255, 255, 0, &size); /* red */
  autofree char *path = temp_write(&folder, "cmyk.jpg", jpeg, size);
  struct page_picture picture = load_first(path, SOURCE_JPEG);
  l_int32 red, green, blue;
  pixGetRGBPixel(picture.pix, 30, 30, &red, &green, &blue);
  assert_in_range(red, 245, 255);
  assert_in_range(green, 0, 10);
  assert_in_range(blue, 0, 10);
  page_picture_clear(&picture);
}

static void test_what_is_transparent_is_white_paper(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = made_picture(32);
  pixSetSpp(made, 4); /* alpha 0 everywhere */
  PIX *opaque = pixCreate(MADE_WIDTH, MADE_HEIGHT, 8);
  BOX *corner = boxCreate(0, 0, MADE_WIDTH / 4, MADE_HEIGHT / 4);
  pixSetInRectArbitrary(opaque, corner, 255);
  pixSetRGBComponent(made, opaque, L_ALPHA_CHANNEL);
  autofree char *path = made_file(&folder, "clear.png", made, IFF_PNG, MADE_DPI);
  struct page_picture picture = load_first(path, SOURCE_PNG);
  l_int32 red, green, blue;
  pixGetRGBPixel(picture.pix, 10, 10, &red, &green, &blue);
  assert_int_equal(red, 0x50);
  assert_int_equal(green, 0x20);
  pixGetRGBPixel(picture.pix, MADE_WIDTH - 10, 10, &red, &green, &blue);
  assert_int_equal(red, 255);
  assert_int_equal(blue, 255);
  assert_string_equal(made_dark_corner(picture.pix), "top left");
  page_picture_clear(&picture);
  pixDestroy(&made);
  pixDestroy(&opaque);
  boxDestroy(&corner);
}

/* A PNG of 16-bit grey in Adam7's seven passes, through libpng. */
static void write_interlaced_png(const char *path)
{
  FILE *file = fopen(path, "wb");
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, file);
  png_set_IHDR(png, info, MADE_WIDTH, MADE_HEIGHT, 16, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_ADAM7,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  png_byte dark[2 * MADE_WIDTH], bright[2 * MADE_WIDTH], *rows[MADE_HEIGHT];
  memset(bright, 0xF0, sizeof bright);
  memcpy(dark, bright, sizeof dark);
  memset(dark, 0x10, sizeof dark / 4);
  for (int y = 0; y < MADE_HEIGHT; y++)
    rows[y] = y < MADE_HEIGHT / 4 ? dark : bright;
  png_write_image(png, rows);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  fclose(file);
}

static void test_an_interlaced_png_of_sixteen_bits_is_read(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_path(&folder, "deep.png");
  write_interlaced_png(path);
  struct page_picture picture = load_first(path, SOURCE_PNG);
  assert_int_equal(pixGetDepth(picture.pix), 8);
  assert_string_equal(made_dark_corner(picture.pix), "top left");
  l_uint32 value;
  pixGetPixel(picture.pix, MADE_WIDTH - 1, MADE_HEIGHT - 1, &value);
  assert_int_equal(value, 0xF0);
  page_picture_clear(&picture);
}

static void test_a_jpeg_that_lacks_only_its_end_mark_is_whole(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = made_picture(32);
  size_t size;
  autofree unsigned char *jpeg = made_jpeg(made, MADE_DPI, &size);
  autofree char *path = temp_write(&folder, "page.jpg", jpeg, size - 2);
  struct page_picture picture = load_first(path, SOURCE_JPEG);
  assert_string_equal(made_dark_corner(picture.pix), "top left");
  page_picture_clear(&picture);
  pixDestroy(&made);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pictures_of_every_depth_come_as_they_were_written),
      cmocka_unit_test(test_a_resolution_that_no_paper_has_is_unknown),
      cmocka_unit_test(test_a_photo_taken_sideways_is_turned_as_a_viewer_shows_it),
      cmocka_unit_test(test_adobe_cmyk_is_shown_in_its_colours),
      cmocka_unit_test(test_what_is_transparent_is_white_paper),
      cmocka_unit_test(test_an_interlaced_png_of_sixteen_bits_is_read),
      cmocka_unit_test(test_a_jpeg_that_lacks_only_its_end_mark_is_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
