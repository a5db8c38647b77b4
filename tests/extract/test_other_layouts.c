/* Business licences and registration certificates as other offices and years lay them out, and as
 * recognition tears them. */

#include "tests/extract/extract_fixture.h"

enum { SIZE = 20 }; /* pixels a character in the drawn pages */

static void draw(struct read_page *page, int x, int y, const char *text)
{
  page_draw(page, LINE_TEXT, x, y, SIZE, text, 0.99F);
}

static void test_an_upright_business_licence_of_the_older_form(void **state)
{
  (void)state;
  struct record *record = text_record(
      "营 业 执 照\n（副  本）\n注册号 440301103097413\n名        称    "
      "深圳市云岫数据服务有限公司\n"
      "住        所    深圳市南山区学府街道科创一路\n                415号云谷科技园B座19层09号\n"
      "法定代表人姓名    沈知夏\n注册资本    人民币500万元\n实收资本    人民币300万元\n"
      "公司类型    有限责任公司（自然人独资）\n"
      "经营范围    计算机软硬件的技术开发；网络工程；\n            国内贸易（不含专营商品）。\n"
      "成立日期    2012年03月05日\n营业期限    自2012年03月05日至2032年03月04日\n登记机关\n"
      "                     2013年08月09日\n");
  assert_value(record, "unified_social_credit_code", "440301103097413");
  assert_value(record, "company_name", "深圳市云岫数据服务有限公司");
  assert_value(record, "registered_address",
               "深圳市南山区学府街道科创一路415号云谷科技园B座19层09号");
  assert_value(record, "legal_representative", "沈知夏");
  assert_value(record, "registered_capital", "人民币500万元");
  assert_value(record, "paid_in_capital", "人民币300万元");
  assert_value(record, "business_scope",
               "计算机软硬件的技术开发；网络工程；国内贸易（不含专营商品）。");
  assert_value(record, "business_term", "自2012年03月05日至2032年03月04日");
  assert_value(record, "issue_date", "2013-08-09");
  record_free(&record);
}

/* A label set between the first two rows of its value. */
static void test_a_value_that_begins_above_its_label(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  draw(&page, 60, 120, "统一社会信用代码 91350100M000100Y43");
  draw(&page, 60, 300, "法定代表人   沈知夏");
  draw(&page, 220, 396, "计算机软硬件的技术开发；网络");
  draw(&page, 60, 408, "经营范围    工程；国内贸易（不含");
  draw(&page, 220, 432, "专营商品）。");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "legal_representative", "沈知夏");
  assert_value(record, "business_scope",
               "计算机软硬件的技术开发；网络工程；国内贸易（不含专营商品）。");
  record_free(&record);
}

/* A label and its value apart, a misread label, a row that another column's note begins. */
static void test_a_torn_business_licence_still_gives_its_fields(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  draw(&page, 60, 120, "统一社会信用代码");
  draw(&page, 60, 150, "91350100M000100Y43");
  draw(&page, 60, 260, "类    型 有限责任公司       成立日期2015年03月13日");
  draw(&page, 60, 300, "法定代表入   沈知夏       住    所重庆市渝中区云岫路8");
  draw(&page, 780, 330, "号2幢516室");
  draw(&page, 60, 330, "经营范围 软件开发；技术服务。");
  draw(&page, 580, 560, "登记机关");
  draw(&page, 60, 600, "说明");
  draw(&page, 60, 640, "1、本营业执照于2021年05月01日留存      2021年04月20日");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "company_type", "有限责任公司");
  assert_value(record, "establishment_date", "2015-03-13");
  assert_value(record, "legal_representative", "沈知夏");
  assert_value(record, "registered_address", "重庆市渝中区云岫路8号2幢516室");
  assert_value(record, "issue_date", "2021-04-20");
  record_free(&record);
}

