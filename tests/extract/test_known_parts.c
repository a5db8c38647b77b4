/* Parts of a value that are known beforehand leave no doubt: places, the words of a number, the
 * units of a date, sentences that nobody fills in. And doubts that are none. */

#include "tests/extract/extract_fixture.h"

enum { SIZE = 20 }; /* pixels a character in the drawn pages */

/* Makes the line's character `text` as unsure as given, its shape clear or not. */
static void doubt(struct read_page *page, size_t line, const char *text, float confidence,
                  bool clear)
{
  struct reading *reading = &page->lines[line].best;
  for (size_t i = 0; i < reading->count; i++)
    if (!strcmp(reading->glyphs[i].text, text)) {
      reading->glyphs[i].confidence = confidence;
      reading->glyphs[i].shape_is_clear = clear;
      return;
    }
  fail_msg("no %s in the line", text);
}

/* A certificate of two rows; the character `unsure` of the second was read with 0.92. */
static void assert_status(const char *title, const char *row, const char *unsure, bool clear,
                          const char *name, const char *value, const char *status)
{
  struct read_page page = {0};
  page_draw(&page, LINE_TEXT, 300, 60, SIZE, title, 0.998F);
  page_draw(&page, LINE_TEXT, 60, 140, SIZE, row, 0.998F);
  if (unsure)
    doubt(&page, 1, unsure, 0.92F, clear);
  struct record *record = page_record(&page, NULL);
  assert_value(record, name, value);
  if (strcmp(record_status(record, name), status))
    fail_msg("%s with %s in doubt is %s", row, unsure ? unsure : "nothing",
             record_status(record, name));
  record_free(&record);
}

static void test_what_is_known_beforehand_leaves_no_doubt(void **state)
{
  (void)state;
  static const char LICENCE[] = "增值电信业务经营许可证";
  static const char ADDRESS[] = "注册住所：浙江省宁波市镇海区云岫路7号";
  static const char ADDRESS_VALUE[] = "浙江省宁波市镇海区云岫路7号";
  assert_status(LICENCE, ADDRESS, "浙", false, "registered_address", ADDRESS_VALUE, "ok");
  assert_status(LICENCE, ADDRESS, "镇", false, "registered_address", ADDRESS_VALUE, "ok");
  assert_status(LICENCE, ADDRESS, "岫", false, "registered_address", ADDRESS_VALUE, "check");
  assert_status(LICENCE, "经营许可证编号：渝B2-20990715", "渝", false, "licence_number",
                "渝B2-20990715", "ok");
  assert_status(LICENCE, "发证日期：2020年05月06日", "日", false, "issue_date", "2020-05-06", "ok");
  assert_status("计算机软件著作权登记证书", "证书号：软著登字第8102114号", "著", false,
                "certificate_number", "软著登字第8102114号", "ok");
}

static void test_an_office_of_places_is_known(void **state)
{
  (void)state;
  static const char TITLE[] = "营业执照统一社会信用代码91350100M000100Y43";
  assert_status(TITLE, "登记机关   宁波市镇海区市场监督管理局", "海", false, "issuing_authority",
                "宁波市镇海区市场监督管理局", "ok");
  assert_status(TITLE, "登记机关   宁波市云岫区市场监督管理局", "岫", false, "issuing_authority",
                "宁波市云岫区市场监督管理局", "check");
}

static void test_a_sentence_that_nobody_fills_in(void **state)
{
  (void)state;
  static const char TITLE[] = "营业执照统一社会信用代码91350100M000100Y43";
  static const char SCOPE[] =
      "云岫软件开发。（依法须经批准的项目，经相关部门批准后方可开展经营活动）";
  assert_status(TITLE,
                "经营范围   云岫软件开发。（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
                "须", false, "business_scope", SCOPE, "ok");
  assert_status(TITLE,
                "经营范围   云岫软件开发。（依法洗经批准的项目；经相关部门批准后方可开展经营活动）",
                NULL, false, "business_scope", SCOPE, "check");
  assert_status(TITLE, "经营范围   云岫软件开发。（依法须经批准的项目除外）", NULL, false,
                "business_scope", "云岫软件开发。（依法须经批准的项目除外）", "ok");
}

/* A character that names seldom have, and that looks like no other. */
static void test_an_unusual_character_of_a_clear_shape_is_no_doubt(void **state)
{
  (void)state;
  static const char TITLE[] = "计算机软件著作权登记证书";
  static const char ROW[] = "软件名称：云岫能耗系统V1.0";
  assert_status(TITLE, ROW, "耗", true, "software_name", "云岫能耗系统V1.0", "ok");
  assert_status(TITLE, ROW, "耗", false, "software_name", "云岫能耗系统V1.0", "check");
  assert_status("增值电信业务经营许可证", "法定代表人：孙想", "想", true, "legal_representative",
                "孙想", "ok");
  assert_status("增值电信业务经营许可证", "公司名称：重庆青禾数据服务有限公司云岫分公司", NULL,
                false, "company_name", "重庆青禾数据服务有限公司云岫分公司", "ok");
}

