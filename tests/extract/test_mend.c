/* What was misread, or stands where only a part of it can be read, and what the rest of the
 * certificate says of it. None of it is ever `ok`. */

#include "tests/extract/extract_fixture.h"

enum { SIZE = 20 }; /* pixels a character in the drawn pages */

static void draw(struct read_page *page, int x, int y, const char *text)
{
  page_draw(page, LINE_TEXT, x, y, SIZE, text, 0.99F);
}

static void assert_check(const struct record *record, const char *name, const char *value)
{
  assert_value(record, name, value);
  if (strcmp(record_status(record, name), "check"))
    fail_msg("%s is %s", name, record_status(record, name));
}

/* A copyright certificate of which one row is drawn with a confidence of its own. */
static struct record *copyright_record(const char *row, float confidence)
{
  struct read_page page = {0};
  draw(&page, 300, 60, "计算机软件著作权登记证书");
  draw(&page, 60, 160, "软件名称：云岫数据处理系统V1.0");
  draw(&page, 60, 200, "著作权人：重庆云岫数据服务有限公司");
  draw(&page, 60, 240, "权利取得方式：原始取得");
  page_draw(&page, LINE_TEXT, 60, 280, SIZE, row, confidence);
  return page_record(&page, NULL);
}

static void test_the_words_of_a_number_are_known_by_its_figures(void **state)
{
  (void)state;
  static const struct {
    const char *row, *value;
  } cases[] = {
      {"证书号：乓鞍登字第7104482号", "软著登字第7104482号"},
      {"证书号：乓鞍乔定第7104482号", "软著登字第7104482号"},
      {"证书号：乓鞍乔定弟7104482号", "乓鞍乔定弟7104482号"}, /* nothing of it was read */
      {"证书号：乓鞍登字第71044号", "乓鞍登字第71044号"},     /* too few figures */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct record *record = copyright_record(cases[i].row, 0.99F);
    assert_check(record, "certificate_number", cases[i].value);
    record_free(&record);
  }
}

/* Without its label it may be anything. */
static void test_nothing_is_put_right_where_no_label_stands(void **state)
{
  (void)state;
  struct record *record = copyright_record("乓鞍登字第7104482号", 0.99F);
  assert_value(record, "certificate_number", "-");
  record_free(&record);
  record = copyright_record("软著登字第7104482号", 0.99F);
  assert_value(record, "certificate_number", "软著登字第7104482号");
  record_free(&record);
}

