#include "tests/cmocka_all.h"

#include <tiffio.h>

#include "base/memory.h"
#include "ingest/source.h"
#include "tests/ingest/made_picture.h"

/* One page of a TIFF under the making: 8-bit grey, dark at the top left as stored. */
struct made_page {
  int orientation;      /* 0: none written */
  int resolution, unit; /* 0: none written */
  bool thumbnail, tiled;
};

static void write_rows(TIFF *tiff)
{
  unsigned char row[MADE_WIDTH];
  for (uint32_t y = 0; y < MADE_HEIGHT; y++) {
    memset(row, 240, sizeof row);
    if (y < MADE_HEIGHT / 4)
      memset(row, 20, sizeof row / 4);
    TIFFWriteScanline(tiff, row, y, 0);
  }
}

static void write_tiles(TIFF *tiff)
{
  unsigned char tile[128 * 128];
  TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 128);
  TIFFSetField(tiff, TIFFTAG_TILELENGTH, 128);
  for (uint32_t y = 0; y < MADE_HEIGHT; y += 128)
    for (uint32_t x = 0; x < MADE_WIDTH; x += 128) {
      memset(tile, x == 0 && y == 0 ? 20 : 240, sizeof tile);
      TIFFWriteTile(tiff, tile, x, y, 0, 0);
    }
}

static char *write_tiff(const struct temp_folder *folder, const char *mode,
                        const struct made_page *pages, size_t count)
{
  char *path = temp_path(folder, "pages.tif");
  TIFF *tiff = TIFFOpen(path, mode);
  for (size_t i = 0; i < count; i++) {
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, MADE_WIDTH);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, MADE_HEIGHT);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_LZW);
    if (pages[i].orientation)
      TIFFSetField(tiff, TIFFTAG_ORIENTATION, pages[i].orientation);
    if (pages[i].resolution) {
      TIFFSetField(tiff, TIFFTAG_XRESOLUTION, (double)pages[i].resolution);
      TIFFSetField(tiff, TIFFTAG_YRESOLUTION, (double)pages[i].resolution);
      TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, pages[i].unit);
    }
    if (pages[i].thumbnail)
      TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_REDUCEDIMAGE);
    if (pages[i].tiled)
      write_tiles(tiff);
    else
      write_rows(tiff);
    TIFFWriteDirectory(tiff);
  }
  TIFFClose(tiff);
  return path;
}

static struct source *open_good(const char *path, int pages)
{
  struct source *source = NULL;
  struct error error;
  if (source_open(path, NULL, &source, &error))
    fail_msg("%s", error.message);
  assert_int_equal(source_page_count(source), pages);
  return source;
}

static struct page_picture load_good(struct source *source, int index)
{
  struct page_picture picture = {0};
  struct error error;
  if (source_load_page(source, index, PDF_TEXT_AUTO, &picture, &error))
    fail_msg("%s", error.message);
  return picture;
}

static void test_all_pages_of_a_tiff_are_turned_and_measured(void **state)
{
  (void)state;
  static const struct {
    struct made_page page;
    const char *corner;
    float dpi;
  } cases[] = {
      {{0, 0, 0, false, false}, "top left", 0},
      {{ORIENTATION_BOTRIGHT, 150, RESUNIT_INCH, false, false}, "bottom right", 150},
      {{ORIENTATION_RIGHTTOP, 80, RESUNIT_CENTIMETER, false, false}, "top right", 203.2f},
      {{ORIENTATION_LEFTBOT, 150, RESUNIT_NONE, false, true}, "bottom left", 0},
      {{ORIENTATION_TOPRIGHT, 150, RESUNIT_INCH, false, true}, "top right", 150},
  };
  enum { COUNT = sizeof cases / sizeof *cases };
  static const char *const modes[] = {"wl", "wb", "wl8"}; /* either byte order, and BigTIFF */
  struct temp_folder folder autoremove = temp_folder_make();
  struct made_page pages[COUNT];
  for (size_t i = 0; i < COUNT; i++)
    pages[i] = cases[i].page;
  for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
    autofree char *path = write_tiff(&folder, modes[m], pages, COUNT);
    struct source *source = open_good(path, COUNT);
    for (int i = COUNT - 1; i >= 0; i--) { /* in any order */
      struct page_picture picture = load_good(source, i);
      assert_string_equal(made_dark_corner(picture.pix), cases[i].corner);
      assert_float_equal(picture.dpi, cases[i].dpi, 0.5);
      page_picture_clear(&picture);
    }
    source_close(&source);
  }
}

