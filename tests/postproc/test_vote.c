#include "tests/cmocka_all.h"
#include "base/memory.h"
#include "postproc/document_text.h"
#include "tests/postproc/read_text.h"

static const char NUMBER[] = "经营许可证编号：渝B2-20200646";

/* Pages that each hold a heading and one of these lines, corrected. */
static struct document *document_of_pages(const char *const *headings, const size_t *lines,
                                          size_t count)
{
  static const char *const bodies[] = {"中华人民共和国增值电信业务经营许可证",
                                       "一、你公司应当按照许可的业务种类和业务覆盖范围开展业务。",
                                       "二、你公司应当建立健全服务管理制度，维护用户合法权益。",
                                       "三、你公司应当配合国家有关部门依法开展监督检查工作。"};
  struct read_page pages[4] = {0};
  for (size_t i = 0; i < count; i++) {
    pages[i].number = (int)i + 1;
    page_add_written_line(&pages[i], headings[i]);
    page_add_written_line(&pages[i], bodies[lines[i]]);
  }
  struct document *document = document_from_pages(pages, count);
  struct corrector *corrector = NULL;
  struct correct_options options = {.enabled = true};
  struct error error = {0};
  assert_int_equal(corrector_open(ZHAOLU_SOURCE_DATA, &corrector, &error), STATUS_OK);
  document_correct(corrector, &options, document);
  corrector_close(&corrector);
  return document;
}

/* Pages that each hold a heading and a line of their own, corrected. */
static struct document *document_of_headings(const char *const *headings, size_t count)
{
  static const size_t lines[] = {0, 1, 2, 3};
  return document_of_pages(headings, lines, count);
}

static void test_most_pages_mend_a_number_that_its_own_picture_allows(void **state)
{
  (void)state;
  const char *headings[] = {NUMBER, "经营许可证编号：渝B2-2020064G{80:6}", NUMBER};
  struct document *document = document_of_headings(headings, 3);
  assert_string_equal(document->pages[1].lines[0].text, NUMBER);
  assert_int_equal(document->warning_count, 0);
  assert_string_equal(document->edits[document->edit_count - 1].rule, "vote_licence_number");
  document_free(&document);
}

static void test_a_number_that_is_clearly_another_stays_and_is_reported(void **state)
{
  (void)state;
  const char *headings[] = {NUMBER, "经营许可证编号：渝B2-20200656", NUMBER};
  struct document *document = document_of_headings(headings, 3);
  assert_string_equal(document->pages[1].lines[0].text, headings[1]);
  assert_int_equal(document->warning_count, 1);
  assert_non_null(strstr(document->warnings[0], "渝B2-20200656 on page 2"));
  document_free(&document);
}

static void test_two_pages_that_disagree_have_no_majority(void **state)
{
  (void)state;
  const char *headings[] = {NUMBER, "经营许可证编号：渝B2-2020064G{80:6}"};
  struct document *document = document_of_headings(headings, 2);
  assert_non_null(strstr(document->pages[1].lines[0].text, "2020064G"));
  assert_int_equal(document->warning_count, 1);
  document_free(&document);
}

/* The recogniser saw 6 beside each 8, so that only the count of pages speaks. */
/* The same page fed twice says a thing once. */
static void test_a_copy_of_a_page_has_no_vote_of_its_own(void **state)
{
  (void)state;
  const char *headings[] = {NUMBER, NUMBER, "经营许可证编号：渝B2-2020064G{80:6}"};
  static const size_t lines[] = {1, 1, 2};
  struct document *document = document_of_pages(headings, lines, 3);
  assert_int_equal(document->pages[1].read.duplicate_of, 1);
  assert_non_null(strstr(document->pages[2].lines[0].text, "2020064G"));
  assert_int_equal(document->warning_count, 1);
  document_free(&document);
}