static void test_a_doubtful_value_is_the_only_one_of_a_few_that_it_can_be(void **state)
{
  (void)state;
  static const struct {
    const char *row;
    float confidence;
    const char *value, *status;
  } cases[] = {
      {"权利范围：全部权利", 0.995F, "全部权利", "ok"},
      {"权利范围：全部杈刑", 0.9F, "全部权利", "check"},
      {"权利范围：全部权益", 0.995F, "全部权益", "ok"}, /* read surely: another value */
      {"权利范围：复制发行", 0.9F, "复制发行", "check"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct record *record = copyright_record(cases[i].row, cases[i].confidence);
    assert_value(record, "rights_scope", cases[i].value);
    assert_string_equal(record_status(record, "rights_scope"), cases[i].status);
    record_free(&record);
  }
}

static struct record *patent_record(const char *day)
{
  struct read_page page = {0};
  draw(&page, 300, 60, "发明专利证书");
  draw(&page, 60, 160, "发明名称：一种云岫分离方法");
  draw(&page, 60, 200, "专利权人：沈知夏");
  draw(&page, 60, 240, "专利申请日：2008年02月14日");
  draw(&page, 60, 280, "授权公告日：2009年08月31日");
  draw(&page, 500, 600, day);
  return page_record(&page, NULL);
}

static void test_a_day_that_does_not_exist_is_told_by_another_one(void **state)
{
  (void)state;
  struct record *record = patent_record("2009年08月37日");
  assert_check(record, "issue_date", "2009-08-31");
  record_free(&record);
  record = patent_record("2009年08月47日"); /* two figures off */
  assert_check(record, "issue_date", "-");
  record_free(&record);
}

/* The code names 南京市江宁区 and 江苏省. */
static struct record *licence_record(const char *company, const char *address, float confidence)
{
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  draw(&page, 60, 120, "统一社会信用代码 91320115MA1ABCDE0E");
  page_draw(&page, LINE_TEXT, 60, 200, SIZE, company, confidence);
  page_draw(&page, LINE_TEXT, 60, 240, SIZE, address, confidence);
  draw(&page, 60, 280, "法定代表人   沈知夏");
  return page_record(&page, NULL);
}

static void test_a_misread_place_is_told_by_the_number(void **state)
{
  (void)state;
  static const struct {
    const char *company, *address;
    float confidence;
    const char *company_value, *address_value;
  } cases[] = {
      {"名称   南宗云岫科技有限公司", "住所   汪宁区云岫路7号", 0.95F, "南京云岫科技有限公司",
       "江宁区云岫路7号"},
      {"名称   南京云岫科技有限公司", "住所   江苏省汪宁区云岫路7号", 0.95F, "南京云岫科技有限公司",
       "江苏省江宁区云岫路7号"},
      /* Read surely, it may be a brand, or a place that is not in the list. */
      {"名称   南亰云岫科技有限公司", "住所   汪宁区云岫路7号", 0.995F, "南亰云岫科技有限公司",
       "汪宁区云岫路7号"},
      /* Another place. */
      {"名称   海宁云岫科技有限公司", "住所   海宁市云岫路7号", 0.95F, "海宁云岫科技有限公司",
       "海宁市云岫路7号"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct record *record = licence_record(cases[i].company, cases[i].address, cases[i].confidence);
    assert_value(record, "company_name", cases[i].company_value);
    assert_value(record, "registered_address", cases[i].address_value);
    if (cases[i].confidence < 0.97F)
      assert_check(record, "company_name", cases[i].company_value);
    record_free(&record);
  }
}

static void test_scraps_of_the_margin_in_front_of_a_label(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  draw(&page, 60, 120, "统一社会信用代码 91350100M000100Y43");
  draw(&page, 100, 200, "名称    福州云岫科技有限公司");
  draw(&page, 40, 240, "（上注册资本    人民币壹拾万元");
  draw(&page, 100, 280, "法定代表人   沈知夏");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "registered_capital", "人民币壹拾万元");
  assert_value(record, "company_name", "福州云岫科技有限公司");
  record_free(&record);
}

static void test_a_label_of_which_too_much_was_misread_ends_the_value_above(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 300, 60, "中华人民共和国增值电信业务经营许可证");
  draw(&page, 60, 120, "经营许可证编号：渝B2-20990715");
  draw(&page, 60, 200, "公司名称：重庆云岫数据服务有限公司");
  draw(&page, 60, 240, "业务覆盖范围：仅限云岫电子商务，");
  draw(&page, 200, 270, "不含呼叫中心。");
  draw(&page, 60, 310, "筑止其私：发诈机夫（盖章）：");
  struct record *record = page_record(&page, NULL);
  assert_check(record, "coverage", "仅限云岫电子商务，不含呼叫中心");
  record_free(&record);
}