static void test_a_spread_label_with_a_doubtful_character_is_found(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  draw(&page, 60, 120, "统一社会信用代码");
  draw(&page, 60, 150, "91350100M000100Y43");
  draw(&page, 60, 220, "各    称 重庆云岫数据服务有限公司");
  page.lines[page.line_count - 1].best.glyphs[0].confidence = 0.8F;
  draw(&page, 60, 260, "类    型 有限责任公司");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "company_name", "重庆云岫数据服务有限公司");
  record_free(&record);
}

static void test_a_label_that_lost_its_first_characters_is_found(void **state)
{
  (void)state;
  struct record *record = text_record(
      "作品登记证书\n登记号：渝作登字-2021-L-00123456\n作品名称：山城夜色系列 作品类别：摄影\n"
      "作者：沈知夏 著作权人：沈知夏\n：完成日期：2021年02月03日 首次发表日期：2021年02月04日\n");
  assert_value(record, "author", "沈知夏");
  assert_value(record, "completion_date", "2021-02-03");
  assert_value(record, "first_publication_date", "2021-02-04");
  record_free(&record);
}

static void test_the_date_of_a_software_certificate_stands_below_the_seal(void **state)
{
  (void)state;
  struct record *record = text_record(
      "计算机软件著作权登记证书\n证书号：软著登字第4567890号\n软件名称：云岫仓储管理系统\nV2.3\n"
      "著作权人：重庆云岫数据服务有限公司;\n成都云岫科技有限公司\n开发完成日期：2019年03月15日\n"
      "首次发表日期：未发表\n权利取得方式：原始取得\n权利范围：全部权利\n登记号：2019SR0876543\n"
      "根据《计算机软件保护条例》的规定，经中国版权保护中心审核，对以上事项予以登记。\n"
      "中华人民共和国国家版权局\n计算机软件著作权\n登记专用章\n2019年08月21日\n");
  assert_value(record, "copyright_owner", "重庆云岫数据服务有限公司；成都云岫科技有限公司");
  assert_value(record, "issue_date", "2019-08-21");
  record_free(&record);
}

/* Labels read as one column, values as another. */
static void test_values_read_apart_from_their_labels_are_found_beside_them(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  draw(&page, 400, 120, "统一社会信用代码 91350100M000100Y43");
  draw(&page, 60, 200, "名称 重庆云岫数据服务有限公司");
  draw(&page, 60, 240, "类型 有限责任公司");
  draw(&page, 220, 276, "重庆市渝中区云岫路8号云岫大厦东翼"); /* read before its label */
  draw(&page, 60, 280, "住所");
  draw(&page, 220, 312, "2幢516室");
  draw(&page, 60, 360, "法定代表人");
  draw(&page, 60, 400, "注册资本");
  draw(&page, 60, 440, "成立日期");
  draw(&page, 220, 358, "沈知夏");
  draw(&page, 220, 398, "伍拾万元");
  draw(&page, 220, 442, "2015年03月13日");
  draw(&page, 60, 500,
       "经营范围 软件开发；技术服务；技术转让；技术咨询；信息系统集成服务；数据处理");
  draw(&page, 220, 530, "和存储支持服务。");
  draw(&page, 700, 640, "登记机关");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "company_type", "有限责任公司");
  assert_value(record, "registered_address", "重庆市渝中区云岫路8号云岫大厦东翼2幢516室");
  assert_value(record, "legal_representative", "沈知夏");
  assert_value(record, "registered_capital", "伍拾万元");
  assert_value(record, "establishment_date", "2015-03-13");
  assert_value(
      record, "business_scope",
      "软件开发；技术服务；技术转让；技术咨询；信息系统集成服务；数据处理和存储支持服务。");
  record_free(&record);
}

