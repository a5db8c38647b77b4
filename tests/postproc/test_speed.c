#include "tests/cmocka_all.h"

#include <time.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "postproc/correct.h"
#include "postproc/document_text.h"

/* Ordinary provisions with a few faults of each kind. */
static const char PAGE[] =
    "经营许可证编号: B2 - 20200001\n特 别 规 定 事 项\n"
    "一、你公司应当按照《中华人民共和国电信条例》、“《互联网信息服务管理办法》等法律法规要求,"
    "严格执行电信网码号资源、业务资费、市场管理、服务质量、电信设备管理、设施建设和运行、安全生产"
    "及网络与信息安全等行业管理规定,履行维护国家安全和利益的义务,"
    "配合电信主管部门依法开展监督检查工作。\n"
    "二、你公司应应当按照许可的业务种类和业务履盖范围,依法开展业务经营活动(一〉,应当提前 90 "
    "日提出。|\n";

/* Processor seconds to make a document of `pages` pages and to correct it. */
static double seconds_for(const struct corrector *corrector, int pages, const char *joint)
{
  struct strbuf text = {0};
  for (int i = 0; i < pages; i++) {
    strbuf_append(&text, PAGE);
    strbuf_append(&text, joint);
  }
  struct correct_options options = {.enabled = true};
  struct document *document = NULL;
  struct error error = {0};
  clock_t start = clock();
  assert_int_equal(document_from_text(text.data, text.length, &document, &error), STATUS_OK);
  document_correct(corrector, &options, document);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  document_free(&document);
  strbuf_clear(&text);
  return seconds;
}

/* Four times the text may take at most eight times as long: far from a square, safe from noise. */
static void check_growth(const char *joint)
{
  struct corrector *corrector = NULL;
  struct error error = {0};
  assert_int_equal(corrector_open(ZHAOLU_SOURCE_DATA, &corrector, &error), STATUS_OK);
  seconds_for(corrector, 50, joint); /* warms the mapped file */
  double small = seconds_for(corrector, 250, joint);
  double large = seconds_for(corrector, 1000, joint);
  print_message("%.3f s for 250 pages, %.3f s for 1000\n", small, large);
  assert_true(large < 8 * small + 0.1);
  corrector_close(&corrector);
}

static void test_time_grows_with_the_number_of_lines(void **state)
{
  (void)state;
  check_growth("\n");
}

static void test_time_grows_with_the_length_of_one_line(void **state)
{
  (void)state;
  check_growth("（ “《");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_time_grows_with_the_number_of_lines),
      cmocka_unit_test(test_time_grows_with_the_length_of_one_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
