#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "files/digest.h"
#include "ingest/source.h"
#include "tests/ingest/made_picture.h"

static void test_files_given_together_are_one_document_in_their_order(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *grey = made_picture(8), *colour = made_picture(32);
  autofree char *first = made_file(&folder, "2.png", colour, IFF_PNG, MADE_DPI);
  autofree char *second = made_file(&folder, "1.tif", grey, IFF_TIFF_LZW, MADE_DPI);
  pixWriteTiff(second, colour, IFF_TIFF_ZIP, "a"); /* a second page */
  autofree char *third = made_file(&folder, "3.jpg", grey, IFF_JFIF_JPEG, MADE_DPI);
  const char *paths[] = {first, second, third};
  struct source *source = NULL;
  struct error error;
  assert_int_equal(source_open_pictures(paths, 3, NULL, &source, &error), STATUS_OK);
  assert_int_equal(source_get_format(source), SOURCE_PICTURES);
  assert_string_equal(source_format_name(source_get_format(source)), "pictures");
  assert_int_equal(source_page_count(source), 4);
  static const int order[] = {3, 0, 2, 1}, depths[] = {32, 8, 32, 8};
  for (size_t i = 0; i < 4; i++) {
    struct page_picture picture = {0};
    assert_int_equal(source_load_page(source, order[i], PDF_TEXT_AUTO, &picture, &error),
                     STATUS_OK);
    assert_int_equal(pixGetDepth(picture.pix), depths[order[i]]);
    page_picture_clear(&picture);
  }
  source_close(&source);
  pixDestroy(&grey);
  pixDestroy(&colour);
}

static void test_a_bad_file_among_good_ones_costs_its_own_page(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *grey = made_picture(8);
  autofree char *good = made_file(&folder, "good.png", grey, IFF_PNG, MADE_DPI);
  autofree char *bad = temp_write(&folder, "bad.png", "", 0);
  const char *paths[] = {bad, good, bad};
  struct source *source = NULL;
  struct page_picture picture = {0};
  struct error error;
  assert_int_equal(source_open_pictures(paths, 3, NULL, &source, &error), STATUS_OK);
  assert_int_equal(source_page_count(source), 3);
  assert_int_equal(source_load_page(source, 0, PDF_TEXT_AUTO, &picture, &error), STATUS_BAD_INPUT);
  assert_non_null(strstr(error.message, "bad.png: the file is empty"));
  assert_int_equal(source_load_page(source, 1, PDF_TEXT_AUTO, &picture, &error), STATUS_OK);
  page_picture_clear(&picture);
  assert_int_equal(source_load_page(source, 2, PDF_TEXT_AUTO, &picture, &error), STATUS_BAD_INPUT);
  source_close(&source);

  const char *all_bad[] = {bad, bad};
  assert_int_equal(source_open_pictures(all_bad, 2, NULL, &source, &error), STATUS_BAD_INPUT);
  assert_null(source);
  assert_int_equal(source_open_pictures(NULL, 0, NULL, &source, &error), STATUS_BAD_INPUT);
  pixDestroy(&grey);
}

static void test_a_page_that_is_not_there_is_a_defect_not_a_crash(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *grey = made_picture(8);
  autofree char *path = made_file(&folder, "page.png", grey, IFF_PNG, MADE_DPI);
  struct source *source = NULL;
  struct page_picture picture = {0};
  assert_int_equal(source_open(path, NULL, &source, NULL), STATUS_OK);
  assert_int_equal(source_load_page(source, 1, PDF_TEXT_AUTO, &picture, NULL), STATUS_INTERNAL);
  assert_int_equal(source_load_page(source, -1, PDF_TEXT_AUTO, &picture, NULL), STATUS_INTERNAL);
  source_close(&source);
  source_close(&source); /* a closed source may be closed again */
  pixDestroy(&grey);
}

static void test_digests_are_those_that_sha256sum_prints(void **state)
{
  (void)state;
  static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  char hex[DIGEST_HEX_BYTES];
  digest_bytes("abc", 3, hex);
  assert_string_equal(hex, abc);
  digest_bytes("", 0, hex);
  assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_write(&folder, "a", "abc", 3);
  uint64_t bytes = 0;
  struct error error;
  assert_int_equal(digest_file(path, hex, &bytes, &error), STATUS_OK);
  assert_string_equal(hex, abc);
  assert_int_equal(bytes, 3);
  autofree char *missing = temp_path(&folder, "b");
  assert_int_equal(digest_file(missing, hex, &bytes, &error), STATUS_NOT_FOUND);
  assert_int_not_equal(digest_file(folder.path, hex, &bytes, &error), STATUS_OK);
}

static void test_a_digest_of_several_files_depends_on_their_order(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *a = temp_write(&folder, "a", "abc", 3), *b = temp_write(&folder, "b", "", 0);
  const char *both[] = {a, b}, *turned[] = {b, a}, *one[] = {a};
  char first[DIGEST_HEX_BYTES], second[DIGEST_HEX_BYTES], single[DIGEST_HEX_BYTES];
  uint64_t bytes = 0;
  assert_int_equal(digest_files(both, 2, first, &bytes, NULL), STATUS_OK);
  assert_int_equal(bytes, 3);
  assert_int_equal(digest_files(turned, 2, second, &bytes, NULL), STATUS_OK);
  assert_string_not_equal(first, second);
  assert_int_equal(digest_files(one, 1, single, &bytes, NULL), STATUS_OK);
  assert_int_equal(digest_file(a, first, &bytes, NULL), STATUS_OK);
  assert_string_equal(single, first);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_files_given_together_are_one_document_in_their_order),
      cmocka_unit_test(test_a_bad_file_among_good_ones_costs_its_own_page),
      cmocka_unit_test(test_a_page_that_is_not_there_is_a_defect_not_a_crash),
      cmocka_unit_test(test_digests_are_those_that_sha256sum_prints),
      cmocka_unit_test(test_a_digest_of_several_files_depends_on_their_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
