#include "tests/cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "ingest/source.h"
#include "tests/ingest/made_picture.h"

/* What a file that cannot be read is answered with, from opening to its first page. */
static enum status refuse(const char *path, const struct source_limits *limits, struct error *error)
{
  struct source *source = NULL;
  struct page_picture picture = {0};
  *error = (struct error){0};
  enum status status = source_open(path, limits, &source, error);
  if (!status) {
    status = source_load_page(source, 0, PDF_TEXT_AUTO, &picture, error);
    assert_null(picture.pix);
  }
  source_close(&source);
  assert_int_not_equal(status, STATUS_OK);
  assert_int_equal(error->status, status);
  assert_null(strchr(error->message, '\n'));
  return status;
}

static void assert_says(const char *message, const char *path, const char *text)
{
  if (strncmp(message, path, strlen(path)) != 0 || !strstr(message, text))
    fail_msg("\"%s\" does not say \"%s\"", message, text);
}

static void test_what_is_no_picture_is_told_by_its_look(void **state)
{
  (void)state;
  static const struct {
    const char *name, *bytes;
    size_t size;
    enum status status;
    const char *says;
  } cases[] = {
      {"empty.png", "", 0, STATUS_BAD_INPUT, "the file is empty; copy or scan it again"},
      {"text.png", "经营许可证编号：B2\r\n", 28, STATUS_UNSUPPORTED,
       "not a picture this program reads (it looks like text); give PNG, JPEG, TIFF, WebP, BMP, "
       "GIF, HEIC, PDF or OFD"},
      {"word.pdf", "PK\3\4\24\0\6\0", 8, STATUS_UNSUPPORTED, "it looks like a ZIP archive"},
      {"phone.jpg", "\0\0\0\30ftypheic\0\0\0\0", 16, STATUS_BAD_INPUT, "the HEIC is cut off"},
      {"web.jpg", "RIFF\1\2\3\4WEBPVP8 ", 16, STATUS_BAD_INPUT, "the WebP is cut off"},
      {"film.heic", "\0\0\0\30ftypqt  \0\0\0\0", 16, STATUS_UNSUPPORTED, "a video"},
      {"zero.tif", "\0\0\0\0\0\0\0\0", 8, STATUS_UNSUPPORTED, "nothing but zeroes"},
      {"junk.tif", "\1\2\3\4\5\6\7\10", 8, STATUS_UNSUPPORTED, "no format it knows"},
      {"magic.png", "\x89PNG\r\n\x1A\n", 8, STATUS_BAD_INPUT, "the PNG is cut off"},
      {"magic.jpg", "\xFF\xD8\xFF\xE0", 4, STATUS_BAD_INPUT, "the JPEG is damaged"},
      {"magic.tif", "II*\0", 4, STATUS_BAD_INPUT, "the TIFF is cut off"},
      {"magic.pdf", "%PDF-1.7\n", 9, STATUS_BAD_INPUT, "the PDF is damaged"},
  };
  struct temp_folder folder autoremove = temp_folder_make();
  struct error error;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *path = temp_write(&folder, cases[i].name, cases[i].bytes, cases[i].size);
    assert_int_equal(refuse(path, NULL, &error), cases[i].status);
    assert_says(error.message, path, cases[i].says);
  }
}

static void test_what_is_no_file_is_told(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct error error;
  autofree char *missing = temp_path(&folder, "missing.png");
  assert_int_equal(refuse(missing, NULL, &error), STATUS_NOT_FOUND);
  assert_says(error.message, missing, "no such file");
  assert_int_equal(refuse(folder.path, NULL, &error), STATUS_BAD_INPUT);
  assert_says(error.message, folder.path, "a folder");
  autofree char *pipe = temp_path(&folder, "pipe.png");
  assert_int_equal(mkfifo(pipe, 0600), 0);
  assert_int_equal(refuse(pipe, NULL, &error), STATUS_UNSUPPORTED); /* and does not wait for it */
  assert_says(error.message, pipe, "not a plain file");
}

static void test_a_link_is_followed_only_where_no_stranger_can_put_one(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct error error = {0};
  struct source *source = NULL;
  PIX *pix = made_picture(8);
  autofree char *file = made_file(&folder, "file.png", pix, IFF_PNG, MADE_DPI);
  autofree char *link = temp_path(&folder, "link.png");
  assert_int_equal(symlink(file, link), 0);
  struct source_limits limits = source_limits_default;
  assert_int_equal(source_open(link, &limits, &source, &error), STATUS_OK);
  source_close(&source);
  limits.no_links = true;
  assert_int_equal(source_open(link, &limits, &source, &error), STATUS_BAD_INPUT);
  assert_says(error.message, link, "a link was put in the file's place");
  assert_int_equal(source_open(file, &limits, &source, &error), STATUS_OK);
  source_close(&source);
  pixDestroy(&pix);
}

static void test_a_file_without_permission_is_told(void **state)
{
  (void)state;
  if (geteuid() == 0)
    skip(); /* root may read everything */
  struct temp_folder folder autoremove = temp_folder_make();
  struct error error;
  autofree char *path = temp_write(&folder, "secret.png", "x", 1);
  chmod(path, 0);
  assert_int_equal(refuse(path, NULL, &error), STATUS_IO);
  assert_says(error.message, path, "no permission to read it");
}