static void test_a_number_s_letter_and_its_year_s_brackets(void **state)
{
  (void)state;
  static const struct {
    const char *title, *row, *value, *status;
  } cases[] = {
      {"食品经营许可证", "许可证编号：JY25001030012345", "JY25001030012345", "ok"},
      {"食品经营许可证", "许可证编号：5P4501014167455010", "SP4501014167455010", "check"},
      {"食品经营许可证", "许可证编号：JY2500103001234567890", "JY2500103001234567", "check"},
      {"安全生产许可证", "编号：（渝）JZ安许证字〔2020〕123456", "（渝）JZ安许证字〔2020〕123456",
       "ok"},
      {"安全生产许可证", "编号：（渝）JZ安许证字(2020】123456", "（渝）JZ安许证字〔2020〕123456",
       "check"},
      {"安全生产许可证", "编号：（渝）JZ安许证字[2020]123456", "（渝）JZ安许证字[2020]123456",
       "ok"},
      {"质量管理体系认证证书", "证书编号：01618Q20044ROM", "01618Q20044R0M", "check"},
      {"质量管理体系认证证书", "证书编号：CQC20OHSMS001R0M", "CQC20OHSMS001R0M", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page page = {0};
    draw(&page, 300, 60, cases[i].title);
    draw(&page, 60, 200, cases[i].row);
    struct record *record = page_record(&page, NULL);
    const char *name =
        record_find_field(record, "licence_number") ? "licence_number" : "certificate_number";
    assert_value(record, name, cases[i].value);
    if (cases[i].status && strcmp(record_status(record, name), cases[i].status))
      fail_msg("%s is %s", cases[i].row, record_status(record, name));
    record_free(&record);
  }
}

/* 丝 and 碍 are signs of no province; the holder says of which it is. */
static void test_the_sign_of_a_number_is_that_of_the_holder_s_province(void **state)
{
  (void)state;
  static const struct {
    const char *title, *number, *company, *value;
  } cases[] = {
      {"广播电视节目制作经营许可证", "编号：（丝）字第65125号", "单位名称：石家庄云岫科技有限公司",
       "（冀）字第65125号"},
      {"网络文化经营许可证", "编号：碍网文(2016】0467-226号", "单位名称：石家庄云岫科技有限公司",
       "冀网文〔2016〕0467-226号"},
      {"网络文化经营许可证", "编号：碍网文〔2016〕0467-226号", "单位名称：云岫科技有限公司",
       "碍网文〔2016〕0467-226号"}, /* of no known place */
      {"网络文化经营许可证", "编号：渝网文〔2016〕0467-226号", "单位名称：石家庄云岫科技有限公司",
       "渝网文〔2016〕0467-226号"}, /* a province's, though of another */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page page = {0};
    draw(&page, 300, 60, cases[i].title);
    draw(&page, 60, 200, cases[i].number);
    draw(&page, 60, 240, cases[i].company);
    struct record *record = page_record(&page, NULL);
    assert_value(record, "licence_number", cases[i].value);
    if (i < 3)
      assert_check(record, "licence_number", cases[i].value);
    record_free(&record);
  }
}

/* The Chinese day and the English one of a certificate of two columns. */
static struct record *two_columns(const char *chinese, const char *english)
{
  struct read_page page = {0};
  draw(&page, 100, 60, "质量管理体系认证证书");
  draw(&page, 60, 120, "证书编号：01618Q20044R0M");
  draw(&page, 60, 300, chinese);
  page_draw(&page, LINE_TEXT, 560, 300, 10, english, 0.998F);
  return page_record(&page, NULL);
}

static void test_the_english_column_says_the_same_again(void **state)
{
  (void)state;
  struct record *record = two_columns("发证日期 2023年06月18日", "Date of issue: June 18, 2023");
  assert_value(record, "issue_date", "2023-06-18");
  assert_int_equal(record_check(record, "issue_date", "same_on_every_page"), 1);
  record_free(&record);
  record = two_columns("发证日期 2023年06月18日", "Date of issue: June 17, 2023");
  assert_check(record, "issue_date", "2023-06-18");
  record_free(&record);
  record = two_columns("发证日期 2023年%6月1日", "Date of issue: June 18, 2023");
  assert_check(record, "issue_date", "2023-06-18"); /* of one print alone */
  record_free(&record);
}

static struct record *licence_of_days(const char *established, const char *issued)
{
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  draw(&page, 60, 120, "统一社会信用代码 91350100M000100Y43");
  draw(&page, 60, 200, established);
  draw(&page, 500, 500, "登记机关");
  draw(&page, 500, 560, issued);
  return page_record(&page, NULL);
}

static void test_a_day_of_issue_before_the_establishment_lost_a_figure(void **state)
{
  (void)state;
  struct record *record = licence_of_days("成立日期   2017年08月23日", "2017年08月3日");
  assert_check(record, "issue_date", "2017-08-23");
  record_free(&record);
  record = licence_of_days("成立日期   2017年08月13日", "2017年08月3日");
  assert_check(record, "issue_date", "2017-08-13");
  record_free(&record);
  record = licence_of_days("成立日期   2017年08月14日", "2017年08月3日"); /* no figure makes it */
  assert_check(record, "issue_date", "2017-08-03");
  record_free(&record);
}

/* A seal lies over the label of the scope; what is left of it reads as nothing. */
static struct record *licence_of_a_covered_label(int label, int value, const char *remains)
{
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  draw(&page, 60, 120, "统一社会信用代码 91350100M000100Y43");
  draw(&page, 60, 200, "名称      福州云岫科技有限公司");
  draw(&page, 60, 240, "类型      有限责任公司");
  draw(&page, 60, 280, "住所      福州市云岫路7号");
  draw(&page, label, 320, remains);
  draw(&page, value, 320, "软件开发；云岫技术服务。");
  draw(&page, 60, 400, "法定代表人 沈知夏");
  return page_record(&page, NULL);
}

static void test_a_covered_label_is_told_by_its_place(void **state)
{
  (void)state;
  struct record *record = licence_of_a_covered_label(60, 220, "4人王号");
  assert_check(record, "business_scope", "软件开发；云岫技术服务。");
  assert_int_equal(record_check(record, "business_scope", "label"), 0);
  record_free(&record);
  record = licence_of_a_covered_label(60, 400, "4人王号"); /* not where values begin */
  assert_value(record, "business_scope", "-");
  record_free(&record);
  record = licence_of_a_covered_label(110, 220, "4人王号"); /* not where labels begin */
  assert_value(record, "business_scope", "-");
  record_free(&record);
  record = licence_of_a_covered_label(60, 220, "经营范围");
  assert_value(record, "business_scope", "软件开发；云岫技术服务。");
  assert_string_equal(record_status(record, "business_scope"), "ok");
  record_free(&record);
}

/* A speck left of a label's rows, that reads as a page's number, ends nothing. */
static void test_a_speck_beside_the_rows_of_a_label(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 300, 60, "中华人民共和国增值电信业务经营许可证");
  draw(&page, 200, 120, "经营许可证编号：渝B2-20990715");
  draw(&page, 200, 200, "业务种类");
  draw(&page, 60, 202, "1");
  draw(&page, 200, 226, "（服务项目）");
  draw(&page, 200, 252, "及覆盖范围：");
  draw(&page, 400, 214, "国内呼叫中心业务");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "business",
               "[{\"name\":\"国内呼叫中心业务\",\"terms\":[],\"coverage\":null}]");
  record_free(&record);
}

