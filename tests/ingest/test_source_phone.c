/* WebP, BMP, GIF and HEIC: good ones, cut off ones, and headers that lie. */

#include "tests/cmocka_all.h"

#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"
#include "ingest/format_end.h"
#include "ingest/source.h"
#include "tests/ingest/made_phone.h"
#include "tests/ingest/made_picture.h"

static const struct {
  const char *ending;
  enum source_format format;
} kinds[] = {
    {"webp", SOURCE_WEBP}, {"bmp", SOURCE_BMP}, {"gif", SOURCE_GIF}, {"heic", SOURCE_HEIC}};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* The made picture as a file of that kind; the path is owned by the caller. */
static char *write_kind(const struct temp_folder *folder, int kind)
{
  PIX *made = made_picture(32);
  char *path = made_phone_file(folder, made, kinds[kind].ending);
  pixDestroy(&made);
  assert_non_null(path);
  return path;
}

/* The status of opening and loading; STATUS_OK fills *ret_picture. */
static enum status load_first(const char *path, const struct source_limits *limits,
                              enum source_format *ret_format, struct page_picture *ret_picture,
                              struct error *error)
{
  struct source *source = NULL;
  enum status status = source_open(path, limits, &source, error);
  if (status)
    return status;
  *ret_format = source_get_format(source);
  status = source_load_page(source, 0, PDF_TEXT_AUTO, ret_picture, error);
  source_close(&source);
  return status;
}

static void test_pictures_of_phones_and_windows_are_read(void **state)
{
  (void)state;
  for (int i = 0; i < KINDS; i++) {
    struct temp_folder folder autoremove = temp_folder_make();
    autofree char *path = write_kind(&folder, i);
    enum source_format format = SOURCE_PNG;
    struct page_picture picture = {0};
    struct error error = {0};
    if (load_first(path, NULL, &format, &picture, &error))
      fail_msg("%s", error.message);
    assert_int_equal(format, kinds[i].format);
    assert_string_equal(source_format_name(format), kinds[i].ending);
    assert_int_equal(pixGetWidth(picture.pix), MADE_WIDTH);
    assert_int_equal(pixGetHeight(picture.pix), MADE_HEIGHT);
    assert_string_equal(made_dark_corner(picture.pix), "top left");
    l_int32 red, green, blue;
    pixGetRGBPixel(picture.pix, MADE_WIDTH - 20, MADE_HEIGHT - 20, &red, &green, &blue);
    assert_in_range(red, 0xE8, 0xF8);
    assert_in_range(blue, 0xD8, 0xE8);
    page_picture_clear(&picture);
  }
}

/* BMP as Windows writes it beyond 24 bits: rows from the top, masks, few colours, OS/2's head. */
static void test_bmp_of_every_depth_is_read(void **state)
{
  (void)state;
  static const struct {
    int bits, compression;
    bool from_top, core;
  } cases[] = {{1, 0, false, false},  {4, 0, false, false},  {8, 0, true, false},
               {16, 0, false, false}, {16, 3, true, false},  {24, 0, true, false},
               {32, 0, false, false}, {32, 3, false, false}, {24, 0, false, true}};
  enum { SIDE = 64 };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int bits = cases[i].bits, colours = bits <= 8 ? 1 << bits : 0;
    size_t row = ((size_t)SIDE * (size_t)bits + 31) / 32 * 4;
    size_t head = cases[i].core ? 26 : 54 + (cases[i].compression == 3 ? 12 : 0);
    size_t at = head + (size_t)colours * 4, size = at + row * SIDE;
    autofree unsigned char *bytes = memory_alloc(size);
    memcpy(bytes, "BM", 2);
    bytes[10] = (unsigned char)at;
    bytes[11] = (unsigned char)(at >> 8);
    bytes[14] = cases[i].core ? 12 : 40;
    bytes[18] = SIDE;
    if (cases[i].core) {
      bytes[20] = SIDE;
      bytes[22] = 1;
      bytes[24] = (unsigned char)bits;
    } else {
      int height = cases[i].from_top ? -SIDE : SIDE;
      memcpy(bytes + 22, &height, 4);
      bytes[26] = 1;
      bytes[28] = (unsigned char)bits;
      bytes[30] = (unsigned char)cases[i].compression;
    }
    if (cases[i].compression == 3) { /* bits == 16: 5, 6 and 5; 32: as usual */
      const unsigned masks[3] = {bits == 16 ? 0xF800 : 0xFF0000, bits == 16 ? 0x07E0 : 0xFF00,
                                 bits == 16 ? 0x001F : 0xFF};
      memcpy(bytes + 54, masks, sizeof masks);
    }
    if (colours)
      memset(bytes + head + 4 * (size_t)(colours - 1), 0xFF, 3); /* the last colour is white */
    /* all white, but for the upper rows, whose left half is black */
    memset(bytes + at, 0xFF, row * SIDE);
    for (size_t y = 0; y < SIDE / 4; y++)
      memset(bytes + at + row * (cases[i].from_top ? y : SIDE - 1 - y), 0, row / 4);
    struct temp_folder folder autoremove = temp_folder_make();
    autofree char *path = temp_write(&folder, "made.bmp", bytes, size);
    enum source_format format = SOURCE_PNG;
    struct page_picture picture = {0};
    struct error error = {0};
    if (load_first(path, NULL, &format, &picture, &error))
      fail_msg("case %zu: %s", i, error.message);
    assert_int_equal(format, SOURCE_BMP);
    assert_string_equal(made_dark_corner(picture.pix), "top left");
    l_int32 red, green, blue;
    pixGetRGBPixel(picture.pix, SIDE - 1, SIDE - 1, &red, &green, &blue);
    if (red != 255 || green != 255 || blue != 255)
      fail_msg("case %zu: white is %d %d %d", i, red, green, blue);
    page_picture_clear(&picture);
  }
}

