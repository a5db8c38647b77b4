/* An address whose district was misread: a character that no place's name has. */

#include "tests/extract/extract_fixture.h"

static void test_a_district_misread_into_none_is_to_be_checked(void **state)
{
  (void)state;
  static const struct {
    const char *address;
    int passed;
  } cases[] = {
      {"江苏省南京市建邺区星光大道749号", 1},
      {"江苏省南京市建籽区星光大道749号", 0},
      {"南京市建籽区星光大道749号", 0},
      {"浙江省杭州市濱江区文澜路8号", 0},
      {"浙江省杭州市下城区文澜路8号", 1}, /* was merged in 2021 */
      {"江苏省南京市软件谷科技一路5号", 1},
      {"江苏省苏州市工业园区星湖街1号", 1},
      {"某县某镇1号", 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *text = memory_format("增值电信业务经营许可证\n经营许可证编号：苏B2-20201795\n"
                                        "公司名称：南京听松数据服务有限公司\n注册住所：%s\n",
                                        cases[i].address);
    struct record *record = text_record(text);
    int passed = record_check(record, "registered_address", "known_district");
    if (passed != cases[i].passed)
      fail_msg("%s: %d", cases[i].address, passed);
    assert_value(record, "registered_address", cases[i].address);
    if (!passed)
      assert_string_equal(record_status(record, "registered_address"), "check");
    record_free(&record);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_district_misread_into_none_is_to_be_checked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
