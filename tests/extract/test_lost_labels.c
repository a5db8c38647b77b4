/* What the page shows of a field whose label was misread or lost. Everything here is invented. */

#include "tests/extract/extract_fixture.h"

enum { SIZE = 20, LEFT = 100, VALUES = 300, TOP = 100, PITCH = 60 };

/* One row of a licence in two columns; NULL ends a table. */
struct licence_row {
  const char *label, *value;
};

static void row_draw(struct read_page *page, int index, const struct licence_row *row)
{
  int y = TOP + index * PITCH;
  struct read_line *line =
      read_page_add_line(page, LINE_TEXT, (struct box){LEFT, y, VALUES - LEFT, SIZE});
  const char *const parts[] = {row->label, row->value};
  for (int part = 0; part < 2; part++) {
    int x = part ? VALUES : LEFT;
    unsigned codepoint;
    const char *text = parts[part];
    for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step, x += SIZE) {
      char bytes[5];
      utf8_encode(codepoint, bytes);
      if (!codepoint_is_space(codepoint))
        reading_add(&line->best, bytes, 0.999F, (struct box){x, y, SIZE, SIZE});
    }
  }
}

static struct record *licence_record(const struct licence_row *rows)
{
  struct read_page page = {0};
  page_draw(&page, LINE_TEXT, 400, 20, SIZE * 2, "营业执照", 0.999F);
  for (int i = 0; rows[i].label; i++)
    row_draw(&page, i, &rows[i]);
  return page_record(&page, NULL);
}

/* The sentence of the field's failed check of that name, or "". */
static const char *record_reason(const struct record *record, const char *name, const char *check)
{
  const struct field *field = record_find_field(record, name);
  for (size_t i = 0; field && i < field->check_count; i++)
    if (!field->checks[i].ok && !strcmp(field->checks[i].name, check))
      return field->checks[i].detail;
  return "";
}

static void assert_field(const struct record *record, const char *name, const char *value,
                         const char *status, const char *check, const char *reason)
{
  assert_value(record, name, value);
  if (strcmp(record_status(record, name), status) != 0)
    fail_msg("%s is %s, not %s", name, record_status(record, name), status);
  if (check)
    assert_string_equal(record_reason(record, name, check), reason);
}

/* Takes the record's field of a licence in which that row was read otherwise. */
static struct record *record_with_row(int at, const char *label, const char *value)
{
  struct licence_row rows[] = {
      {"名称", "重庆云岫数据服务有限公司"},
      {"类型", "有限责任公司"},
      {"住所", "重庆市渝北区春晖路18号6幢203室"},
      {"法定代表人", "沈知夏"},
      {"注册资本", "壹佰万元整"},
      {"成立日期", "2015年07月23日"},
      {"经营范围", "数据处理服务；软件开发。"},
      {"登记机关", ""},
      {NULL, NULL},
  };
  rows[at] = (struct licence_row){label, value};
  return licence_record(rows);
}

