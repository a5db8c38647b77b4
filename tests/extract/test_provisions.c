#include "tests/extract/extract_fixture.h"

#include "base/strbuf.h"

/* The tree as "一@2 text\n （一）@3 text\n". */
static char *tree_text(const struct record *record)
{
  struct strbuf out = {0};
  for (size_t i = 0; i < record->provision_count; i++) {
    const struct provision *clause = &record->provisions[i];
    strbuf_appendf(&out, "%s@%d %s\n", clause->number, clause->page, clause->text);
    for (size_t k = 0; k < clause->item_count; k++)
      strbuf_appendf(&out, " %s@%d %s\n", clause->items[k].number, clause->items[k].page,
                     clause->items[k].text);
  }
  return strbuf_take(&out);
}

#define HEAD "经营许可证编号：渝B2-20200646\n特别规定事项\n"

static void assert_tree(const char *text, const char *expected)
{
  struct document *document = text_document(text);
  struct record *record = document_record(document, "value_added_telecom_licence");
  autofree char *tree = tree_text(record);
  if (strcmp(tree, expected))
    fail_msg("\n%s\nnot\n%s", tree, expected);
  record_free(&record);
  document_free(&document);
}

static void test_joins_rows_to_clauses_and_items(void **state)
{
  (void)state;
  assert_tree(
      HEAD
      "《特别规定事项》是经营许可证重要组成部分，重庆云岫数据服务有限公司应当遵守下列规定事项：\n"
      "一、你公司应当按照\n要求经营。\n二、你公司应当遵守下列规定：\n"
      "（一）不得转让。\n（二）不得出租、\n出借。\n三、本证自颁发之日起生效。\n",
      "一@1 你公司应当按照要求经营。\n二@1 你公司应当遵守下列规定：\n"
      " （一）@1 不得转让。\n （二）@1 不得出租、出借。\n三@1 本证自颁发之日起生效。\n");
}

static void test_joins_a_clause_over_a_page_end_and_tells_where_it_begins(void **state)
{
  (void)state;
  assert_tree(HEAD "一、发生事件时，立即采取应急措施，控制影响\n1/2\n\f" HEAD
                   "范围，并报告。\n二、你公司应当遵守：\n（一）甲。\n\f" HEAD "（二）乙。\n",
              "一@1 发生事件时，立即采取应急措施，控制影响范围，并报告。\n"
              "二@2 你公司应当遵守：\n （一）@2 甲。\n （二）@3 乙。\n");
}

static void test_leaves_signatures_out(void **state)
{
  (void)state;
  assert_tree(HEAD
              "一、甲。\n司(局)负责人:\n沈知夏\n年 月 日\n公司代表: 冼彧\n2018年5月29日\n\f" HEAD
              "二、乙。\n年 月 日\n",
              "一@1 甲。\n二@2 乙。\n");
}

static void test_keeps_a_bracket_that_follows_an_items_number(void **state)
{
  (void)state;
  assert_tree(HEAD "一、你公司应当遵守：\n（一）（适用于信息发布平台）不得强行推送。\n",
              "一@1 你公司应当遵守：\n （一）@1 （适用于信息发布平台）不得强行推送。\n");
}

static void test_counts_on_where_a_number_is_misread(void **state)
{
  (void)state;
  /* the comma misread; 一 read as a dash; a bracket lost; 三 lost with its row's start */
  assert_tree(HEAD "-、甲。\n二.乙：\n一）子。\n(二〕丑。\n四、丁。\n",
              "一@1 甲。\n二@1 乙：\n （一）@1 子。\n （二）@1 丑。\n四@1 丁。\n");
}

static void test_a_row_that_begins_with_a_numeral_is_not_always_a_clause(void **state)
{
  (void)state;
  /* 第十 / 五条, 二〇二〇年, and numbers that do not count on */
  assert_tree(
      HEAD "一、按照《办法》第十\n五条所列内容。\n九、不是第九款。\n十月一日起施行。\n二、乙。\n",
      "一@1 按照《办法》第十五条所列内容。九、不是第九款。十月一日起施行。\n二@1 乙。\n");
}

static void test_counts_past_ten(void **state)
{
  (void)state;
  static const char *const numbers[] = {"一",   "二",   "三",   "四",   "五",   "六",   "七",
                                        "八",   "九",   "十",   "十一", "十二", "十三", "十四",
                                        "十五", "十六", "十七", "十八", "十九", "二十", "二十一"};
  struct strbuf text = {0}, expected = {0};
  strbuf_append(&text, HEAD);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    strbuf_appendf(&text, "%s、甲。\n", numbers[i]);
    strbuf_appendf(&expected, "%s@1 甲。\n", numbers[i]);
  }
  assert_tree(strbuf_text(&text), strbuf_text(&expected));
  strbuf_clear(&text);
  strbuf_clear(&expected);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_joins_rows_to_clauses_and_items),
      cmocka_unit_test(test_joins_a_clause_over_a_page_end_and_tells_where_it_begins),
      cmocka_unit_test(test_leaves_signatures_out),
      cmocka_unit_test(test_keeps_a_bracket_that_follows_an_items_number),
      cmocka_unit_test(test_counts_on_where_a_number_is_misread),
      cmocka_unit_test(test_a_row_that_begins_with_a_numeral_is_not_always_a_clause),
      cmocka_unit_test(test_counts_past_ten),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