static void test_print_beside_the_fields_is_no_part_of_them(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 300, 60, "发明专利证书");
  draw(&page, 60, 200, "发明名称：云纹纸的制法    本发明经过本局依照专利法审查");
  draw(&page, 500, 230, "公告之日起生效。");
  draw(&page, 60, 280, "发明人：沈知夏");
  draw(&page, 60, 320, "专利号：ZL 2019 1 0123456. 5 国际专利主分类号：D21H 27/02");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "invention_name", "云纹纸的制法");
  assert_value(record, "patent_number", "ZL201910123456.5");
  assert_value(record, "ipc_main_class", "D21H27/02");
  record_free(&record);
}

static void test_the_date_behind_the_paper_s_number_is_the_day_of_issue(void **state)
{
  (void)state;
  static const char head[] =
      "计算机软件著作权登记证书\n软件名称：云岫仓储管理系统\n开发完成日期：2019年03月15日\n%s\n";
  static const struct {
    const char *row, *value, *status;
  } cases[] = {
      {"No.04942654 2019年12月05日", "2019-12-05", "ok"},
      {"2019年12月05日", "2019-12-05", "ok"},
      {"No.04942654 2019年12月05日\n2019年12月06日", "2019-12-05", "check"},
      {"打印 2019年12月05日", "-", "missing"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *text = memory_format(head, cases[i].row);
    assert_record(
        text, "software_copyright",
        (const struct expectation[]){{"issue_date", cases[i].value, cases[i].status}, {0}});
  }
}

/* 住所 with Address in small letters below it; what begins with a letter of its own size stays. */
static void test_the_translation_below_a_label_is_no_value(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  draw(&page, 60, 120, "统一社会信用代码 91350100M000100Y43");
  draw(&page, 60, 200, "类    型  有限责任公司");
  page_draw(&page, LINE_TEXT, 60, 222, 9, "Type", 0.99F);
  draw(&page, 60, 260, "住    所  福州市鼓楼区听松路8号云谷科技园");
  page_draw(&page, LINE_TEXT, 60, 282, 9, "Address", 0.99F);
  draw(&page, 260, 286, "B座19层09号");
  draw(&page, 60, 340, "经营范围  软件开发。");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "company_type", "有限责任公司");
  assert_value(record, "registered_address", "福州市鼓楼区听松路8号云谷科技园B座19层09号");
  record_free(&record);
}

static void test_a_value_centred_below_its_label_is_whole(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 300, 60, "质量管理体系认证证书");
  draw(&page, 340, 200, "管理体系符合");
  draw(&page, 130, 240, "GB/T19001-2016/ISO9001:2015");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "standard", "GB/T19001-2016/ISO9001:2015");
  record_free(&record);
}

static void test_a_code_is_told_from_scraps_beside_it(void **state)
{
  (void)state;
  struct record *record = text_record("营业执照\n注册号 3 500107000123457 711\n"
                                      "名称 重庆云岫数据服务有限公司\n");
  assert_value(record, "unified_social_credit_code", "500107000123457");
  record_free(&record);
  record = text_record("营业执照\n注册号 3500107 000123457711\n"); /* no code between blanks */
  assert_string_equal(record_status(record, "unified_social_credit_code"), "check");
  record_free(&record);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_an_upright_business_licence_of_the_older_form),
      cmocka_unit_test(test_a_value_that_begins_above_its_label),
      cmocka_unit_test(test_a_torn_business_licence_still_gives_its_fields),
      cmocka_unit_test(test_a_spread_label_with_a_doubtful_character_is_found),
      cmocka_unit_test(test_a_label_that_lost_its_first_characters_is_found),
      cmocka_unit_test(test_the_date_of_a_software_certificate_stands_below_the_seal),
      cmocka_unit_test(test_values_read_apart_from_their_labels_are_found_beside_them),
      cmocka_unit_test(test_print_beside_the_fields_is_no_part_of_them),
      cmocka_unit_test(test_the_date_behind_the_paper_s_number_is_the_day_of_issue),
      cmocka_unit_test(test_the_translation_below_a_label_is_no_value),
      cmocka_unit_test(test_a_value_centred_below_its_label_is_whole),
      cmocka_unit_test(test_a_code_is_told_from_scraps_beside_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
