#include "tests/cmocka_all.h"
#include "base/memory.h"
#include "postproc/correct.h"
#include "postproc/document_text.h"

#define FRONT                                                                                                             \
  "中华人民共和国增值电信业务经营许可证\n经营许可证编号：B2-20200001\n"                         \
  "公司名称：北京青禾文化传播有限公司\n法定代表人：葛彧\n注册资本：人民币壹仟万元\n" \
  "业务覆盖范围：全国\n发证日期：2018年05月03日\n有效期至：2023年05月03日\n"

/* Two pages, and whether the second only repeats the first. */
static const struct {
  const char *why, *first, *second;
  bool repeated;
} cases[] = {
    {"the same page", FRONT, FRONT, true},
    {"the same but for spaces and marks", FRONT,
     "中华人民共和国 增值电信业务经营许可证\n经营许可证编号: B2-20200001\n"
     "公司名称:北京青禾文化传播有限公司\n法定代表人:葛彧。\n注册资本:人民币壹仟万元\n"
     "业务覆盖范围:全国\n发证日期: 2018 年 05 月 03 日\n有效期至: 2023 年 05 月 03 日\n",
     true},
    {"the same but for a look-alike", FRONT "准许你公司经营", FRONT "淮许你公司经营", true},
    {"another serial", FRONT "附页", FRONT "附页B2-20200007", false},
    {"another day", FRONT "发证2018年05月03日", FRONT "发证2018年05月08日", false},
    {"another numeral", FRONT "第一季度", FRONT "第二季度", false},
    {"another person of a similar name", FRONT "签发人：王末", FRONT "签发人：王未", false},
    {"a province that is one character off", FRONT "业务在河南省开展", FRONT "业务在湖南省开展",
     false},
    {"a word that turns the meaning", FRONT "含互联网信息服务", FRONT "不含互联网信息服务", false},
    {"only half of the page", FRONT "一、你公司应当按照许可的业务种类开展业务。", FRONT, false},
    {"two short pages", "附页", "附页", false},
};

static void test_only_a_full_repetition_marks_a_page(void **state)
{
  (void)state;
  struct corrector *corrector = NULL;
  struct error error = {0};
  assert_int_equal(corrector_open(ZHAOLU_SOURCE_DATA, &corrector, &error), STATUS_OK);
  int failed = 0;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *text = memory_format("%s\f%s", cases[i].first, cases[i].second);
    struct document *document = NULL;
    struct correct_options options = {.enabled = i % 2 == 0}; /* the raw reading is compared too */
    assert_int_equal(document_from_text(text, strlen(text), &document, &error), STATUS_OK);
    document_correct(corrector, &options, document);
    const struct read_page *second = &document->pages[1].read;
    bool marked = second->status == PAGE_DUPLICATE && second->duplicate_of == 1;
    if (marked != cases[i].repeated)
      print_error("%s: %s\n", cases[i].why, marked ? "marked" : "not marked");
    failed += marked != cases[i].repeated;
    document_free(&document);
  }
  corrector_close(&corrector);
  assert_int_equal(failed, 0);
}

static void test_a_third_copy_names_the_first_page(void **state)
{
  (void)state;
  struct corrector *corrector = NULL;
  struct document *document = NULL;
  struct error error = {0};
  struct correct_options options = {.enabled = true};
  static const char text[] = FRONT "\f" FRONT "\f另有一页，与前两页说的不是同一件事\f" FRONT;
  assert_int_equal(corrector_open(ZHAOLU_SOURCE_DATA, &corrector, &error), STATUS_OK);
  assert_int_equal(document_from_text(text, strlen(text), &document, &error), STATUS_OK);
  document_correct(corrector, &options, document);
  assert_int_equal(document->pages[1].read.duplicate_of, 1);
  assert_int_equal(document->pages[2].read.status, PAGE_OK);
  assert_int_equal(document->pages[3].read.duplicate_of, 1);
  assert_string_equal(document->edits[document->edit_count - 1].rule, "repeated_page");
  corrector_close(&corrector);
  document_free(&document);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_only_a_full_repetition_marks_a_page),
      cmocka_unit_test(test_a_third_copy_names_the_first_page),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
