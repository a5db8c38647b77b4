/* Several certificates in one document, and several on one page: a record each. */

#include "base/strbuf.h"
#include "tests/extract/extract_fixture.h"

enum { SIZE = 20 }; /* pixels a character in the drawn pages */

#define TELECOM_HEAD "经营许可证编号：渝B2-20200646\n"
#define TELECOM                                                                                                                 \
  "增值电信业务经营许可证\n" TELECOM_HEAD "特颁发增值电信业务经营许可证。\n"                                     \
  "公司名称：重庆云岫数据服务有限公司\n法定代表人：沈知夏\n业务种类：国内呼叫中心业务\n" \
  "发证日期：2020年05月06日\n有效期至：2025年05月06日\n"
#define TELECOM_PROVISIONS                                                                         \
  TELECOM_HEAD "特别规定事项\n一、应当遵守《中华人民共和国电信条例》。\n二、应当按期报告。\n"
#define BUSINESS                                                                                       \
  "营业执照\n统一社会信用代码 91500103MA5U000X09\n名称 重庆听松网络有限公司\n" \
  "法定代表人 戚景行\n注册资本 伍拾万元\n成立日期 2015年3月7日\n"               \
  "经营范围 软件开发；按《危险化学品经营许可证》核定的范围经营。\n登记机关\n2015年3月9日\n"
#define SOFTWARE                                                                                                               \
  "计算机软件著作权登记证书\n证书号：软著登字第4567890号\n软件名称：云岫仓储管理系统V2.3\n" \
  "著作权人：重庆云岫数据服务有限公司\n开发完成日期：2019年03月15日\n登记号：2019SR0876543\n"
#define SOFTWARE_TWO                                                                                                     \
  "计算机软件著作权登记证书\n证书号：软著登字第4567891号\n软件名称：云岫分拣系统V1.0\n" \
  "著作权人：重庆云岫数据服务有限公司\n开发完成日期：2019年04月20日\n登记号：2019SR0876544\n"
#define HIGH_TECH                                                                                                  \
  "高新技术企业证书\n企业名称：重庆云岫数据服务有限公司\n证书编号：GR202151100123\n" \
  "发证时间：2021年11月12日\n有效期：三年\n"

static struct record_list text_records(const char *text)
{
  struct document *document = text_document(text);
  struct record_list records = document_records(document, NULL);
  document_free(&document);
  return records;
}

static void assert_pages(const struct record *record, const char *expected)
{
  struct strbuf pages = {0};
  for (size_t i = 0; i < record->page_count; i++)
    strbuf_appendf(&pages, "%s%d", i ? " " : "", record->pages[i]);
  assert_string_equal(strbuf_text(&pages), expected);
  strbuf_clear(&pages);
}

static void test_a_shuffled_bundle_gives_a_record_a_certificate(void **state)
{
  (void)state;
  struct record_list records = text_records(SOFTWARE "\f" TELECOM_PROVISIONS "\f" BUSINESS
                                                     "\f" HIGH_TECH "\f" SOFTWARE_TWO "\f" TELECOM);
  static const struct {
    const char *type, *pages, *field, *value;
  } expected[] = {
      {"software_copyright", "1", "registration_number", "2019SR0876543"},
      {"value_added_telecom_licence", "2 6", "legal_representative", "沈知夏"},
      {"business_licence", "3", "legal_representative", "戚景行"},
      {"high_tech_enterprise", "4", "certificate_number", "GR202151100123"},
      {"software_copyright", "5", "registration_number", "2019SR0876544"},
  };
  assert_int_equal(records.count, 5);
  for (size_t i = 0; i < records.count; i++) {
    assert_string_equal(records.items[i]->type, expected[i].type);
    assert_pages(records.items[i], expected[i].pages);
    assert_value(records.items[i], expected[i].field, expected[i].value);
    assert_true(box_is_empty(records.items[i]->region));
  }
  assert_int_equal(records.items[1]->provision_count, 2);
  record_list_clear(&records);
}

