#include "tests/cmocka_all.h"

#include <stdlib.h>

#include "base/memory.h"
#include "review/value_form.h"

static json_t *value_of(const char *json)
{
  json_t *value = json_loads(json, JSON_DECODE_ANY, NULL);
  assert_non_null(value);
  return value;
}

static void test_every_value_comes_back_as_it_was(void **state)
{
  (void)state;
  static const char *const values[] = {
      "\"杭州听松网络科技有限公司\"",
      "null",
      "[\"甲\", \"乙\"]",
      "[{\"name\": \"信息服务业务\", \"terms\": [\"不含信息搜索\", \"仅限互联网\"], "
      "\"coverage\": \"全国\"}, "
      "{\"name\": \"数据中心业务\", \"terms\": [], \"coverage\": null}]",
  };
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    json_t *value = value_of(values[i]);
    autofree char *text = value_form_text(value);
    json_t *back = value_form_read(text, value);
    assert_true(json_equal(value, back));
    json_decref(value);
    json_decref(back);
  }
}

static void test_what_a_person_types_takes_the_form_of_the_field(void **state)
{
  (void)state;
  static const struct {
    const char *like, *text, *value;
  } cases[] = {
      {"\"旧\"", "  新\n的 ", "\"新的\""},
      {"\"旧\"", " ", "null"},
      {"null", "新", "\"新\""},
      {"[\"旧\"]", "甲\n\n 乙 \n", "[\"甲\", \"乙\"]"},
      {"[\"旧\"]", "\n", "null"},
      {"[{\"name\": \"旧\", \"terms\": [], \"coverage\": null}]",
       "甲业务\n  特定要求: 不含乙\n\t覆盖范围：全国\n丙业务",
       "[{\"name\": \"甲业务\", \"terms\": [\"不含乙\"], \"coverage\": \"全国\"}, "
       "{\"name\": \"丙业务\", \"terms\": [], \"coverage\": null}]"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    json_t *like = value_of(cases[i].like), *wanted = value_of(cases[i].value);
    json_t *value = value_form_read(cases[i].text, like);
    if (!json_equal(value, wanted))
      fail_msg("case %zu", i);
    json_decref(like);
    json_decref(wanted);
    json_decref(value);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_value_comes_back_as_it_was),
      cmocka_unit_test(test_what_a_person_types_takes_the_form_of_the_field),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