static void test_two_pages_against_two_have_no_majority(void **state)
{
  (void)state;
  static const char other[] = "经营许可证编号：渝B2-2020064{99}8{80:6}";
  const char *even[] = {NUMBER, other, other, NUMBER};
  const char *most[] = {NUMBER, other, NUMBER, NUMBER};
  struct document *document = document_of_headings(even, 4);
  for (size_t i = 0; i < 4; i++)
    assert_non_null(strstr(document->pages[i].lines[0].text, i == 1 || i == 2 ? "0648" : "0646"));
  assert_int_equal(document->warning_count, 2);
  document_free(&document);
  document = document_of_headings(most, 4);
  assert_string_equal(document->pages[1].lines[0].text, NUMBER);
  assert_int_equal(document->warning_count, 0);
  document_free(&document);
}

static void test_the_second_reading_lets_a_province_be_mended(void **state)
{
  (void)state;
  const char *headings[] = {NUMBER, NUMBER, "经营许可证编号：偷{99}{=渝}B2-20200646", NUMBER};
  struct document *document = document_of_headings(headings, 4);
  assert_string_equal(document->pages[2].lines[0].text, NUMBER);
  document_free(&document);
}

static struct document *text_document_corrected(const char *text)
{
  struct document *document = NULL;
  struct corrector *corrector = NULL;
  struct correct_options options = {.enabled = true};
  struct error error = {0};
  assert_int_equal(document_from_text(text, strlen(text), &document, &error), STATUS_OK);
  assert_int_equal(corrector_open(ZHAOLU_SOURCE_DATA, &corrector, &error), STATUS_OK);
  document_correct(corrector, &options, document);
  corrector_close(&corrector);
  return document;
}

static void test_a_digit_of_a_text_is_never_outvoted(void **state)
{
  (void)state;
  struct document *document = text_document_corrected(
      "经营许可证编号：B2-20200008\f经营许可证编号：B2-20200006\f经营许可证编号：B2-20200008");
  assert_non_null(strstr(document->pages[1].lines[0].text, "B2-20200006"));
  assert_int_equal(document->warning_count, 1);
  document_free(&document);
}

static void test_the_company_name_is_compared_over_front_provisions_and_annex(void **state)
{
  (void)state;
  struct document *document =
      text_document_corrected("公司名称：西安潮启智能科技有限公司\f"
                              "《特别规定事项》是经营许可证重要组成部分，西安潮启智能科技有限公司应"
                              "当按照经营许可证开展业务\f"
                              "西安朝启智能科技有限公司获准经营的业务种类：");
  assert_int_equal(document->warning_count, 1);
  assert_non_null(strstr(document->warnings[0], "company name"));
  assert_non_null(strstr(document->pages[2].lines[0].text, "西安朝启"));
  document_free(&document);
}

static void test_a_look_alike_in_the_company_name_is_outvoted(void **state)
{
  (void)state;
  struct document *document =
      text_document_corrected("公司名称：西安末来智能科技有限公司\f"
                              "《特别规定事项》是经营许可证重要组成部分，西安未来智能科技有限公司应"
                              "当按照经营许可证开展业务\f"
                              "西安未来智能科技有限公司获准经营的业务种类：");
  assert_int_equal(document->warning_count, 0);
  assert_string_equal(document->pages[0].lines[0].text, "公司名称：西安未来智能科技有限公司");
  document_free(&document);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_most_pages_mend_a_number_that_its_own_picture_allows),
      cmocka_unit_test(test_a_number_that_is_clearly_another_stays_and_is_reported),
      cmocka_unit_test(test_two_pages_that_disagree_have_no_majority),
      cmocka_unit_test(test_a_copy_of_a_page_has_no_vote_of_its_own),
      cmocka_unit_test(test_two_pages_against_two_have_no_majority),
      cmocka_unit_test(test_the_second_reading_lets_a_province_be_mended),
      cmocka_unit_test(test_a_digit_of_a_text_is_never_outvoted),
      cmocka_unit_test(test_the_company_name_is_compared_over_front_provisions_and_annex),
      cmocka_unit_test(test_a_look_alike_in_the_company_name_is_outvoted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
