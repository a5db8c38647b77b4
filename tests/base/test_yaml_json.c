#include "tests/cmocka_all.h"
#include "base/memory.h"
#include "base/yaml_json.h"

#include <stdio.h>

static void assert_yaml(const char *yaml, const char *expected_json)
{
  json_t *json = NULL;
  struct error error = {0};
  enum status status = yaml_parse(yaml, strlen(yaml), "test.yaml", &json, &error);
  if (status != STATUS_OK)
    fail_msg("%s", error.message);
  char *got = json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
  assert_string_equal(got, expected_json);
  free(got);
  json_decref(json);
}

static void test_plain_scalars_become_what_they_look_like(void **state)
{
  (void)state;
  assert_yaml(
      "{a: 1, b: 1.5, c: true, d: ~, e: 2020-01-02, f: B2, g: 公司}",
      "{\"a\":1,\"b\":1.5,\"c\":true,\"d\":null,\"e\":\"2020-01-02\",\"f\":\"B2\",\"g\":\"公司\"}");
}

static void test_quoted_scalars_stay_text(void **state)
{
  (void)state;
  assert_yaml("['1', \"true\", '']", "[\"1\",\"true\",\"\"]");
}

static void test_nested_lists_and_mappings_keep_their_shape(void **state)
{
  (void)state;
  assert_yaml("fields:\n  name:\n    labels:\n      - 公司名称\n      - 名称\n  empty: []\n",
              "{\"fields\":{\"empty\":[],\"name\":{\"labels\":[\"公司名称\",\"名称\"]}}}");
}

static void test_an_empty_file_is_null(void **state)
{
  (void)state;
  assert_yaml("# only a comment\n", "null");
}

static void test_refuses_what_it_does_not_understand_and_says_where(void **state)
{
  (void)state;
  static const struct {
    const char *yaml, *message;
  } cases[] = {
      {"a: 1\nb: 2\na: 3\n", "test.yaml, line 3, column 1: 'a' is given twice; keep one of them"},
      {"a: &x 1\nb: *x\n", "test.yaml, line 2, column 4: anchors and aliases"},
      {"a: 1\n---\nb: 2\n", "test.yaml, line 2, column 1: only one document"},
      {"? [a]\n: 1\n", "test.yaml, line 1, column 3: a key must be plain text"},
      {"a: [1, 2\n", "test.yaml, line 2"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    json_t *json = NULL;
    struct error error = {0};
    assert_int_equal(yaml_parse(cases[i].yaml, strlen(cases[i].yaml), "test.yaml", &json, &error),
                     STATUS_USAGE);
    assert_null(json);
    if (!strstr(error.message, cases[i].message))
      fail_msg("'%s' does not hold '%s'", error.message, cases[i].message);
  }
}

static void test_refuses_endless_nesting(void **state)
{
  (void)state;
  char deep[2001];
  memset(deep, '[', 2000);
  deep[2000] = '\0';
  json_t *json = NULL;
  struct error error = {0};
  assert_int_equal(yaml_parse(deep, 2000, "deep.yaml", &json, &error), STATUS_USAGE);
  assert_non_null(strstr(error.message, "nested too deeply"));
}

static void test_refuses_a_text_at_the_end_of_too_deep_nesting(void **state)
{
  (void)state;
  char deep[200] = "";
  while (strlen(deep) < sizeof deep - 2)
    strcat(deep, "["); /* until a text stands at the first level too deep */
  for (size_t levels = 1; levels < sizeof deep - 2; levels++) {
    json_t *json = NULL;
    struct error error = {0};
    autofree char *text = memory_format("%.*sa", (int)levels, deep);
    assert_int_equal(yaml_parse(text, strlen(text), "deep.yaml", &json, &error), STATUS_USAGE);
    assert_null(json);
  }
}

static void test_names_the_file_that_is_not_there(void **state)
{
  (void)state;
  json_t *json = NULL;
  struct error error = {0};
  assert_int_equal(yaml_load_file("/nonexistent/profile.yaml", &json, &error), STATUS_NOT_FOUND);
  assert_non_null(strstr(error.message, "/nonexistent/profile.yaml"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_plain_scalars_become_what_they_look_like),
      cmocka_unit_test(test_quoted_scalars_stay_text),
      cmocka_unit_test(test_nested_lists_and_mappings_keep_their_shape),
      cmocka_unit_test(test_an_empty_file_is_null),
      cmocka_unit_test(test_refuses_what_it_does_not_understand_and_says_where),
      cmocka_unit_test(test_refuses_endless_nesting),
      cmocka_unit_test(test_refuses_a_text_at_the_end_of_too_deep_nesting),
      cmocka_unit_test(test_names_the_file_that_is_not_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