static void test_a_thumbnail_in_a_tiff_is_no_page(void **state)
{
  (void)state;
  static const struct made_page pages[] = {{.resolution = 0}, {.thumbnail = true}, {.tiled = true}};
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = write_tiff(&folder, "wl", pages, 3);
  struct source *source = open_good(path, 2);
  source_close(&source);
}

static uint32_t number_at(const char *bytes, size_t offset, size_t count)
{
  uint32_t value = 0;
  while (count--)
    value = value << 8 | (unsigned char)bytes[offset + count];
  return value;
}

/* Where in the bytes of a little-endian TIFF the link behind its n-th directory stands. */
static size_t link_behind(const char *bytes, int n)
{
  size_t link = 4;
  for (int i = 0; i <= n; i++) {
    uint32_t directory = number_at(bytes, link, 4);
    link = directory + 2 + 12 * number_at(bytes, directory, 2);
  }
  return link;
}

static void assert_refused(const struct temp_folder *folder, const char *bytes, size_t size,
                           const char *part_of_message)
{
  autofree char *path = temp_write(folder, "bad.tif", bytes, size);
  struct source *source = NULL;
  struct error error;
  assert_int_equal(source_open(path, NULL, &source, &error), STATUS_BAD_INPUT);
  assert_null(source);
  assert_non_null(strstr(error.message, "bad.tif: "));
  if (!strstr(error.message, part_of_message))
    fail_msg("%s", error.message);
}

static void test_a_list_of_pages_that_loops_or_leaves_the_file_is_refused(void **state)
{
  (void)state;
  static const struct made_page pages[3] = {{.resolution = 0}};
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = write_tiff(&folder, "wl", pages, 3);
  size_t size;
  autofree char *bytes = temp_read(path, &size);
  size_t last = link_behind(bytes, 2), second = link_behind(bytes, 0);

  memcpy(bytes + last, bytes + second, 4);
  assert_refused(&folder, bytes, size, "loops after page 3");
  memcpy(bytes + last, bytes + 4, 4);
  assert_refused(&folder, bytes, size, "loops after page 3");
  memset(bytes + last, 0x7F, 4);
  assert_refused(&folder, bytes, size, "directory of page 4 cannot be read");
  memset(bytes + 4, 0, 4);
  assert_refused(&folder, bytes, size, "has no pages");
  assert_refused(&folder, bytes, 6, "cut off");
}

static void test_a_page_whose_data_are_cut_off_fails_alone(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  static const struct made_page pages[2] = {{.resolution = 0}};
  autofree char *path = write_tiff(&folder, "wl", pages, 2);
  size_t size;
  autofree char *bytes = temp_read(path, &size);
  /* Strip offsets of the first page into nothing: tag 273, type LONG. */
  uint32_t directory = number_at(bytes, 4, 4), entries = number_at(bytes, directory, 2);
  for (uint32_t i = 0; i < entries; i++) {
    size_t entry = directory + 2 + 12 * i;
    if (number_at(bytes, entry, 2) != TIFFTAG_STRIPOFFSETS)
      continue;
    uint32_t count = number_at(bytes, entry + 4, 4);
    size_t place = count == 1 ? entry + 8 : number_at(bytes, entry + 8, 4);
    memset(bytes + place, 0x7F, 4);
  }
  autofree char *bad = temp_write(&folder, "cut.tif", bytes, size);
  struct source *source = open_good(bad, 2);
  struct page_picture picture = {0};
  struct error error;
  assert_int_equal(source_load_page(source, 0, PDF_TEXT_AUTO, &picture, &error), STATUS_BAD_INPUT);
  assert_null(picture.pix);
  assert_non_null(strstr(error.message, "cut.tif: page 1: the TIFF is cut off"));
  picture = load_good(source, 1);
  page_picture_clear(&picture);
  source_close(&source);
}

static void test_more_pages_than_allowed_are_refused(void **state)
{
  (void)state;
  static const struct made_page pages[3] = {{.resolution = 0}};
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = write_tiff(&folder, "wl", pages, 3);
  struct source_limits limits = source_limits_default;
  limits.max_pages = 2;
  struct source *source = NULL;
  struct error error;
  assert_int_equal(source_open(path, &limits, &source, &error), STATUS_TOO_LARGE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_all_pages_of_a_tiff_are_turned_and_measured),
      cmocka_unit_test(test_a_thumbnail_in_a_tiff_is_no_page),
      cmocka_unit_test(test_a_list_of_pages_that_loops_or_leaves_the_file_is_refused),
      cmocka_unit_test(test_a_page_whose_data_are_cut_off_fails_alone),
      cmocka_unit_test(test_more_pages_than_allowed_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
