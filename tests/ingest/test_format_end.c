#include "tests/cmocka_all.h"
#include <allheaders.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "base/memory.h"
#include "ingest/format_end.h"
#include "tests/files/temp_folder.h"

static enum format_end end_of(const char *path)
{
  enum format_end end = FORMAT_END_UNKNOWN;
  struct error error = {0};
  if (format_end_check(path, &end, &error))
    fail_msg("%s", error.message);
  return end;
}

static enum format_end end_of_bytes(const char *bytes, size_t size)
{
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_write(&folder, "file", bytes, size);
  return end_of(path);
}

/* A picture with enough ink that its data has some length. */
static PIX *picture(void)
{
  PIX *pix = pixCreate(200, 100, 8);
  for (int y = 0; y < 100; y++)
    for (int x = 0; x < 200; x++)
      pixSetPixel(pix, x, y, (unsigned)(x * y + (x ^ y)) & 0xFF);
  return pix;
}

static char *write_format(const struct temp_folder *folder, int format)
{
  char *path = temp_path(folder, "picture");
  PIX *pix = picture();
  if (format == IFF_TIFF_LZW) {
    assert_int_equal(pixWriteTiff(path, pix, IFF_TIFF_LZW, "w"), 0);
    assert_int_equal(pixWriteTiff(path, pix, IFF_TIFF_LZW, "a"), 0);
  } else if (format == IFF_LPDF) {
    assert_int_equal(pixConvertToPdf(pix, L_FLATE_ENCODE, 0, path, 0, 0, 100, "t", NULL, 0), 0);
  } else {
    assert_int_equal(pixWrite(path, pix, format), 0);
  }
  pixDestroy(&pix);
  return path;
}

static const int formats[] = {IFF_PNG, IFF_JFIF_JPEG, IFF_TIFF_LZW, IFF_TIFF_PACKBITS, IFF_LPDF};

static void test_finds_the_end_of_whole_files(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    struct temp_folder folder autoremove = temp_folder_make();
    autofree char *path = write_format(&folder, formats[i]);
    bool known = false;
    assert_int_equal(end_of(path), FORMAT_END_THERE);
    assert_int_equal(format_is_known(path, &known, NULL), STATUS_OK);
    assert_true(known);
  }
}

/* Every beginning of a file, as a slow writer leaves it, lacks its end. */
static void test_misses_the_end_wherever_the_file_is_cut(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    struct temp_folder folder autoremove = temp_folder_make();
    autofree char *path = write_format(&folder, formats[i]);
    size_t size = 0;
    autofree char *bytes = temp_read(path, &size);
    /* PDF's last line end and TIFF's last pad byte are not missed. */
    size_t last = size - 9;
    for (size_t cut = last; cut > 1; cut = cut > 600 ? cut - 97 : cut - 1) {
      assert_int_equal(truncate(path, (off_t)cut), 0);
      enum format_end end = end_of(path);
      if (end != FORMAT_END_MISSING && !(end == FORMAT_END_UNMARKED && formats[i] == IFF_JFIF_JPEG))
        fail_msg("format %d of %zu bytes, cut to %zu, looks whole", formats[i], size, cut);
    }
  }
}

static void test_a_thumbnails_end_is_not_the_pictures(void **state)
{
  (void)state;
  /* SOI, an APP1 segment of 8 bytes that holds an EOI, a scan's head and data, no EOI. */
  static const char cut[] = "\xFF\xD8\xFF\xE1\x00\x08\xFF\xD8\x01\x02\xFF\xD9"
                            "\xFF\xDA\x00\x02\x11\x22\xFF\x00\x33\xFF\xD1\x44";
  static const char whole[] = "\xFF\xD8\xFF\xE1\x00\x08\xFF\xD8\x01\x02\xFF\xD9"
                              "\xFF\xDA\x00\x02\x11\x22\xFF\x00\x33\xFF\xD1\x44\xFF\xD9trailer";
  assert_int_equal(end_of_bytes(cut, sizeof cut - 1), FORMAT_END_UNMARKED);
  assert_int_equal(end_of_bytes(whole, sizeof whole - 1), FORMAT_END_THERE);
}