static void test_a_value_behind_a_label_read_in_part_is_to_check(void **state)
{
  (void)state;
  static const struct {
    int row;
    const char *label, *value, *field, *expected;
  } cases[] = {
      {0, "名人称", "重庆云岫数据服务有限公司", "company_name", "重庆云岫数据服务有限公司"},
      {1, "类从型", "有限责任公司", "company_type", "有限责任公司"},
      {2, "佳所", "重庆市渝北区春晖路18号6幢203室", "registered_address",
       "重庆市渝北区春晖路18号6幢203室"},
      {3, "汪定代从人", "沈知夏", "legal_representative", "沈知夏"},
      {3, "代表人", "沈知夏", "legal_representative", "沈知夏"},
      {4, "革册资下", "壹佰万元整", "registered_capital", "壹佰万元整"},
      {5, "成立侨从", "2015年07月23日", "establishment_date", "2015-07-23"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct record *record = record_with_row(cases[i].row, cases[i].label, cases[i].value);
    assert_field(record, cases[i].field, cases[i].expected, "check", "label",
                 "only a part of its label was read");
    record_free(&record);
  }
}

/* What is left of a label must not become a part of the value above it. */
static void test_a_row_that_begins_nearly_as_a_label_ends_the_value_above(void **state)
{
  (void)state;
  struct record *record = record_with_row(3, "汪定代从人", "沈知夏");
  assert_value(record, "registered_address", "重庆市渝北区春晖路18号6幢203室");
  record_free(&record);
}

static void test_a_label_read_in_part_without_a_value_is_no_missing_field(void **state)
{
  (void)state;
  struct record *record = record_with_row(3, "法定从表人", "");
  assert_field(record, "legal_representative", "-", "check", "value_read",
               "its label was read, but no value"); /* one character misread: a label */
  record_free(&record);
  record = record_with_row(5, "成立侨从", "二三从");
  assert_field(record, "establishment_date", "-", "check", "value_read",
               "a row begins nearly as the label '成立日期' does: 成立侨从二三从");
  record_free(&record);
  record = record_with_row(7, "下登记从关", "");
  assert_field(record, "issuing_authority", "-", "check", "value_read",
               "a row begins nearly as the label '登记机关' does: 登记从关");
  record_free(&record);
}

static void test_a_field_that_the_page_does_not_show_stays_missing(void **state)
{
  (void)state;
  struct record *record = record_with_row(4, "注册资本", "壹佰万元整");
  assert_field(record, "paid_in_capital", "-", "missing", NULL, NULL);
  assert_field(record, "business_term", "-", "missing", NULL, NULL);
  record_free(&record);
  record = record_with_row(0, "岩号", "重庆市"); /* half of 字号, and no name beside it */
  assert_field(record, "company_name", "-", "missing", NULL, NULL);
  record_free(&record);
}

/* 日期 may be left of 成立日期 or of 核准日期, until the one is read. */
static void test_the_rest_of_a_label_is_that_of_the_field_that_has_none_yet(void **state)
{
  (void)state;
  static const char front[] = "增值电信业务经营许可证\n经营许可证编号：渝B2-20200646\n"
                              "公司名称：重庆云岫数据服务有限公司\n法定代表人：沈知夏\n%s"
                              "发证机关：重庆市通信管理局\n日期：2020年05月06日\n";
  autofree char *text = memory_format(front, "有效期至：2025年05月06日\n");
  struct record *record = text_record(text);
  assert_field(record, "issue_date", "2020-05-06", "check", "label",
               "only a part of its label was read");
  record_free(&record);
}

static void test_the_rest_of_a_label_of_two_fields_tells_neither(void **state)
{
  (void)state;
  static const struct licence_row rows[] = {
      {"名称", "重庆云岫数据服务有限公司"},
      {"类型", "有限责任公司"},
      {"法定代表人", "沈知夏"},
      {"注册资本", "壹佰万元整"},
      {"经营范围", "数据处理服务；软件开发。"},
      {"日期", "2015年07月23日"},
      {NULL, NULL},
  };
  struct record *record = licence_record(rows);
  assert_string_equal(record->type, "business_licence");
  assert_value(record, "establishment_date", "-");
  assert_value(record, "issue_date", "-");
  record_free(&record);
}

/* Specks in front take nothing from a name of the catalogue; of another name nobody knows. */
static void test_a_known_business_behind_a_misread_label_is_one_of_the_record(void **state)
{
  (void)state;
  static const struct {
    const char *business, *status;
    bool taken;
  } cases[] = {{"从下。第二类增值电信业务中的国内呼叫中心业务", "check", true},
               {"从下。第二类增值电信业务中的国从呼叫中心业务", "check", false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *text =
        memory_format("增值电信业务经营许可证\n经营许可证编号：渝B2-20200646\n"
                      "公司名称：重庆云岫数据服务有限公司\n法定代表人：沈知夏\n业（生：和类：%s\n"
                      "业务覆盖范围：全国\n发证日期：2020年05月06日\n",
                      cases[i].business);
    struct record *record = text_record(text);
    const struct field *field = record_find_field(record, "business");
    assert_int_equal(json_array_size(field->value), cases[i].taken);
    assert_string_equal(field_status_name(field->status), cases[i].status);
    record_free(&record);
  }
}

/* The colon was read as a figure, as the other labels' colons tell. */
static void test_a_misread_colon_is_no_part_of_the_name(void **state)
{
  (void)state;
  struct record *record = text_record(
      "增值电信业务经营许可证\n经营许可证编号：渝B2-20200646\n公司名利8重庆云岫数据服务有限公司\n"
      "法定代表人：沈知夏\n业务种类：国内呼叫中心业务\n业务覆盖范围：全国\n发证日期：2020年05月06日"
      "\n");
  assert_field(record, "company_name", "重庆云岫数据服务有限公司", "check", "label",
               "only a part of its label was read");
  record_free(&record);
}

/* ---- the holder ---- */

static void test_an_organisation_alone_among_the_values_is_the_holder(void **state)
{
  (void)state;
  static const char *const heads[] = {"       从", ""};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    struct record *record = record_with_row(0, heads[i], "重庆云岫数据服务有限公司");
    assert_field(record, "company_name", "重庆云岫数据服务有限公司", "check", "label",
                 "told by its place; its label could not be read");
    record_free(&record);
  }
}

/* Further down it may be the end of the value above, and in running text anybody's. */
static void test_a_company_elsewhere_is_not_the_holder_yet_shows_that_there_is_one(void **state)
{
  (void)state;
  struct record *record = record_with_row(0, "", "数据处理服务");
  assert_field(record, "company_name", "-", "missing", NULL, NULL);
  record_free(&record);
  static const struct licence_row rows[] = {
      {"类型", "有限责任公司"},
      {"法定代表人", "沈知夏"},
      {"注册资本", "壹佰万元整"},
      {"", "本页由重庆云岫数据服务有限公司"},
      {"成立日期", "2015年07月23日"},
      {"登记机关", ""},
      {NULL, NULL},
  };
  record = licence_record(rows);
  assert_field(record, "company_name", "-", "check", "value_read",
               "it may be what was read as: 本页由重庆云岫数据服务有限公司");
  record_free(&record);
}

static void test_of_two_organisations_alone_neither_is_taken(void **state)
{
  (void)state;
  static const struct licence_row rows[] = {
      {"", "重庆云岫数据服务有限公司"},
      {"", "重庆松溪软件有限公司"},
      {"类型", "有限责任公司"},
      {"法定代表人", "沈知夏"},
      {"注册资本", "壹佰万元整"},
      {"成立日期", "2015年07月23日"},
      {"登记机关", ""},
      {NULL, NULL},
  };
  struct record *record = licence_record(rows);
  assert_value(record, "company_name", "-");
  record_free(&record);
}

/* ---- days read in part ---- */

static void day_check(const char *founded, const char *issued, const char *expected)
{
  const struct licence_row rows[] = {
      {"名称", "重庆云岫数据服务有限公司"},
      {"类型", "有限责任公司"},
      {"法定代表人", "沈知夏"},
      {"注册资本", "壹佰万元整"},
      {"成立日期", founded},
      {"营业期限", "2015年07月23日至2035年07月22日"},
      {"登记机关", ""},
      {"", issued},
      {NULL, NULL},
  };
  struct record *record = licence_record(rows);
  assert_field(record, "issue_date", expected, "check", NULL, NULL);
  if (*expected != '-')
    assert_int_equal(record_check(record, "issue_date", "date_pieces"), 0);
  record_free(&record);
}

static void test_a_day_read_in_part_is_the_only_one_that_agrees(void **state)
{
  (void)state;
  day_check("2015年07月23日", "2015叉年07月2当日", "2015-07-23");
  day_check("2015年07月23日", "2015叉年08月2当日", "-"); /* another month was read */
  day_check("2015年07月28日", "2015叉年07月2当日", "-"); /* two days agree */
  day_check("2015年07月23日", "2015叉年从月当日", "-");  /* too little was read */
}

static void test_a_day_read_in_part_at_the_foot_is_no_missing_day(void **state)
{
  (void)state;
  struct record *record = text_record(
      "发明专利证书\n发明名称：一种松木货架\n发明人：沈知夏\n专利号：ZL 2012 1 0054321.8\n"
      "专利申请日：2012年01月05日\n专利权人：沈知夏\n授权公告日：2014年03月26日\n28Q4年03月36日\n");
  assert_field(record, "issue_date", "-", "check", "value_read",
               "it may be what was read as: 28Q4年03月36日");
  record_free(&record);
}

static void test_a_number_with_a_misread_word_is_no_missing_number(void **state)
{
  (void)state;
  struct record *record = text_record(
      "广播电视节目制作经营许可证\n（局）字第81234号\n单位名称：重庆云岫文化传媒有限公司\n"
      "经营方式：制作、发行\n法定代表人：沈知夏\n");
  assert_field(record, "licence_number", "-", "check", "value_read",
               "it may be what was read as: （局）字第81234号");
  record_free(&record);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_value_behind_a_label_read_in_part_is_to_check),
      cmocka_unit_test(test_a_row_that_begins_nearly_as_a_label_ends_the_value_above),
      cmocka_unit_test(test_a_label_read_in_part_without_a_value_is_no_missing_field),
      cmocka_unit_test(test_a_field_that_the_page_does_not_show_stays_missing),
      cmocka_unit_test(test_the_rest_of_a_label_is_that_of_the_field_that_has_none_yet),
      cmocka_unit_test(test_the_rest_of_a_label_of_two_fields_tells_neither),
      cmocka_unit_test(test_a_known_business_behind_a_misread_label_is_one_of_the_record),
      cmocka_unit_test(test_a_misread_colon_is_no_part_of_the_name),
      cmocka_unit_test(test_an_organisation_alone_among_the_values_is_the_holder),
      cmocka_unit_test(test_a_company_elsewhere_is_not_the_holder_yet_shows_that_there_is_one),
      cmocka_unit_test(test_of_two_organisations_alone_neither_is_taken),
      cmocka_unit_test(test_a_day_read_in_part_is_the_only_one_that_agrees),
      cmocka_unit_test(test_a_day_read_in_part_at_the_foot_is_no_missing_day),
      cmocka_unit_test(test_a_number_with_a_misread_word_is_no_missing_number),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