/* 1496号…6层09号 is no date. */
static void test_an_address_has_no_lost_day(void **state)
{
  (void)state;
  assert_status("增值电信业务经营许可证", "注册住所：浙江省宁波市镇海区云岫路1496号6层09号", NULL,
                false, "registered_address", "浙江省宁波市镇海区云岫路1496号6层09号", "ok");
}

static void test_colons_between_names_are_marks_like_others(void **state)
{
  (void)state;
  assert_status("发明专利证书", "专利权人：沈知夏：尚望舒：王建国", NULL, false, "patentee",
                "沈知夏；尚望舒；王建国", "ok");
  assert_status("发明专利证书", "专利权人：沈知夏；尚望舒：王建国；李明", NULL, false, "patentee",
                "沈知夏；尚望舒；王建国；李明", "check");
}

static void test_a_small_letter_of_a_word_is_no_figure(void **state)
{
  (void)state;
  static const char TITLE[] = "电信与信息服务业务经营许可证";
  assert_status(TITLE, "网址：yunxiul.cn", NULL, false, "website_domain", "yunxiul.cn", "ok");
  assert_status(TITLE, "网址：yunxiu2l.cn", NULL, false, "website_domain", "yunxiu2l.cn", "check");
}

/* No page says 跨地区, and yet the number names no province: its letter may have been lost. */
static void test_a_number_that_the_qr_code_has_too_lost_no_letter(void **state)
{
  (void)state;
  for (int qr = 0; qr <= 1; qr++) {
    struct read_page page = {0};
    page_draw(&page, LINE_TEXT, 300, 60, SIZE, "增值电信业务经营许可证", 0.998F);
    page_draw(&page, LINE_TEXT, 60, 140, SIZE, "经营许可证编号：B2-20990715", 0.998F);
    if (qr)
      read_page_add_qr(&page, "https://example.invalid/xkz?no=B2-20990715");
    struct record *record = page_record(&page, NULL);
    assert_value(record, "licence_number", "B2-20990715");
    assert_string_equal(record_status(record, "licence_number"), qr ? "ok" : "check");
    record_free(&record);
  }
}

static void test_what_a_licence_s_code_holds_too_is_sure(void **state)
{
  (void)state;
  for (int qr = 0; qr <= 1; qr++) {
    struct read_page page = {0};
    page_draw(&page, LINE_TEXT, 300, 60, SIZE, "营业执照", 0.998F);
    page_draw(&page, LINE_TEXT, 60, 100, SIZE, "统一社会信用代码 91350100M000100Y43", 0.998F);
    page_draw(&page, LINE_TEXT, 60, 140, SIZE, "名称   福州云岫科技有限公司", 0.998F);
    page_draw(&page, LINE_TEXT, 60, 180, SIZE, "住所   福州市云岫路7号", 0.998F);
    doubt(&page, 2, "岫", 0.92F, false);
    doubt(&page, 3, "岫", 0.92F, false);
    read_page_add_qr(&page, qr ? "名称：福州云岫科技有限公司，\n住所：福州市云岫路7号，"
                               : "名称：福州云油科技有限公司，\n住所：福州市云油路7号，");
    struct record *record = page_record(&page, NULL);
    assert_string_equal(record_status(record, "company_name"), qr ? "ok" : "check");
    assert_string_equal(record_status(record, "registered_address"), qr ? "ok" : "check");
    record_free(&record);
  }
}

/* Seven years are as many as a misread figure makes. */
static void test_only_usual_terms_speak_for_a_day(void **state)
{
  (void)state;
  for (int years = 5; years <= 7; years += 2) {
    struct read_page page = {0};
    page_draw(&page, LINE_TEXT, 300, 60, SIZE, "增值电信业务经营许可证", 0.998F);
    page_draw(&page, LINE_TEXT, 60, 100, SIZE, "发证日期：2018年01月04日", 0.998F);
    page_draw(&page, LINE_TEXT, 60, 140, SIZE,
              years == 5 ? "有效期至：2023年01月04日" : "有效期至：2025年01月04日", 0.998F);
    doubt(&page, 2, years == 5 ? "3" : "5", 0.9F, false);
    struct record *record = page_record(&page, NULL);
    assert_string_equal(record_status(record, "expiry_date"), years == 5 ? "ok" : "check");
    record_free(&record);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_is_known_beforehand_leaves_no_doubt),
      cmocka_unit_test(test_an_office_of_places_is_known),
      cmocka_unit_test(test_a_sentence_that_nobody_fills_in),
      cmocka_unit_test(test_an_unusual_character_of_a_clear_shape_is_no_doubt),
      cmocka_unit_test(test_an_address_has_no_lost_day),
      cmocka_unit_test(test_colons_between_names_are_marks_like_others),
      cmocka_unit_test(test_a_small_letter_of_a_word_is_no_figure),
      cmocka_unit_test(test_a_number_that_the_qr_code_has_too_lost_no_letter),
      cmocka_unit_test(test_what_a_licence_s_code_holds_too_is_sure),
      cmocka_unit_test(test_only_usual_terms_speak_for_a_day),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
