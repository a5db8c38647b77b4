#include "tests/extract/extract_fixture.h"

/* A front page and a page of provisions, with the facts that are compared left open. */
static struct record *licence(const char *number, const char *number_2, const char *company_2,
                              const char *scope, const char *issue, const char *expiry)
{
  autofree char *text = memory_format(
      "增值电信业务经营许可证\n经营许可证编号：%s\n根据《中华人民共和国电信条例》，特颁发%s增值电信"
      "业务经营许可证。\n公司名称：重庆云岫数据服务有限公司\n法定代表人：沈知夏\n"
      "业务种类：国内呼叫中心业务\n业务覆盖范围：全国\n发证日期：%s\n有效期至：%s\n\f"
      "经营许可证编号：%s\n特别规定事项\n《特别规定事项》是经营许可证重要组成部分，%"
      "s应当按照经营许可证"
      "载明的许可事项开展经营活动：\n一、甲。\n",
      number, scope, issue, expiry, number_2, company_2);
  return text_record(text);
}

static const char number[] = "渝B2-20200646", company[] = "重庆云岫数据服务有限公司";

static void test_compares_pages_fields_and_dates(void **state)
{
  (void)state;
  static const struct {
    const char *number, *number_2, *company_2, *scope, *issue, *expiry;
    const char *field, *check;
    int result; /* 1 passed, 0 failed, -1 has nothing to say */
  } cases[] = {
      {number, number, company, "", "2020年05月06日", "2025年05月06日", "licence_number",
       "same_on_every_page", 1},
      {number, "渝B2-20200648", company, "", "2020年05月06日", "2025年05月06日", "licence_number",
       "same_on_every_page", 0},
      {number, number, company, "", "2020年05月06日", "2025年05月06日", "company_name",
       "same_on_every_page", 1},
      {number, number, "重庆云袖数据服务有限公司", "", "2020年05月06日", "2025年05月06日",
       "company_name", "same_on_every_page", 0},
      /* a number is given once; the licence may be issued anew */
      {number, number, company, "", "2020年05月06日", "2025年05月06日", "issue_date", "issue_year",
       1},
      {number, number, company, "", "2022年05月06日", "2025年05月06日", "issue_date", "issue_year",
       1},
      {number, number, company, "", "2019年05月06日", "2025年05月06日", "issue_date", "issue_year",
       0},
      {number, number, company, "", "2020年05月06日", "2025年05月06日", "expiry_date",
       "whole_years", 1},
      {number, number, company, "", "2020年05月06日", "2025年05月08日", "expiry_date",
       "whole_years", 0},
      {number, number, company, "", "2022年03月01日", "2025年05月08日", "expiry_date", "term", 1},
      {number, number, company, "", "2020年05月06日", "2025年05月06日", "issue_date", "whole_years",
       1},
      {number, number, company, "", "2022年03月01日", "2026年05月08日", "expiry_date",
       "whole_years", 0},
      {number, number, company, "", "2055年05月06日", "2025年05月06日", "issue_date", "whole_years",
       0},
      {number, number, company, "", "2020年05月06日", "2015年05月06日", "expiry_date",
       "after_issue", 0},
      {number, number, company, "", "2020年05月06日", "2020年15月06日", "expiry_date", "date_real",
       0},
      /* a province's letter lost, or too much */
      {number, number, company, "", "2020年05月06日", "2025年05月06日", "licence_number", "scope",
       1},
      {"B2-20200646", "B2-20200646", company, "跨地区", "2020年05月06日", "2025年05月06日",
       "licence_number", "scope", 1},
      {"B2-20200646", "B2-20200646", company, "", "2020年05月06日", "2025年05月06日",
       "licence_number", "scope", 0},
      {number, number, company, "跨地区", "2020年05月06日", "2025年05月06日", "licence_number",
       "scope", 0},
      {number, number, company, "", "2020年05月06日", "2025年05月06日", "licence_number",
       "qr_agrees", -1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct record *record = licence(cases[i].number, cases[i].number_2, cases[i].company_2,
                                    cases[i].scope, cases[i].issue, cases[i].expiry);
    int result = record_check(record, cases[i].field, cases[i].check);
    if (result != cases[i].result)
      fail_msg("case %zu: %s of %s is %d", i, cases[i].check, cases[i].field, result);
    if (result == 0)
      assert_string_equal(record_status(record, cases[i].field), "check");
    record_free(&record);
  }
}

static void test_warns_of_pages_that_disagree(void **state)
{
  (void)state;
  struct document *document =
      text_document("增值电信业务经营许可证\n经营许可证编号：渝B2-20200646\n\f"
                    "经营许可证编号：渝B2-20200648\n特别规定事项\n一、甲。\n");
  struct record *record = document_record(document, NULL);
  assert_int_equal(document->warning_count, 1);
  assert_non_null(strstr(document->warnings[0], "licence_number"));
  assert_non_null(strstr(document->warnings[0], "渝B2-20200648"));
  record_free(&record);
  document_free(&document);
}

static void test_a_surname_nobody_bears_is_to_be_checked_and_stays_as_read(void **state)
{
  (void)state;
  static const struct {
    const char *name, *status;
  } cases[] = {{"卿知夏", "ok"},
               {"鲫知夏", "check"},
               {"司马知夏", "ok"},
               {"冼知夏", "ok"},
               {"沈或", "check"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *text = memory_format("增值电信业务经营许可证\n法定代表人：%s\n", cases[i].name);
    struct record *record = text_record(text);
    assert_value(record, "legal_representative", cases[i].name);
    assert_string_equal(record_status(record, "legal_representative"), cases[i].status);
    record_free(&record);
  }
}

static void test_a_service_outside_the_catalogue_stays_as_read(void **state)
{
  (void)state;
  struct record *record =
      text_record("增值电信业务经营许可证\n业务种类：国内呼叫中心业条\n发证机关：\n");
  assert_value(record, "business",
               "[{\"name\":\"国内呼叫中心业条\",\"terms\":[],\"coverage\":null}]");
  assert_int_equal(record_check(record, "business", "in_catalogue"), 0);
  const struct field *field = record_find_field(record, "business");
  bool offered = false;
  for (size_t i = 0; i < field->check_count; i++)
    offered |= strstr(field->checks[i].detail, "'国内呼叫中心业务'") != NULL;
  assert_true(offered);
  record_free(&record);
}

static void test_the_wrong_bracket_of_a_condition_becomes_its_partners(void **state)
{
  (void)state;
  struct record *record =
      text_record("增值电信业务经营许可证\n业务种类：信息服务业务《仅限互联网信息服务)\n");
  assert_value(record, "business",
               "[{\"name\":\"信息服务业务(仅限互联网信息服务)\",\"terms\":[],\"coverage\":null}]");
  assert_non_null(strstr(record_find_field(record, "business")->raw, "《"));
  record_free(&record);
}

/* A licence whose last date stands under a seal; characters are 40 pixels wide, digits too. */
static struct record *licence_with_expiry(const char *expiry)
{
  struct read_page page = {0};
  page_draw(&page, LINE_TEXT, 100, 100, 40, "增值电信业务经营许可证", 0.99F);
  page_draw(&page, LINE_TEXT, 100, 200, 40, "经营许可证编号：渝B2-20201795", 0.99F);
  page_draw(&page, LINE_TEXT, 100, 300, 40, "发证日期：2020年12月24日", 0.99F);
  page_draw(&page, LINE_TEXT, 100, 400, 40, expiry, 0.99F);
  struct document *document = page_document(&page);
  struct record *record = document_record(document, "value_added_telecom_licence");
  document_free(&document);
  return record;
}

static void test_offers_the_digit_of_a_date_that_was_lost_in_its_place(void **state)
{
  (void)state;
  struct record *record = licence_with_expiry("有效期至：2025年 2月24日");
  assert_value(record, "expiry_date", "2025-12-24");
  assert_string_equal(record_status(record, "expiry_date"), "check");
  assert_int_equal(record_check(record, "expiry_date", "lost_digit"), 0);
  assert_int_equal(record_check(record, "expiry_date", "whole_years"), -1);
  assert_int_equal(record_check(record, "issue_date", "whole_years"), -1);
  record_free(&record);
  /* no place for another digit, and no digit that makes whole years */
  record = licence_with_expiry("有效期至：2025年2月24日");
  assert_value(record, "expiry_date", "2025-02-24");
  assert_int_equal(record_check(record, "expiry_date", "whole_years"), 0);
  record_free(&record);
  record = licence_with_expiry("有效期至：2025年 2月25日");
  assert_value(record, "expiry_date", "2025-02-25");
  record_free(&record);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_compares_pages_fields_and_dates),
      cmocka_unit_test(test_warns_of_pages_that_disagree),
      cmocka_unit_test(test_a_surname_nobody_bears_is_to_be_checked_and_stays_as_read),
      cmocka_unit_test(test_a_service_outside_the_catalogue_stays_as_read),
      cmocka_unit_test(test_the_wrong_bracket_of_a_condition_becomes_its_partners),
      cmocka_unit_test(test_offers_the_digit_of_a_date_that_was_lost_in_its_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
