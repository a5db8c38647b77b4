#include "tests/cmocka_all.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "ingest/inputs.h"
#include "ingest/page_order.h"
#include "tests/temp_name.h"

static char folder[TEMP_NAME_BYTES];

static int folder_make(void **state)
{
  (void)state;
  temp_name(folder, "zhaolu-inputs-XXXXXX");
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int folder_remove(void **state)
{
  (void)state;
  autofree char *command = memory_format("rm -r %s", folder);
  return system(command);
}

static void file_make(const char *path)
{
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fclose(file);
}

static void test_numbers_in_names_count_as_numbers(void **state)
{
  (void)state;
  static const char *const in_order[] = {
      "page",   "page-1",  "page-02",  "page-2", "page-2a",
      "page-3", "page-10", "page-100", "第1页",  "第2页",
  };
  enum { COUNT = sizeof in_order / sizeof *in_order };
  for (size_t a = 0; a < COUNT; a++)
    for (size_t b = 0; b < COUNT; b++) {
      int order = path_compare_natural(&in_order[a], &in_order[b]);
      assert_int_equal((order > 0) - (order < 0), (a > b) - (a < b));
    }
}

/* Each row is one folder's files in the order that a person means. */
static void test_orders_names_as_a_person_does(void **state)
{
  (void)state;
  static const char *const rows[][8] = {
      {"扫描.jpg", "扫描(2).jpg", "扫描(3).jpg", "扫描(10).jpg"},
      {"scan.png", "scan (2).png", "scan copy.png"},
      {"复印件.tif", "复印件 - 副本.tif", "复印件 - 副本 (2).tif"},
      {"1.jpg", "1(2).jpg", "1(3).jpg", "2.jpg"},
      {"第一页.jpg", "第二页.jpg", "第三页.jpg", "第九页.jpg", "第十页.jpg", "第十一页.jpg",
       "第二十页.jpg", "第一百零三页.jpg"},
      {"一.png", "二.png", "五.png", "十.png", "二五.png", "一〇一.png"},
      {"附件壹.png", "附件贰.png", "附件叁.png", "附件拾.png"},
      {"１.jpg", "２.jpg", "１０.jpg", "１１0.jpg"},
      {"页①.jpg", "页②.jpg", "页⑩.jpg"},
      {"IMG_1.JPG", "img_2.jpg", "IMG_10.JPG"},
      {"a/2/1.png", "a/10/1.png", "a/10/2.png", "b.png"},
  };
  for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
    for (size_t a = 0; a < 8 && rows[row][a]; a++)
      for (size_t b = 0; b < 8 && rows[row][b]; b++) {
        int order = path_compare_natural(&rows[row][a], &rows[row][b]);
        if ((order > 0) - (order < 0) != (a > b) - (a < b))
          fail_msg("%s and %s", rows[row][a], rows[row][b]);
      }
}

static void test_name_and_stem_of_a_document(void **state)
{
  (void)state;
  static const struct {
    const char *path, *name, *stem;
  } cases[] = {
      {"scan.pdf", "scan.pdf", "scan"},       {"a/b/scan.old.tiff", "scan.old.tiff", "scan.old"},
      {"noending", "noending", "noending"},   {"x/.hidden", ".hidden", ".hidden"},
      {"许可证.png", "许可证.png", "许可证"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct input_list list;
    char *path = (char *)cases[i].path;
    input_list_collect(&path, 1, false, &list);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].path, cases[i].path);
    assert_string_equal(list.items[0].name, cases[i].name);
    assert_string_equal(list.items[0].stem, cases[i].stem);
    assert_false(list.items[0].pictures_of_one);
    input_list_clear(&list);
  }
}

static void test_folder_is_a_document_of_its_pictures_only(void **state)
{
  (void)state;
  assert_int_equal(mkdir("licence.v2", 0700), 0);
  assert_int_equal(mkdir("licence.v2/more.png", 0700), 0);
  static const char *const files[] = {"licence.v2/10.PNG", "licence.v2/9.jpeg", "licence.v2/1.TIF",
                                      "licence.v2/Thumbs.db", "licence.v2/.2.png"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    file_make(files[i]);
  struct input_list list;
  char *path = "licence.v2/";
  input_list_collect(&path, 1, false, &list);
  assert_int_equal(list.count, 1);
  assert_string_equal(list.items[0].name, "licence.v2");
  assert_string_equal(list.items[0].stem, "licence.v2");
  assert_true(list.items[0].pictures_of_one);
  assert_int_equal(list.items[0].file_count, 3);
  assert_string_equal(list.items[0].files[0], "licence.v2/1.TIF");
  assert_string_equal(list.items[0].files[1], "licence.v2/9.jpeg");
  assert_string_equal(list.items[0].files[2], "licence.v2/10.PNG");
  input_list_clear(&list);
}

static void test_folder_without_pictures_says_so(void **state)
{
  (void)state;
  assert_int_equal(mkdir("documents", 0700), 0);
  file_make("documents/a.pdf");
  struct input_list list;
  char *path = "documents";
  input_list_collect(&path, 1, false, &list);
  assert_int_equal(list.items[0].error.status, STATUS_BAD_INPUT);
  assert_non_null(strstr(list.items[0].error.message, "zhaolu batch"));
  input_list_clear(&list);
}

static void test_pages_of_one_joins_files_in_the_order_given(void **state)
{
  (void)state;
  struct input_list list;
  char *paths[] = {"b.png", "a.png"};
  input_list_collect(paths, 2, true, &list);
  assert_int_equal(list.count, 1);
  assert_string_equal(list.items[0].stem, "b");
  assert_int_equal(list.items[0].file_count, 2);
  assert_string_equal(list.items[0].files[1], "a.png");
  input_list_clear(&list);
}

static void test_second_document_of_a_name_is_marked(void **state)
{
  (void)state;
  struct input_list list;
  char *paths[] = {"x/a.png", "y/a.jpg", "b.png"};
  input_list_collect(paths, 3, false, &list);
  assert_false(list.items[0].stem_is_taken);
  assert_true(list.items[1].stem_is_taken);
  assert_false(list.items[2].stem_is_taken);
  input_list_clear(&list);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_numbers_in_names_count_as_numbers),
      cmocka_unit_test(test_orders_names_as_a_person_does),
      cmocka_unit_test(test_name_and_stem_of_a_document),
      cmocka_unit_test(test_folder_is_a_document_of_its_pictures_only),
      cmocka_unit_test(test_folder_without_pictures_says_so),
      cmocka_unit_test(test_pages_of_one_joins_files_in_the_order_given),
      cmocka_unit_test(test_second_document_of_a_name_is_marked),
  };
  return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
