#include "tests/extract/extract_fixture.h"

enum { SIZE = 20 }; /* pixels a character in the drawn pages */

static void draw(struct read_page *page, int x, int y, const char *text)
{
  page_draw(page, LINE_TEXT, x, y, SIZE, text, 0.99F);
}

/* The heads of a front page; what stands below 300 differs from test to test. */
static void draw_front(struct read_page *page)
{
  draw(page, 300, 100, "增值电信业务经营许可证");
  draw(page, 300, 150, "经营许可证编号：渝B2-20200646");
  draw(page, 100, 200, "特颁发增值电信业务经营许可证。");
  draw(page, 100, 260, "公司名称： 重庆云岫数据服务有限公司");
}

static void test_values_right_of_a_label_of_three_rows_leave_the_label_out(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_front(&page);
  draw(&page, 100, 320, "业务种类  内容分发网络业务");
  draw(&page, 100, 350, "（报务项日八信息服务业务（仅限互联网"); /* （服务项目） misread */
  draw(&page, 100, 380, "及覆盖范围：信息服务）");
  draw(&page, 260, 410, "不含信息即时交互服务。");
  draw(&page, 500, 800, "发证机关（盖章）：");
  struct record *record = page_record(&page, NULL);
  assert_value(
      record, "business",
      "[{\"name\":\"内容分发网络业务\",\"terms\":[],\"coverage\":null},{\"name\":\"信息服务业务（"
      "仅限互联网信息服务）\",\"terms\":[\"不含信息即时交互服务。\"],\"coverage\":null}]");
  record_free(&record);
}

static void test_values_below_a_label_of_three_rows_begin_where_it_begins(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_front(&page);
  draw(&page, 100, 320, "业务种类");
  draw(&page, 100, 350, "（服务项目）");
  draw(&page, 100, 380, "及覆盖范围：");
  draw(&page, 100, 420, "国内呼叫中心业务");
  draw(&page, 100, 450, "信息服务业务（仅限互联网信息服务）");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "business",
               "[{\"name\":\"国内呼叫中心业务\",\"terms\":[],\"coverage\":null},"
               "{\"name\":\"信息服务业务（仅限互联网信息服务）\",\"terms\":[],\"coverage\":null}]");
  record_free(&record);
}

static void test_rows_that_were_read_in_the_wrong_order_are_taken_from_above(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_front(&page);
  draw(&page, 100, 320, "业务种类");
  draw(&page, 100, 350, "（服务项目）");
  draw(&page, 100, 380, "及覆盖范围：");
  draw(&page, 300, 380, "内容分发网络业务");
  draw(&page, 300, 330, "国内呼叫中心业务");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "business",
               "[{\"name\":\"国内呼叫中心业务\",\"terms\":[],\"coverage\":null},"
               "{\"name\":\"内容分发网络业务\",\"terms\":[],\"coverage\":null}]");
  record_free(&record);
}

static void test_a_value_that_goes_on_under_its_label_is_taken_whole(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_front(&page);
  draw(&page, 100, 320, "业务种类：第二类增值电信业务中的信息服务业务");
  draw(&page, 100, 350, "（不含互联网信息服务）");
  draw(&page, 100, 380, "业务覆盖范围：全国");
  draw(&page, 100, 410, "（服务项目）");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "business",
               "[{\"name\":\"第二类增值电信业务中的信息服务业务（不含互联网信息服务）\","
               "\"terms\":[],\"coverage\":\"全国\"}]");
  assert_value(record, "coverage", "全国");
  record_free(&record);
}

static void test_a_value_ends_where_a_wide_blank_begins(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_front(&page);
  draw(&page, 100, 320, "业务种类：国内呼叫中心业务");
  draw(&page, 100, 700, "人囚口业务"); /* ornament far below */
  struct record *record = page_record(&page, NULL);
  assert_value(record, "business",
               "[{\"name\":\"国内呼叫中心业务\",\"terms\":[],\"coverage\":null}]");
  record_free(&record);
}

static void test_two_columns_keep_to_themselves(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 400, 100, "营业执照");
  draw(&page, 100, 150, "统一社会信用代码");
  draw(&page, 100, 180, "91350100M000100Y43");
  draw(&page, 100, 260, "名    称 云岫数据服务有限公司    注册资本 贰仟万元整");
  draw(&page, 100, 300, "类    型 有限责任公司       成立日期 2015年03月13日");
  draw(&page, 100, 340, "法定代表人 沈知夏         住    所 重庆市渝中区云岫路8");
  draw(&page, 820, 370, "号2幢516室");
  draw(&page, 100, 370, "经营范围 软件开发；技术服务；");
  draw(&page, 280, 400, "图文设计。");
  draw(&page, 620, 600, "登记机关");
  draw(&page, 640, 640, "2021年04月20日");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "company_name", "云岫数据服务有限公司");
  assert_value(record, "registered_capital", "贰仟万元整");
  assert_value(record, "company_type", "有限责任公司");
  assert_value(record, "establishment_date", "2015-03-13");
  assert_value(record, "legal_representative", "沈知夏");
  assert_value(record, "registered_address", "重庆市渝中区云岫路8号2幢516室");
  assert_value(record, "business_scope", "软件开发；技术服务；图文设计。");
  assert_value(record, "issue_date", "2021-04-20");
  record_free(&record);
}

