/* When a value may be called sure, and when a QR code may speak for a print. */

#include "tests/extract/extract_fixture.h"

enum { SIZE = 20 }; /* pixels a character in the drawn pages */

/* A value below this is never `ok`: what docs/accuracy.md promises. */
static const float PROMISED = 0.98F;

/* A front page that was read with one confidence throughout. */
static struct record *front_record_of_size(float confidence, int size)
{
  static const char *const lines[] = {
      "增值电信业务经营许可证",
      "经营许可证编号：渝B2-20200646",
      "特颁发增值电信业务经营许可证。",
      "公司名称：重庆云岫数据服务有限公司",
      "法定代表人：沈知夏",
      "业务种类：国内呼叫中心业务",
      "业务覆盖范围：全国",
      "发证机关：重庆市通信管理局",
      "发证日期：2020年05月06日",
      "有效期至：2025年05月06日",
  };
  struct read_page page = {0};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    page_draw(&page, LINE_TEXT, 100, 100 + (int)i * 50, size, lines[i], confidence);
  struct record *record = page_record(&page, NULL);
  return record;
}

static struct record *front_record(float confidence)
{
  return front_record_of_size(confidence, SIZE);
}

static bool checks_pass(const struct field *field)
{
  for (size_t i = 0; i < field->check_count; i++)
    if (!field->checks[i].ok && strcmp(field->checks[i].name, "sure_reading") != 0)
      return false;
  return true;
}

static bool has_failed_check(const struct field *field)
{
  bool failed = false;
  for (size_t i = 0; i < field->check_count; i++)
    failed |= !field->checks[i].ok;
  return failed;
}

static void test_no_value_less_sure_than_promised_is_ok(void **state)
{
  (void)state;
  size_t sure = 0, nearly = 0, doubtful = 0; /* fields whose checks pass */
  for (int percent = 160; percent <= 200; percent++) {
    struct record *record = front_record((float)percent / 200);
    for (size_t i = 0; i < record->field_count; i++) {
      const struct field *field = &record->fields[i];
      if (json_is_null(field->value))
        continue;
      bool ok = checks_pass(field) && field->confidence >= PROMISED;
      if ((field->status == FIELD_OK) != ok)
        fail_msg("%s, with a confidence of %.4f, is %s", field->name, (double)field->confidence,
                 field_status_name(field->status));
      if (field->status == FIELD_CHECK && !has_failed_check(field))
        fail_msg("%s does not say why it is to be checked", field->name);
      if (checks_pass(field)) {
        sure += field->confidence >= PROMISED;
        nearly += field->confidence < PROMISED && field->confidence > 0.9F;
        doubtful += field->confidence < 0.9F;
      }
    }
    record_free(&record);
  }
  assert_true(sure > 10 && nearly > 10 && doubtful > 10); /* or the above says nothing */
}

static void test_only_a_doubtful_print_near_the_qr_code_s_number_gives_way_to_it(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    float confidence; /* of the print's number 渝B2-20200646 */
    const char *qr, *value;
    enum field_source source;
  } cases[] = {
      {"one character differs, print sure", 0.99F, "渝B2-20200648", "渝B2-20200646",
       FIELD_FROM_PRINT},
      {"one character differs", 0.5F, "渝B2-20200648", "渝B2-20200648", FIELD_FROM_QR},
      {"three characters differ", 0.5F, "渝B2-20200973", "渝B2-20200973", FIELD_FROM_QR},
      {"four characters differ", 0.5F, "渝B2-20201973", "渝B2-20200646", FIELD_FROM_PRINT},
      {"another licence", 0.5F, "京B2-20171973", "渝B2-20200646", FIELD_FROM_PRINT},
      {"the same number", 0.5F, "渝B2-20200646", "渝B2-20200646", FIELD_FROM_PRINT},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page page = {0};
    page_draw(&page, LINE_TEXT, 300, 100, SIZE, "增值电信业务经营许可证", 0.99F);
    page_draw(&page, LINE_TEXT, 300, 150, SIZE, "经营许可证编号：渝B2-20200646",
              cases[i].confidence);
    autofree char *qr = memory_format("https://example.invalid/?xkz=%s", cases[i].qr);
    read_page_add_qr(&page, qr);
    struct record *record = page_record(&page, NULL);
    const struct field *field = record_find_field(record, "licence_number");
    bool agrees = !strcmp(cases[i].qr, "渝B2-20200646");
    if (strcmp(json_string_value(field->value), cases[i].value) || field->source != cases[i].source)
      fail_msg("%s: the number is %s from %s", cases[i].name, json_string_value(field->value),
               field_source_name(field->source));
    assert_int_equal(record_check(record, "licence_number", "qr_agrees"), agrees);
    if (!agrees)
      assert_int_equal(field->status, FIELD_CHECK);
    record_free(&record);
  }
}

