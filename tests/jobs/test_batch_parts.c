#include "tests/cmocka_all.h"
#include <stdio.h>
#include <time.h>
#include "base/memory.h"
#include "jobs/batch_report.h"
#include "jobs/batch_walk.h"
#include "ingest/page_name.h"
#include "jobs/reason_text.h"
#include "files/file_carry.h"
#include "files/part_file.h"
#include "tests/files/temp_folder.h"

static void test_knows_names_of_pages(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    bool page;
  } cases[] = {
      {"page-1.png", true},    {"Page_12.TIF", true},  {"page 3.jpeg", true}, {"page7.jpg", true},
      {"第3页.jpg", true},     {"第 3 页.jpg", false}, {"第12.png", true},    {"page-1.pdf", false},
      {"page-.png", false},    {"page-1a.png", false}, {"1.png", false},      {"scan-1.png", false},
      {"page-1.2.png", false}, {"page-1", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (name_is_page(cases[i].name) != cases[i].page)
      fail_msg("%s is %staken for a page", cases[i].name, cases[i].page ? "not " : "");
}

static void touch(const struct temp_folder *folder, const char *name)
{
  autofree char *path = temp_path(folder, name);
  assert_int_equal(folder_make_above(path, NULL), STATUS_OK);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fclose(file);
}

static void test_walks_in_natural_order_and_passes_the_results_by(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  static const char *const names[] = {"b10.png", "b2.png",      "a/page-10.png", "a/page-9.png",
                                      "c.txt",   ".hidden.png", "out/x.png",     "d.png.part"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    touch(&folder, names[i]);
  autofree char *out = temp_path(&folder, "out");
  struct batch_walk_options options = {.out = out};
  struct batch_list list __attribute__((cleanup(batch_list_clear))) = {0};
  batch_walk(folder.path, &options, &list);
  autofree char *missing = temp_path(&folder, "missing");
  batch_walk(missing, &options, &list);
  assert_int_equal(list.count, 3);
  assert_string_equal(list.items[0].name, "a");
  assert_int_equal(list.items[0].file_count, 2);
  assert_non_null(strstr(list.items[0].files[0], "page-9.png"));
  assert_string_equal(list.items[1].name, "b2.png");
  assert_string_equal(list.items[2].name, "b10.png");
  assert_int_equal(list.trouble_count, 1);
}

static void test_a_folder_of_pages_given_itself_is_named_as_the_folder(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  touch(&folder, "licence/page-1.png");
  autofree char *licence = temp_path(&folder, "licence");
  struct batch_walk_options options = {0};
  struct batch_list list __attribute__((cleanup(batch_list_clear))) = {0};
  batch_walk(licence, &options, &list);
  assert_int_equal(list.count, 1);
  assert_string_equal(list.items[0].name, "licence");
}

static void test_counts_days_to_a_date(void **state)
{
  (void)state;
  struct tm when = {.tm_year = 125, .tm_mon = 2, .tm_mday = 1, .tm_hour = 23, .tm_isdst = -1};
  int64_t now = (int64_t)mktime(&when) * 1000;
  static const struct {
    const char *date;
    long days;
  } cases[] = {{"2025-03-01", 0}, {"2025-03-02", 1}, {"2025-02-28", -1}, {"2026-03-01", 365}};
  long days = 99;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(days_until(cases[i].date, now, &days));
    assert_int_equal(days, cases[i].days);
  }
  assert_false(days_until("长期", now, &days));
  assert_false(days_until("2025-3-1", now, &days));
  assert_false(days_until(NULL, now, &days));
}

static void test_a_reason_says_why_and_what_to_do(void **state)
{
  (void)state;
  struct failure failure = {.name = "a.png",
                            .reason = "a.png: the file is cut off",
                            .trouble = STATUS_BAD_INPUT,
                            .attempts = 3,
                            .document = 7,
                            .out = "/srv/out"};
  autofree char *text = reason_text(&failure);
  static const char *const words[] = {"the file is cut off", "scan or copy it again", "重新扫描",
                                      "zhaolu retry -o '/srv/out' 7", "3 attempts"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (!strstr(text, words[i]))
      fail_msg("\"%s\" is missing in:\n%s", words[i], text);
}

static void test_a_part_file_appears_whole_or_not_at_all(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_path(&folder, "all.csv");
  struct part_file *file = NULL;
  assert_int_equal(part_file_open(path, &file, NULL), STATUS_OK);
  part_file_write(file, "one,", 4);
  assert_false(file_exists(path));
  part_file_write(file, "two", 3);
  assert_int_equal(part_file_finish(&file, NULL), STATUS_OK);
  autofree char *bytes = temp_read(path, NULL);
  assert_string_equal(bytes, "one,two");
  assert_int_equal(part_file_open(path, &file, NULL), STATUS_OK);
  part_file_drop(&file);
  assert_int_equal(temp_count(&folder), 1);
  autofree char *nowhere = temp_path(&folder, "none/all.csv");
  assert_int_equal(part_file_open(nowhere, &file, NULL), STATUS_NOT_FOUND);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_knows_names_of_pages),
      cmocka_unit_test(test_walks_in_natural_order_and_passes_the_results_by),
      cmocka_unit_test(test_a_folder_of_pages_given_itself_is_named_as_the_folder),
      cmocka_unit_test(test_counts_days_to_a_date),
      cmocka_unit_test(test_a_reason_says_why_and_what_to_do),
      cmocka_unit_test(test_a_part_file_appears_whole_or_not_at_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