/* The paper's translation of the label beside it is no part of the value above. */
static void test_two_translated_labels_in_one_row(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  draw(&page, 60, 120, "统一社会信用代码 91350100M000100Y43");
  draw(&page, 60, 200, "类型    有限责任公司（台港澳法人独资）");
  draw(&page, 800, 200, "成立日期   2016年02月07日");
  page_draw(&page, LINE_TEXT, 60, 226, 8, "Type", 0.99F);
  page_draw(&page, LINE_TEXT, 800, 226, 8, "DateofEstablishment", 0.99F);
  draw(&page, 60, 260, "法定代表人   沈知夏");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "company_type", "有限责任公司（台港澳法人独资）");
  record_free(&record);
}

static void test_a_title_that_only_its_type_can_have(void **state)
{
  (void)state;
  struct read_page page = {0};
  page_draw(&page, LINE_TEXT, 300, 60, 40, "高斯技术企业证书", 0.8F);
  draw(&page, 60, 200, "企业名称：重庆云岫数据服务有限公司");
  draw(&page, 60, 240, "证书编号：GR202050001234");
  draw(&page, 60, 280, "发证时间：2020年10月09日");
  draw(&page, 60, 320, "有效期：三年");
  draw(&page, 60, 360, "批准机关：");
  struct record *record = page_record(&page, "high_tech_enterprise");
  assert_value(record, "certificate_name", "高新技术企业证书");
  assert_int_equal(record_check(record, "certificate_name", "form"), 1);
  record_free(&record);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_words_of_a_number_are_known_by_its_figures),
      cmocka_unit_test(test_nothing_is_put_right_where_no_label_stands),
      cmocka_unit_test(test_a_doubtful_value_is_the_only_one_of_a_few_that_it_can_be),
      cmocka_unit_test(test_a_day_that_does_not_exist_is_told_by_another_one),
      cmocka_unit_test(test_a_misread_place_is_told_by_the_number),
      cmocka_unit_test(test_scraps_of_the_margin_in_front_of_a_label),
      cmocka_unit_test(test_a_label_of_which_too_much_was_misread_ends_the_value_above),
      cmocka_unit_test(test_two_translated_labels_in_one_row),
      cmocka_unit_test(test_a_covered_label_is_told_by_its_place),
      cmocka_unit_test(test_a_speck_beside_the_rows_of_a_label),
      cmocka_unit_test(test_a_number_s_letter_and_its_year_s_brackets),
      cmocka_unit_test(test_the_sign_of_a_number_is_that_of_the_holder_s_province),
      cmocka_unit_test(test_the_english_column_says_the_same_again),
      cmocka_unit_test(test_a_day_of_issue_before_the_establishment_lost_a_figure),
      cmocka_unit_test(test_a_title_that_only_its_type_can_have),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
