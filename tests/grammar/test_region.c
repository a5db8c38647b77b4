#include "tests/grammar/grammar_fixture.h"

static void test_a_company_says_by_its_name_where_it_is_from(void **state)
{
  (void)state;
  static const struct {
    const char *name, *region; /* NULL: it does not say */
  } cases[] = {
      {"重庆云岫数据服务有限公司", "重庆市"},
      {"厦门市听松网络有限公司", "福建省"},
      {"禾声（常州）精密机械有限公司", "江苏省"},
      {"内蒙古鹿野牧业有限公司", "内蒙古自治区"},
      {"云岫科技有限公司", NULL},
      {"", NULL},
  };
  struct reference *reference = reference_open();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct region *region = region_of_name(&reference->regions, cases[i].name);
    if (!region != !cases[i].region || (region && strcmp(region->name, cases[i].region)))
      fail_msg("'%s' is from %s", cases[i].name, region ? region->name : "nowhere");
  }
  reference_free(&reference);
}

static void test_a_sign_is_known_by_what_it_is_read_for(void **state)
{
  (void)state;
  struct reference *reference = reference_open();
  const struct region_list *regions = &reference->regions;
  assert_string_equal(region_by_letter(regions, U'渝')->short_name, "重庆");
  assert_string_equal(region_by_letter(regions, U'黔')->short_name,
                      region_by_letter(regions, U'贵')->short_name);
  assert_null(region_by_letter(regions, U'柒'));
  assert_int_equal(region_letter_read_as(regions, U'渝'), U'渝');
  assert_int_equal(region_letter_read_as(regions, U'输'), U'渝');
  assert_int_equal(region_letter_read_as(regions, U'柒'), 0);
  reference_free(&reference);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_company_says_by_its_name_where_it_is_from),
      cmocka_unit_test(test_a_sign_is_known_by_what_it_is_read_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