static void test_a_picture_that_is_cut_off_is_an_error_at_every_length(void **state)
{
  (void)state;
  static const int formats[] = {IFF_PNG, IFF_JFIF_JPEG, IFF_TIFF_LZW, IFF_TIFF_G4};
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = made_picture(8), *fax = made_picture(1);
  struct error error;
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    PIX *pix = formats[i] == IFF_TIFF_G4 ? fax : made;
    autofree char *whole = made_file(&folder, "whole", pix, formats[i], MADE_DPI);
    size_t size;
    autofree char *bytes = temp_read(whole, &size);
    for (size_t part = 1; part < 12; part++) {
      autofree char *path = temp_write(&folder, "part", bytes, size * part / 12);
      assert_int_equal(refuse(path, NULL, &error), STATUS_BAD_INPUT);
      assert_says(error.message, path, "again");
    }
  }
  pixDestroy(&made);
  pixDestroy(&fax);
}

static void test_a_png_with_one_wrong_byte_is_damaged(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = made_picture(32);
  autofree char *path = made_file(&folder, "page.png", made, IFF_PNG, MADE_DPI);
  size_t size;
  autofree char *bytes = temp_read(path, &size);
  bytes[size / 2] ^= 0x55;
  autofree char *bad = temp_write(&folder, "bad.png", bytes, size);
  struct error error;
  assert_int_equal(refuse(bad, NULL, &error), STATUS_BAD_INPUT);
  assert_says(error.message, bad, "the PNG is damaged");
  pixDestroy(&made);
}

static void put_number(char *bytes, uint32_t number, int count)
{
  for (int i = 0; i < count; i++)
    bytes[i] = (char)(number >> 8 * (count - 1 - i));
}

static uint32_t crc32_of(const char *bytes, size_t size)
{
  uint32_t crc = UINT32_MAX;
  for (size_t i = 0; i < size; i++) {
    crc ^= (unsigned char)bytes[i];
    for (int bit = 0; bit < 8; bit++)
      crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

static void
test_a_header_that_claims_a_giant_picture_is_refused_before_memory_is_taken(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = made_picture(8);
  struct error error;
  size_t size;

  autofree char *png_path = made_file(&folder, "page.png", made, IFF_PNG, MADE_DPI);
  autofree char *png = temp_read(png_path, &size);
  put_number(png + 16, 100000, 4); /* in IHDR: width, height */
  put_number(png + 20, 100000, 4);
  put_number(png + 29, crc32_of(png + 12, 17), 4);
  autofree char *huge_png = temp_write(&folder, "huge.png", png, size);
  assert_int_equal(refuse(huge_png, NULL, &error), STATUS_TOO_LARGE);
  assert_says(error.message, huge_png, "100000 × 100000 pixels, more than the limit of 200000000");
  assert_says(error.message, huge_png, "--max-pixels");

  autofree unsigned char *jpeg = made_jpeg(made, MADE_DPI, &size);
  char *frame = memmem(jpeg, size, "\xFF\xC0", 2);
  assert_non_null(frame);
  put_number(frame + 5, 65000, 2); /* height, width */
  put_number(frame + 7, 65000, 2);
  autofree char *huge_jpeg = temp_write(&folder, "huge.jpg", jpeg, size);
  assert_int_equal(refuse(huge_jpeg, NULL, &error), STATUS_TOO_LARGE);
  assert_says(error.message, huge_jpeg, "65000 × 65000 pixels");
  pixDestroy(&made);
}

static void test_the_limits_of_the_command_line_hold(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = made_picture(8);
  static const int formats[] = {IFF_PNG, IFF_JFIF_JPEG, IFF_TIFF_LZW};
  struct source_limits pixels = source_limits_default, bytes = source_limits_default;
  pixels.max_pixels = MADE_WIDTH * MADE_HEIGHT - 1;
  bytes.max_file_bytes = 100;
  struct error error;
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    autofree char *path = made_file(&folder, "page", made, formats[i], MADE_DPI);
    assert_int_equal(refuse(path, &pixels, &error), STATUS_TOO_LARGE);
    assert_int_equal(refuse(path, &bytes, &error), STATUS_TOO_LARGE);
    assert_says(error.message, path, "--max-file");
  }
  pixDestroy(&made);
}

static int open_descriptors(void)
{
  int count = 0;
  for (int fd = 0; fd < 256; fd++)
    count += fcntl(fd, F_GETFD) != -1;
  return count;
}

static void test_no_file_stays_open_after_an_error(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  static const char *const contents[] = {
      "", "text", "\x89PNG\r\n\x1A\n", "\xFF\xD8\xFF", "II*\0....", "%PDF-1.7"};
  struct error error;
  int before = open_descriptors();
  for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
    autofree char *path = temp_write(&folder, "bad", contents[i], strlen(contents[i]));
    refuse(path, NULL, &error);
    assert_int_equal(open_descriptors(), before);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_is_no_picture_is_told_by_its_look),
      cmocka_unit_test(test_what_is_no_file_is_told),
      cmocka_unit_test(test_a_link_is_followed_only_where_no_stranger_can_put_one),
      cmocka_unit_test(test_a_file_without_permission_is_told),
      cmocka_unit_test(test_a_picture_that_is_cut_off_is_an_error_at_every_length),
      cmocka_unit_test(test_a_png_with_one_wrong_byte_is_damaged),
      cmocka_unit_test(test_a_header_that_claims_a_giant_picture_is_refused_before_memory_is_taken),
      cmocka_unit_test(test_the_limits_of_the_command_line_hold),
      cmocka_unit_test(test_no_file_stays_open_after_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