/* A PDF as written by Leptonica with `more` behind it, `count` times. */
static enum format_end end_of_pdf_with(const char *more, size_t count)
{
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = write_format(&folder, IFF_LPDF);
  FILE *file = fopen(path, "ab");
  assert_non_null(file);
  for (size_t i = 0; i < count; i++)
    fputs(more, file);
  fclose(file);
  return end_of(path);
}

static void test_foreign_bytes_behind_a_pdf_are_not_its_end(void **state)
{
  (void)state;
  assert_int_equal(end_of_pdf_with("<html>scanned by a mail gateway</html>\n", 10),
                   FORMAT_END_THERE);
  assert_int_equal(end_of_pdf_with("<html>scanned by a mail gateway</html>\n", 5000),
                   FORMAT_END_THERE);
  assert_int_equal(end_of_pdf_with("%", 65536 - 3), FORMAT_END_THERE);
}

static void test_a_pdf_with_a_later_version_begun_lacks_its_end(void **state)
{
  (void)state;
  static const char begun[] = "9 0 obj\n<< /Type /Annot >>\nendobj\n";
  assert_int_equal(end_of_pdf_with(begun, 1), FORMAT_END_MISSING);
  assert_int_equal(end_of_pdf_with(begun, 9000), FORMAT_END_MISSING);
}

static void test_a_tiff_directory_loop_ends(void **state)
{
  (void)state;
  /* One directory of no entries whose next is itself. */
  static const char loop[] = "II*\0\x08\0\0\0\0\0\x08\0\0\0";
  assert_int_equal(end_of_bytes(loop, sizeof loop - 1), FORMAT_END_THERE);
}

/* Each step of the loop reads another part of the file. */
static void test_a_tiff_loop_over_the_whole_file_ends_soon(void **state)
{
  (void)state;
  enum { FAR = 150000, SIZE = 200 * 1024 };
  autofree unsigned char *loop = memory_alloc(SIZE);
  const uint32_t far_away = FAR;
  memcpy(loop, "II*\0\x08\0\0\0\0\0", 10);
  memcpy(loop + 10, &far_away, sizeof far_away);
  loop[FAR + 2] = 8; /* and back to the first */
  clock_t begun = clock();
  assert_int_equal(end_of_bytes((char *)loop, SIZE), FORMAT_END_THERE);
  assert_true((clock() - begun) / (double)CLOCKS_PER_SEC < 1.0);
}

static void test_knows_empty_reserved_and_foreign_files(void **state)
{
  (void)state;
  static const char zeros[5000] = {0};
  assert_int_equal(end_of_bytes("", 0), FORMAT_END_EMPTY);
  assert_int_equal(end_of_bytes(zeros, sizeof zeros), FORMAT_END_EMPTY);
  assert_int_equal(end_of_bytes("hello", 5), FORMAT_END_UNKNOWN);
  assert_int_equal(end_of_bytes("\x89PN", 3), FORMAT_END_MISSING);
  /* A PNG's head, and the rest reserved but not yet written. */
  char reserved[3000] = "\x89PNG\r\n\x1A\n";
  assert_int_equal(end_of_bytes(reserved, sizeof reserved), FORMAT_END_MISSING);
}

static void test_reads_no_links_and_no_pipes(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *file = temp_write(&folder, "file", "x", 1);
  autofree char *link = temp_path(&folder, "link");
  assert_int_equal(symlink(file, link), 0);
  enum format_end end = FORMAT_END_THERE;
  assert_int_not_equal(format_end_check(link, &end, NULL), STATUS_OK);
  assert_int_not_equal(format_end_check(folder.path, &end, NULL), STATUS_OK);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_finds_the_end_of_whole_files),
      cmocka_unit_test(test_misses_the_end_wherever_the_file_is_cut),
      cmocka_unit_test(test_a_thumbnails_end_is_not_the_pictures),
      cmocka_unit_test(test_foreign_bytes_behind_a_pdf_are_not_its_end),
      cmocka_unit_test(test_a_pdf_with_a_later_version_begun_lacks_its_end),
      cmocka_unit_test(test_a_tiff_directory_loop_ends),
      cmocka_unit_test(test_a_tiff_loop_over_the_whole_file_ends_soon),
      cmocka_unit_test(test_knows_empty_reserved_and_foreign_files),
      cmocka_unit_test(test_reads_no_links_and_no_pipes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