/* Wherever it is cut, a file is refused with its reason and counts as not complete. */
static void test_one_that_is_cut_off_is_refused_and_not_complete(void **state)
{
  (void)state;
  for (int i = 0; i < KINDS; i++) {
    struct temp_folder folder autoremove = temp_folder_make();
    autofree char *path = write_kind(&folder, i);
    size_t size = 0;
    autofree char *bytes = temp_read(path, &size);
    enum format_end end = FORMAT_END_UNKNOWN;
    assert_int_equal(format_end_check(path, &end, NULL), STATUS_OK);
    assert_int_equal(end, FORMAT_END_THERE);
    for (size_t part = 8; part > 0; part--) {
      assert_int_equal(truncate(path, (off_t)(30 + (size - 30) * part / 9)), 0);
      assert_int_equal(format_end_check(path, &end, NULL), STATUS_OK);
      if (end != FORMAT_END_MISSING && end != FORMAT_END_UNMARKED)
        fail_msg("%s, part %zu looks whole", kinds[i].ending, part);
      enum source_format format;
      struct page_picture picture = {0};
      struct error error = {0};
      enum status status = load_first(path, NULL, &format, &picture, &error);
      if (status != STATUS_BAD_INPUT)
        fail_msg("%s, part %zu: %d %s", kinds[i].ending, part, (int)status, error.message);
      assert_null(picture.pix);
      assert_non_null(strstr(error.message, "cut off"));
    }
  }
}

static void test_a_picture_that_claims_too_much_is_refused_before_it_is_decoded(void **state)
{
  (void)state;
  const struct source_limits small = {
      .max_pixels = MADE_WIDTH * MADE_HEIGHT - 1, .max_file_bytes = 1 << 20, .max_pages = 4};
  for (int i = 0; i < KINDS; i++) {
    struct temp_folder folder autoremove = temp_folder_make();
    autofree char *path = write_kind(&folder, i);
    enum source_format format;
    struct page_picture picture = {0};
    struct error error = {0};
    assert_int_equal(load_first(path, &small, &format, &picture, &error), STATUS_TOO_LARGE);
  }
}

/* Each byte of the first kilobyte in turn is another: an error or a picture, never anything worse.
 */
static void test_damaged_heads_do_no_harm(void **state)
{
  (void)state;
  const struct source_limits limits = {
      .max_pixels = 4000000, .max_file_bytes = 1 << 20, .max_pages = 4};
  for (int i = 0; i < KINDS; i++) {
    struct temp_folder folder autoremove = temp_folder_make();
    autofree char *path = write_kind(&folder, i);
    size_t size = 0;
    autofree char *bytes = temp_read(path, &size);
    for (size_t at = 0; at < size && at < 600; at += 3) {
      static const char values[] = {0, 0x7F, (char)0xFF};
      char before = bytes[at];
      bytes[at] = values[at / 3 % 3];
      autofree char *bad = temp_write(&folder, "bad", bytes, size);
      bytes[at] = before;
      enum source_format format;
      struct page_picture picture = {0};
      struct error error = {0};
      if (load_first(bad, &limits, &format, &picture, &error))
        assert_true(error.message[0] && !strchr(error.message, '\n') && !picture.pix);
      page_picture_clear(&picture);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pictures_of_phones_and_windows_are_read),
      cmocka_unit_test(test_bmp_of_every_depth_is_read),
      cmocka_unit_test(test_one_that_is_cut_off_is_refused_and_not_complete),
      cmocka_unit_test(test_a_picture_that_claims_too_much_is_refused_before_it_is_decoded),
      cmocka_unit_test(test_damaged_heads_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