static void test_a_row_far_beside_a_value_is_no_part_of_it(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 300, 100, "作品登记证书");
  draw(&page, 100, 200, "登记号：国作登字-2021-F-10020030");
  draw(&page, 100, 260, "作品名称：云上茶山");
  draw(&page, 100, 320, "著作权人：云岫文化传媒有限公司");
  draw(&page, 800, 324, "了漆"); /* what is left of a frame */
  draw(&page, 800, 348, "了必");
  draw(&page, 100, 380, "登记日期：2021年04月20日");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "copyright_owner", "云岫文化传媒有限公司");
  record_free(&record);
}

/* A note below names a person in its text, by a word that is a label elsewhere on the page. */
static void test_a_word_of_a_sentence_is_no_column(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 400, 100, "营业执照");
  draw(&page, 100, 150, "统一社会信用代码");
  draw(&page, 100, 180, "91350100M000100Y43");
  draw(&page, 100, 260, "经营范围 软件开发；技术服务；图文设计；");
  draw(&page, 200, 290, "会议及展览服务；专业设计服务。");
  draw(&page, 620, 600, "登记机关");
  draw(&page, 100, 800, "1、本营业执照由沈知夏（法定代表人：）留存（打印）");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "business_scope",
               "软件开发；技术服务；图文设计；会议及展览服务；专业设计服务。");
  record_free(&record);
}

/* Turns every box as a scan does that lies on its side, and says how the page must be turned back.
 */
static void page_lay_on_its_side(struct read_page *page)
{
  enum { HEIGHT = 1400 };
  for (size_t i = 0; i < page->line_count; i++)
    for (size_t k = 0; k < page->lines[i].best.count; k++) {
      struct box *box = &page->lines[i].best.glyphs[k].box;
      *box = (struct box){HEIGHT - box->y - box->h, box->x, box->h, box->w};
    }
  const double back[9] = {0, 1, 0, -1, 0, HEIGHT, 0, 0, 1}; /* (x, y) -> (y, HEIGHT - x) */
  memcpy(page->clean_from_source, back, sizeof back);
  page->rotation = 270;
}

static void test_reads_a_page_that_was_scanned_sideways_and_marks_the_source(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_front(&page);
  draw(&page, 100, 320, "业务种类  内容分发网络业务");
  draw(&page, 100, 350, "（服务项目）");
  draw(&page, 100, 380, "及覆盖范围：国内呼叫中心业务");
  page_lay_on_its_side(&page);
  struct record *record = page_record(&page, NULL);
  assert_value(record, "business",
               "[{\"name\":\"内容分发网络业务\",\"terms\":[],\"coverage\":null},"
               "{\"name\":\"国内呼叫中心业务\",\"terms\":[],\"coverage\":null}]");
  struct box box = record_find_field(record, "company_name")->box;
  assert_int_equal(box.x, 1400 - 260 - SIZE);
  assert_int_equal(box.y, 100 + 6 * SIZE); /* behind 公司名称： and the blank */
  assert_int_equal(box.w, SIZE);
  assert_int_equal(box.h, 12 * SIZE);
  record_free(&record);
}

static void test_the_place_of_a_value_holds_its_characters_and_no_more(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_front(&page);
  struct record *record = page_record(&page, NULL);
  struct box box = record_find_field(record, "licence_number")->box;
  assert_int_equal(box.x, 300 + 8 * SIZE);
  assert_int_equal(box.w, 12 * SIZE);
  assert_int_equal(box.y, 150);
  assert_int_equal(box.h, SIZE);
  record_free(&record);
}

/* ---- doubt ---- */

static void test_a_doubtful_character_makes_the_field_check(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_front(&page);
  page_draw(&page, LINE_TEXT, 100, 320, SIZE, "法定代表人：沈知夏", 0.5F);
  struct record *record = page_record(&page, NULL);
  assert_value(record, "legal_representative", "沈知夏");
  assert_string_equal(record_status(record, "legal_representative"), "check");
  assert_string_equal(record_status(record, "company_name"), "ok");
  record_free(&record);
}

/* ---- seals ---- */