/* What is read well and yet is not what the paper says: each text beside one that is whole. */
static void test_a_value_that_lost_a_piece_or_took_one_is_never_ok(void **state)
{
  (void)state;
  static const char business[] = "营业执照\n统一社会信用代码 91350100M000100Y43\n";
  static const char telecom[] = "增值电信业务经营许可证\n特颁发\n经营许可证编号：渝B2-20200646\n";
  static const char patent[] =
      "发明专利证书\n专利申请日：2019年3月4日\n授权公告日：2020年1月2日\n专利权人：";
  static const struct {
    const char *head, *rows, *field, *value, *status;
  } cases[] = {
      {business, "营业期限 2017年11月15日至长期", "business_term", "2017年11月15日至长期", "ok"},
      {business, "营业期限 27年1月15 至 长期", "business_term", "长期", "check"},
      {business, "营业期限 2017年11月15日至", "business_term", "2017年11月15日", "check"},
      {business, "名称 海岱（常州）科技有限公司", "company_name", "海岱（常州）科技有限公司", "ok"},
      {business, "名称 海岱科技（集团有限公司", "company_name", "海岱科技（集团有限公司", "check"},
      {business, "名称 海岱科技集团）有限公司", "company_name", "海岱科技集团）有限公司", "check"},
      {business, "类型 有限责任公司（自然人独资）", "company_type", "有限责任公司（自然人独资）",
       "ok"},
      {business, "类型 有限责任公司（自然人独资】", "company_type", "有限责任公司（自然人独资】",
       "check"},
      {business, "类型 有限责任公司 注册", "company_type", "有限责任公司注册", "check"},
      {business, "类型 个人经营", "company_type", "个人经营", "ok"},
      {business, "注册资本 叁佰万元整二", "registered_capital", "叁佰万元整", "check"},
      {business, "注册资本 伍拾万7", "registered_capital", "伍拾万7", "check"},
      {business, "注册资本 伍拾万元（人民币", "registered_capital", "伍拾万元（人民币", "check"},
      {business, "成立日期 2015年3月7日\n登记机关\n2015年3月9日", "issue_date", "2015-03-09", "ok"},
      {business, "成立日期 2015年3月7日\n登记机关\n2013年3月9日", "issue_date", "2013-03-09",
       "check"},
      {telecom, "有效期至：2025年05月06日\n第二页 2020年1月1日", "expiry_date", "2025-05-06", "ok"},
      {telecom, "有效期至：2025年05月06日\n打印 2025/5/6", "expiry_date", "2025-05-06", "check"},
      {telecom, "有效期至：年月日\n2016/10/24", "expiry_date", "2016-10-24", "check"},
      {patent, "沈知夏；戚景行；桓若谷", "patentee", "沈知夏；戚景行；桓若谷", "ok"},
      {patent, "沈知夏、戚景行、桓若谷", "patentee", "沈知夏；戚景行；桓若谷", "ok"},
      {patent, "沈知夏；戚景行：桓若谷", "patentee", "沈知夏；戚景行；桓若谷", "check"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *text = memory_format("%s%s%s", cases[i].head, cases[i].rows, "\n");
    struct record *record = text_record(text);
    assert_value(record, cases[i].field, cases[i].value);
    if (strcmp(record_status(record, cases[i].field), cases[i].status))
      fail_msg("%s: %s is %s, not %s", cases[i].rows, cases[i].field,
               record_status(record, cases[i].field), cases[i].status);
    record_free(&record);
  }
}

static void
test_the_end_of_a_term_is_no_more_than_its_beginning_where_one_day_was_lost(void **state)
{
  (void)state;
  static const char form[] = "危险化学品经营许可证\n许可范围：易燃液体\n有效期限：%s\n";
  static const struct {
    const char *term, *until, *status;
  } cases[] = {
      {"2020年09月09日至2023年09月08日", "2023-09-08", "ok"},
      {"2020年09月09日至20年09月08日", "2020-09-09", "check"},
      {"20年09月09日至2023年09月08日", "2023-09-08", "ok"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *text = memory_format(form, cases[i].term);
    assert_record(
        text, "hazardous_chemicals",
        (const struct expectation[]){{"valid_until", cases[i].until, cases[i].status}, {0}});
  }
}

static void test_a_digit_that_left_its_room_is_missed(void **state)
{
  (void)state;
  static const struct {
    const char *printed, *status;
  } cases[] = {
      {"2017 年 11 月 15 日", "ok"},
      {"2017 年  1 月 15 日", "check"},
      {"2017 年 1 月 15 日", "ok"},
      {"2017 年 11 月 5  日", "check"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page page = {0};
    autofree char *row = memory_format("成立日期  %s", cases[i].printed);
    page_draw(&page, LINE_TEXT, 300, 100, SIZE, "营业执照", 0.99F);
    page_draw(&page, LINE_TEXT, 300, 150, SIZE, "统一社会信用代码 91350100M000100Y43", 0.99F);
    page_draw(&page, LINE_TEXT, 100, 250, SIZE, row, 0.99F);
    struct record *record = page_record(&page, NULL);
    assert_string_equal(record_status(record, "establishment_date"), cases[i].status);
    record_free(&record);
  }
}

static void
test_a_digit_that_left_its_room_is_not_missed_where_another_date_confirms_it(void **state)
{
  (void)state;
  struct read_page page = {0};
  page_draw(&page, LINE_TEXT, 300, 100, SIZE, "增值电信业务经营许可证", 0.99F);
  page_draw(&page, LINE_TEXT, 300, 150, SIZE, "经营许可证编号：渝B2-20200646", 0.99F);
  page_draw(&page, LINE_TEXT, 100, 250, SIZE, "发证日期：2020 年 05 月 06 日", 0.99F);
  page_draw(&page, LINE_TEXT, 100, 300, SIZE, "有效期至：2025 年  5 月 06 日", 0.99F);
  struct record *record = page_record(&page, NULL);
  assert_value(record, "expiry_date", "2025-05-06");
  assert_string_equal(record_status(record, "expiry_date"), "ok");
  record_free(&record);
}

static void test_a_scope_of_rows_taken_from_elsewhere_is_never_ok(void **state)
{
  (void)state;
  static const struct {
    const char *rows[3], *status;
  } cases[] = {
      {{"软件开发；技术服务；技术转让；技术咨询", "；信息系统集成服务；数据处理和存储支持",
        "服务。"},
       "ok"},
      {{"软件开发。", "技术服务；技术转让；技术咨询；数据处理", "服务。"}, "ok"},
      {{"沈知夏", "技术服务；技术转让；技术咨询；数据处理", "服务。"}, "check"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page page = {0};
    page_draw(&page, LINE_TEXT, 300, 100, SIZE, "营业执照", 0.999F);
    page_draw(&page, LINE_TEXT, 100, 150, SIZE, "统一社会信用代码 91350100M000100Y43", 0.999F);
    page_draw(&page, LINE_TEXT, 100, 250, SIZE, "经营范围", 0.999F);
    for (int row = 0; row < 3; row++)
      page_draw(&page, LINE_TEXT, 220, 250 + row * 30, SIZE, cases[i].rows[row], 0.999F);
    struct record *record = page_record(&page, NULL);
    if (strcmp(record_status(record, "business_scope"), cases[i].status))
      fail_msg("%s: %s", cases[i].rows[0], record_status(record, "business_scope"));
    record_free(&record);
  }
}

static void test_a_label_without_its_value_is_told_and_not_taken_for_missing(void **state)
{
  (void)state;
  static const struct {
    const char *row, *status, *raw;
  } cases[] = {
      {"成立日期 2019年1月5日", "ok", "2019年1月5日"},
      {"成立日期 2019年1月", "check", "2019年1月"},
      {"成立日期", "check", NULL},
      {"住所 重庆市渝中区云岫路8号", "missing", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *text = memory_format(
        "营业执照\n统一社会信用代码 91350100M000100Y43\n注册资本 伍拾万元\n%s\n", cases[i].row);
    struct record *record = text_record(text);
    const struct field *field = record_find_field(record, "establishment_date");
    assert_string_equal(field_status_name(field->status), cases[i].status);
    if (cases[i].raw)
      assert_string_equal(field->raw, cases[i].raw);
    else
      assert_null(field->raw);
    if (field->status == FIELD_CHECK)
      assert_int_equal(record_check(record, "establishment_date", "value_read"), 0);
    record_free(&record);
  }
}

static void test_a_value_that_the_field_mostly_has_is_sure_and_one_near_it_is_not(void **state)
{
  (void)state;
  static const struct {
    const char *type, *status;
  } cases[] = {
      {"有限责任公司（自然人独资）", "ok"},
      {"有限责仟公司（自然人独资）", "check"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page page = {0};
    page_draw(&page, LINE_TEXT, 300, 100, SIZE, "营业执照", 0.99F);
    page_draw(&page, LINE_TEXT, 100, 150, SIZE, "统一社会信用代码 91350100M000100Y43", 0.99F);
    page_draw(&page, LINE_TEXT, 100, 250, SIZE, "类型", 0.99F);
    page_draw(&page, LINE_TEXT, 220, 250, SIZE, cases[i].type, 0.93F);
    struct record *record = page_record(&page, NULL);
    assert_value(record, "company_type", cases[i].type);
    assert_string_equal(record_status(record, "company_type"), cases[i].status);
    record_free(&record);
  }
}

static void test_small_print_is_to_check(void **state)
{
  (void)state;
  static const struct {
    int size;
    float confidence;
    bool is_small;
  } cases[] = {{12, 0.999F, false}, {11, 0.999F, true}, {11, 1.0F, false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct record *record = front_record_of_size(cases[i].confidence, cases[i].size);
    const struct field *person = record_find_field(record, "legal_representative");
    assert_non_null(person);
    if ((person->status == FIELD_CHECK) != cases[i].is_small)
      fail_msg("%d pixels: %s", cases[i].size, field_status_name(person->status));
    if (cases[i].is_small)
      assert_string_equal(person->checks[person->check_count - 1].name, "small_print");
    record_free(&record);
  }
}

/* Marks have no shape that speaks for them: 销售。 may be printed for 销售. */
static void test_a_clear_shape_does_not_make_a_paragraph_sure(void **state)
{
  (void)state;
  struct read_page page = {0};
  page_draw(&page, LINE_TEXT, 400, 60, SIZE, "营业执照", 0.995F);
  page_draw(&page, LINE_TEXT, 60, 120, SIZE, "统一社会信用代码 91350100M000100Y43", 0.995F);
  page_draw(&page, LINE_TEXT, 60, 300, SIZE, "经营范围：软件开发；日用百货销售", 0.995F);
  struct glyph *last = &page.lines[2].best.glyphs[page.lines[2].best.count - 1];
  last->confidence = 0.93F;
  last->shape_is_clear = true;
  struct record *record = page_record(&page, NULL);
  assert_value(record, "business_scope", "软件开发；日用百货销售");
  assert_string_equal(record_status(record, "business_scope"), "check");
  record_free(&record);
}

/* 欧文 is as good a name as 葛文: its form says less where the shape does not speak for it. */
static void test_a_person_whose_shape_is_not_clear_is_less_sure(void **state)
{
  (void)state;
  for (int clear = 0; clear <= 1; clear++) {
    struct read_page page = {0};
    page_draw(&page, LINE_TEXT, 100, 100, SIZE, "增值电信业务经营许可证", 0.995F);
    page_draw(&page, LINE_TEXT, 100, 150, SIZE, "经营许可证编号：渝B2-20200646", 0.995F);
    page_draw(&page, LINE_TEXT, 100, 200, SIZE, "法定代表人：沈知夏", 0.995F);
    struct glyph *surname = &page.lines[2].best.glyphs[6];
    assert_string_equal(surname->text, "沈");
    surname->confidence = 0.94F;
    surname->shape_is_clear = clear;
    struct record *record = page_record(&page, NULL);
    assert_value(record, "legal_representative", "沈知夏");
    assert_string_equal(record_status(record, "legal_representative"), clear ? "ok" : "check");
    record_free(&record);
  }
}

/* A brand that was read unsurely, and one whose shape speaks for what was read. */
static void test_a_shape_that_is_clear_makes_a_name_sure(void **state)
{
  (void)state;
  for (int clear = 0; clear <= 1; clear++) {
    struct read_page page = {0};
    page_draw(&page, LINE_TEXT, 100, 100, SIZE, "增值电信业务经营许可证", 0.995F);
    page_draw(&page, LINE_TEXT, 100, 150, SIZE, "经营许可证编号：渝B2-20200646", 0.995F);
    page_draw(&page, LINE_TEXT, 100, 200, SIZE, "公司名称：重庆青禾数据服务有限公司", 0.995F);
    struct glyph *brand = &page.lines[2].best.glyphs[8]; /* 禾 */
    assert_string_equal(brand->text, "禾");
    brand->confidence = 0.93F;
    brand->shape_is_clear = clear;
    struct record *record = page_record(&page, NULL);
    assert_value(record, "company_name", "重庆青禾数据服务有限公司");
    assert_string_equal(record_status(record, "company_name"), clear ? "ok" : "check");
    record_free(&record);
  }
}

/* 一种… whose 一 was read as a dash, and one that was read whole. */
static void test_a_value_that_begins_with_a_dash_is_in_doubt(void **state)
{
  (void)state;
  for (int lost = 0; lost <= 1; lost++) {
    struct read_page page = {0};
    page_draw(&page, LINE_TEXT, 300, 100, SIZE, "实用新型专利证书", 0.995F);
    page_draw(&page, LINE_TEXT, 100, 200, SIZE,
              lost ? "实用新型名称：-种带灯的折叠书架" : "实用新型名称：一种带灯的折叠书架",
              0.995F);
    page_draw(&page, LINE_TEXT, 100, 260, SIZE, "专利号：ZL 2019 2 0123456.2", 0.995F);
    struct record *record = page_record(&page, NULL);
    assert_value(record, "utility_model_name", lost ? "种带灯的折叠书架" : "一种带灯的折叠书架");
    assert_string_equal(record_status(record, "utility_model_name"), lost ? "check" : "ok");
    record_free(&record);
  }
}

/* How a date that was read as `text` comes out: its failed check lost_digit, or nothing. */
static bool date_is_told_short(const char *text)
{
  struct read_page page = {0};
  page_draw(&page, LINE_TEXT, 100, 100, SIZE, "增值电信业务经营许可证", 1);
  page_draw(&page, LINE_TEXT, 100, 150, SIZE, text, 0.999F);
  struct record *record = page_record(&page, NULL);
  bool told = record_check(record, "issue_date", "lost_digit") == 0;
  record_free(&record);
  return told;
}

static void test_a_date_padded_with_zeros_has_two_figures_everywhere(void **state)
{
  (void)state;
  assert_true(date_is_told_short("发证日期：2020年05月8日"));
  assert_true(date_is_told_short("发证日期：2020年8月05日"));
  assert_false(date_is_told_short("发证日期：2020年05月28日"));
  assert_false(date_is_told_short("发证日期：2020年5月8日"));
}

/* Its first issue tells which figure the day of issue lost. */
static void test_a_date_that_lost_a_figure_is_completed_from_another_day(void **state)
{
  (void)state;
  struct record *record = text_record("质量管理体系认证证书\n初次发证日期：224年05月29日\n"
                                      "发证日期：2024年05月2日\n");
  assert_value(record, "first_issue_date", "2024-05-29");
  assert_string_equal(record_status(record, "first_issue_date"), "check");
  assert_value(record, "issue_date", "2024-05-29");
  assert_int_equal(record_check(record, "issue_date", "lost_digit"), 0);
  record_free(&record);
}

/* 认证机构 has mostly no label. */
static void test_a_body_that_certifies_is_known_by_its_name(void **state)
{
  (void)state;
  struct record *record = text_record("质量管理体系认证证书\n初次发证日期：2024年05月29日\n"
                                      "签发人：J7 南京远衡认证服务有限公司\n");
  assert_value(record, "issuing_authority", "南京远衡认证服务有限公司");
  record_free(&record);
}

static const char *text_status(const char *text, const char *name)
{
  static char status[16];
  struct record *record = text_record(text);
  snprintf(status, sizeof status, "%s", record_status(record, name));
  record_free(&record);
  return status;
}

static void test_a_number_with_a_rare_character_is_never_ok(void **state)
{
  (void)state;
  static const char WHOLE[] = "广播电视节目制作经营许可证\n编号：（皖）字第99177号\n";
  static const char MISREAD[] =
      "广播电视节目制作经营许可证\n编号：（𬘫）字第99177号\n";
  assert_string_equal(text_status(WHOLE, "licence_number"), "ok");
  assert_string_equal(text_status(MISREAD, "licence_number"), "check");
}

static void test_an_address_whose_building_lost_its_letter_is_never_ok(void **state)
{
  (void)state;
  static const char WHOLE[] = "营业执照\n统一社会信用代码 91350100M000100Y43\n"
                              "住所 辽宁省大连市西岗区创业大道707号星河国际中心D座18层01号\n";
  static const char SHORT[] = "营业执照\n统一社会信用代码 91350100M000100Y43\n"
                              "住所 辽宁省大连市西岗区创业大道707号星河国际中心座18层01号\n";
  assert_string_equal(text_status(WHOLE, "registered_address"), "ok");
  assert_string_equal(text_status(SHORT, "registered_address"), "check");
}

/* The name's fourth character looks like another: its likeness to that and to what was read. */
static enum field_status status_by_likeness(float confidence, float other, float likeness)
{
  static const char *const lines[] = {
      "增值电信业务经营许可证", "经营许可证编号：渝B2-20200646", "特颁发增值电信业务经营许可证。",
      "公司名称：重庆云岫数据服务有限公司", "发证机关：重庆市通信管理局"};
  struct read_page page = {0};
  for (size_t k = 0; k < sizeof lines / sizeof *lines; k++)
    page_draw(&page, LINE_TEXT, 100, 100 + (int)k * 50, SIZE, lines[k], 0.999f);
  struct glyph *glyph = &page.lines[3].best.glyphs[7];
  glyph->confidence = confidence;
  glyph->looks[0] = (struct glyph_likeness){0x4E91, other};
  glyph->look_count = 1;
  glyph->read_likeness = likeness;
  struct record *record = page_record(&page, NULL);
  enum field_status status = record_find_field(record, "company_name")->status;
  record_free(&record);
  return status;
}

static void test_a_character_that_looks_far_more_like_another_is_not_sure(void **state)
{
  (void)state;
  assert_int_equal(status_by_likeness(0.9845f, 0.96f, 0.955f), FIELD_OK);
  assert_int_equal(status_by_likeness(0.9845f, 0.96f, 0.90f), FIELD_CHECK);
  assert_int_equal(status_by_likeness(0.9845f, 0.80f, 0.70f), FIELD_CHECK);
  assert_int_equal(status_by_likeness(0.9880f, 0.96f, 0.90f), FIELD_CHECK);
  assert_int_equal(status_by_likeness(0.9880f, 0.80f, 0.70f), FIELD_OK); /* of neither, surely */
}

static void test_a_mark_or_a_lone_figure_in_a_name_is_never_sure(void **state)
{
  (void)state;
  static const char *const values[] = {
      "公司名称：重庆云岫|数据服务有限公司", "公司名称：重庆云岫`数据服务有限公司",
      "公司名称：0云岫数据服务有限公司", "公司名称：重庆云岫数据服务有限公司",
      "公司名称：重庆360云岫数据服务有限公司"};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    const char *lines[] = {"增值电信业务经营许可证", "经营许可证编号：渝B2-20200646",
                           "特颁发增值电信业务经营许可证。", values[i],
                           "发证机关：重庆市通信管理局"};
    struct read_page page = {0};
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++)
      page_draw(&page, LINE_TEXT, 100, 100 + (int)k * 50, SIZE, lines[k], 0.999f);
    struct record *record = page_record(&page, NULL);
    const struct field *name = record_find_field(record, "company_name");
    assert_non_null(name);
    assert_int_equal(name->status == FIELD_OK, i >= 3);
    record_free(&record);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_character_that_looks_far_more_like_another_is_not_sure),
      cmocka_unit_test(test_a_mark_or_a_lone_figure_in_a_name_is_never_sure),
      cmocka_unit_test(test_small_print_is_to_check),
      cmocka_unit_test(test_a_value_that_lost_a_piece_or_took_one_is_never_ok),
      cmocka_unit_test(test_a_digit_that_left_its_room_is_missed),
      cmocka_unit_test(
          test_a_digit_that_left_its_room_is_not_missed_where_another_date_confirms_it),
      cmocka_unit_test(test_a_label_without_its_value_is_told_and_not_taken_for_missing),
      cmocka_unit_test(test_a_value_that_the_field_mostly_has_is_sure_and_one_near_it_is_not),
      cmocka_unit_test(test_a_scope_of_rows_taken_from_elsewhere_is_never_ok),
      cmocka_unit_test(test_the_end_of_a_term_is_no_more_than_its_beginning_where_one_day_was_lost),
      cmocka_unit_test(test_no_value_less_sure_than_promised_is_ok),
      cmocka_unit_test(test_a_shape_that_is_clear_makes_a_name_sure),
      cmocka_unit_test(test_a_value_that_begins_with_a_dash_is_in_doubt),
      cmocka_unit_test(test_a_clear_shape_does_not_make_a_paragraph_sure),
      cmocka_unit_test(test_a_person_whose_shape_is_not_clear_is_less_sure),
      cmocka_unit_test(test_only_a_doubtful_print_near_the_qr_code_s_number_gives_way_to_it),
      cmocka_unit_test(test_a_date_padded_with_zeros_has_two_figures_everywhere),
      cmocka_unit_test(test_a_date_that_lost_a_figure_is_completed_from_another_day),
      cmocka_unit_test(test_a_body_that_certifies_is_known_by_its_name),
      cmocka_unit_test(test_a_number_with_a_rare_character_is_never_ok),
      cmocka_unit_test(test_an_address_whose_building_lost_its_letter_is_never_ok),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