static void test_pages_of_one_certificate_stay_together(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    size_t records;
  } cases[] = {
      {TELECOM "\f" TELECOM_PROVISIONS, 1},
      {TELECOM "\f特别规定事项\n一、应当遵守《中华人民共和国电信条例》。\n", 1},
      {BUSINESS "\f" BUSINESS, 1},
      {BUSINESS "\f说明\n本页没有内容。\n", 1},
      {SOFTWARE "\f" SOFTWARE_TWO, 2},
      {BUSINESS "\f营业执照\n统一社会信用代码 91500103MA5U000Y15\n名称 成都海岱网络有限公司\n"
                "成立日期 2016年3月7日\n",
       2},
      {"白云山\n", 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct record_list records = text_records(cases[i].text);
    if (records.count != cases[i].records)
      fail_msg("%zu records, not %zu: %s", records.count, cases[i].records, cases[i].text);
    record_list_clear(&records);
  }
}

static void test_an_unknown_certificate_beside_a_known_one_is_another_record(void **state)
{
  (void)state;
  struct record_list records =
      text_records(BUSINESS "\f会员资质证\n单位名称：成都海岱网络有限公司\n法定代表人：桓若谷\n"
                            "证书编号：0042\n有效期至：2025年3月1日\n");
  assert_int_equal(records.count, 2);
  assert_value(records.items[0], "legal_representative", "戚景行");
  assert_string_equal(records.items[1]->type, "unknown");
  assert_value(records.items[1], "legal_representative", "桓若谷");
  record_list_clear(&records);
}

static void test_a_document_without_a_known_certificate_says_so(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    size_t warnings;
  } cases[] = {{"白云山\n", 1}, {"会员资质证\n单位名称：成都海岱网络有限公司\n", 1}, {BUSINESS, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct document *document = text_document(cases[i].text);
    struct record_list records = document_records(document, NULL);
    assert_int_equal(document->warning_count, cases[i].warnings);
    record_list_clear(&records);
    document_free(&document);
  }
}

/* Draws the text's lines from (x, y), the first of them as a title. */
static void draw(struct read_page *page, int x, int y, const char *text)
{
  autofree char *copy = memory_copy_string(text);
  char *rest = copy;
  for (char *line; (line = strsep(&rest, "\n")) && *line; y += 2 * SIZE)
    page_draw(page, LINE_TEXT, x, y, SIZE, line, 0.99F);
}

static void test_two_on_one_scan_are_two_records_with_their_regions(void **state)
{
  (void)state;
  static const struct {
    const char *first, *second;
    int x, y; /* of the second */
  } cases[] = {
      {BUSINESS, SOFTWARE, 100, 800},
      {SOFTWARE, SOFTWARE_TWO, 100, 800},
      {SOFTWARE, BUSINESS, 1200, 100},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page page = {0};
    draw(&page, 100, 100, cases[i].first);
    draw(&page, cases[i].x, cases[i].y, cases[i].second);
    struct document *document = page_document(&page);
    struct record_list records = document_records(document, NULL);
    assert_int_equal(records.count, 2);
    for (size_t k = 0; k < 2; k++) {
      struct record *alone = text_record(k ? cases[i].second : cases[i].first);
      const struct record *record = records.items[k];
      assert_string_equal(record->type, alone->type);
      assert_pages(record, "1");
      assert_int_equal(record->region.x, k ? cases[i].x : 100);
      assert_int_equal(record->region.y, k ? cases[i].y : 100);
      for (size_t f = 0; f < alone->field_count; f++) {
        autofree char *value = record_value(alone, alone->fields[f].name);
        assert_value(record, alone->fields[f].name, value);
      }
      record_free(&alone);
    }
    record_list_clear(&records);
    document_free(&document);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_shuffled_bundle_gives_a_record_a_certificate),
      cmocka_unit_test(test_pages_of_one_certificate_stay_together),
      cmocka_unit_test(test_an_unknown_certificate_beside_a_known_one_is_another_record),
      cmocka_unit_test(test_a_document_without_a_known_certificate_says_so),
      cmocka_unit_test(test_two_on_one_scan_are_two_records_with_their_regions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
