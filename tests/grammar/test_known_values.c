#include "tests/cmocka_all.h"

#include <string.h>

#include "base/memory.h"
#include "grammar/known_values.h"
#include "tests/files/temp_folder.h"

static enum status load(const char *text, struct known_values **ret_values)
{
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_write(&folder, "lexicon.txt", text, strlen(text));
  struct error error = {0};
  return known_values_load(path, ret_values, &error);
}

static void test_knows_a_value_of_its_own_field_alone(void **state)
{
  (void)state;
  struct known_values *values cleanup_with(known_values_free) = NULL;
  assert_int_equal(
      load("# for people\n\nsoftware_name\t禾穗农情采集\t3\ncompany_name\t甲公司\r\n", &values),
      STATUS_OK);
  assert_true(known_values_has(values, "software_name", "禾穗农情采集"));
  assert_true(known_values_has(values, "company_name", "甲公司"));
  assert_false(known_values_has(values, "company_name", "禾穗农情采集"));
  assert_false(known_values_has(values, "company_name", "甲"));
  assert_false(known_values_has(NULL, "company_name", "甲公司"));
}

static void test_a_line_without_a_value_is_refused(void **state)
{
  (void)state;
  struct known_values *values = NULL;
  assert_int_equal(load("甲公司\n", &values), STATUS_USAGE);
  assert_int_equal(load("company_name\t\n", &values), STATUS_USAGE);
  assert_null(values);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_knows_a_value_of_its_own_field_alone),
      cmocka_unit_test(test_a_line_without_a_value_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