static void test_takes_the_authority_from_its_seal(void **state)
{
  (void)state;
  static const struct {
    const char *seal, *value, *status;
  } cases[] = {
      {"重庆市通信管理局", "重庆市通信管理局", "ok"},
      {"★重庆市通信管理局电信业务审批专用章", "重庆市通信管理局", "ok"},
      {"重庆市通信菅理局", "重庆市通信管理局", "ok"}, /* the number says so too */
      {"庆市通信管局", "重庆市通信管理局", "ok"},
      {"庆市佶理局", "重庆市通信管理局", "check"},
      {"四川省通信管理局", "四川省通信管理局", "check"}, /* not the number's province */
      {"人囚口田由甲申", "-", "missing"},
      {"通信管理局", "-", "missing"}, /* of which province it does not show */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page page = {0};
    draw_front(&page);
    page_draw(&page, LINE_SEAL, 600, 900, SIZE, cases[i].seal, 0.97F);
    struct record *record = page_record(&page, NULL);
    assert_value(record, "issuing_authority", cases[i].value);
    if (strcmp(record_status(record, "issuing_authority"), cases[i].status))
      fail_msg("'%s' is %s", cases[i].seal, record_status(record, "issuing_authority"));
    record_free(&record);
  }
}

/* ---- QR codes ---- */

static struct record *qr_record(const char *qr)
{
  struct read_page page = {0};
  draw_front(&page);
  read_page_add_qr(&page, qr);
  return page_record(&page, NULL);
}

static void test_a_qr_code_that_agrees_confirms_the_number(void **state)
{
  (void)state;
  struct record *record = qr_record("https://example.invalid/?xkz=渝B2-20200646");
  assert_int_equal(record_check(record, "licence_number", "qr_agrees"), 1);
  assert_string_equal(record_status(record, "licence_number"), "ok");
  record_free(&record);
}

static void test_a_qr_code_that_disagrees_is_shown_and_never_written(void **state)
{
  (void)state;
  struct record *record = qr_record("https://example.invalid/?xkz=渝B2-20200648");
  const struct field *field = record_find_field(record, "licence_number");
  assert_value(record, "licence_number", "渝B2-20200646");
  assert_string_equal(record_status(record, "licence_number"), "check");
  assert_int_equal(record_check(record, "licence_number", "qr_agrees"), 0);
  const char *detail = "";
  for (size_t i = 0; i < field->check_count; i++)
    if (!strcmp(field->checks[i].name, "qr_agrees"))
      detail = field->checks[i].detail;
  assert_non_null(strstr(detail, "渝B2-20200646"));
  assert_non_null(strstr(detail, "渝B2-20200648"));
  record_free(&record);
}

static void test_a_qr_code_speaks_for_a_number_that_was_badly_read(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 300, 100, "增值电信业务经营许可证");
  draw(&page, 300, 150, "经营许可证编号：柒B2-20200646"); /* 渝 misread */
  read_page_add_qr(&page, "https://example.invalid/?xkz=渝B2-20200646");
  struct record *record = page_record(&page, NULL);
  const struct field *field = record_find_field(record, "licence_number");
  assert_value(record, "licence_number", "渝B2-20200646");
  assert_string_equal(field->raw, "柒B2-20200646");
  assert_int_equal(field->source, FIELD_FROM_QR);
  assert_string_equal(record_status(record, "licence_number"), "check");
  assert_int_equal(record_check(record, "licence_number", "qr_agrees"), 0);
  record_free(&record);
}

static void test_a_number_that_only_the_qr_code_has_is_marked_so(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 300, 100, "增值电信业务经营许可证");
  draw(&page, 100, 260, "公司名称： 重庆云岫数据服务有限公司");
  read_page_add_qr(&page, "渝B2-20200646");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "licence_number", "渝B2-20200646");
  assert_int_equal(record_find_field(record, "licence_number")->source, FIELD_FROM_QR);
  assert_string_equal(record_status(record, "licence_number"), "check");
  record_free(&record);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values_right_of_a_label_of_three_rows_leave_the_label_out),
      cmocka_unit_test(test_values_below_a_label_of_three_rows_begin_where_it_begins),
      cmocka_unit_test(test_rows_that_were_read_in_the_wrong_order_are_taken_from_above),
      cmocka_unit_test(test_a_value_that_goes_on_under_its_label_is_taken_whole),
      cmocka_unit_test(test_a_value_ends_where_a_wide_blank_begins),
      cmocka_unit_test(test_two_columns_keep_to_themselves),
      cmocka_unit_test(test_a_row_far_beside_a_value_is_no_part_of_it),
      cmocka_unit_test(test_a_word_of_a_sentence_is_no_column),
      cmocka_unit_test(test_reads_a_page_that_was_scanned_sideways_and_marks_the_source),
      cmocka_unit_test(test_the_place_of_a_value_holds_its_characters_and_no_more),
      cmocka_unit_test(test_a_doubtful_character_makes_the_field_check),
      cmocka_unit_test(test_takes_the_authority_from_its_seal),
      cmocka_unit_test(test_a_qr_code_that_agrees_confirms_the_number),
      cmocka_unit_test(test_a_qr_code_that_disagrees_is_shown_and_never_written),
      cmocka_unit_test(test_a_qr_code_speaks_for_a_number_that_was_badly_read),
      cmocka_unit_test(test_a_number_that_only_the_qr_code_has_is_marked_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
