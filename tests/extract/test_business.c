#include "tests/extract/extract_fixture.h"

#include "extract/business.h"
#include "extract/layout.h"

/* The parts of a block of services as "N:name|T:term|C:coverage". */
static char *parts_text(const char *text)
{
  struct document *document = text_document(text);
  struct layout *layout = layout_make(document);
  struct reference *reference = reference_open();
  struct passage passage = {0};
  for (size_t i = 0; i < layout->row_count; i++)
    passage_add(&passage, &layout->rows[i], 0, layout->rows[i].count);
  struct business_parts parts = business_parts_find(reference, &passage);
  char *out = memory_copy_string("");
  for (size_t i = 0; i < parts.count; i++) {
    autofree char *part = passage_text(&passage, parts.items[i].from, parts.items[i].to);
    char *longer = memory_format("%s%s%c:%s", out, i ? "|" : "", "NTC"[parts.items[i].kind], part);
    free(out);
    out = longer;
  }
  business_parts_clear(&parts);
  passage_clear(&passage);
  reference_free(&reference);
  layout_free(&layout);
  document_free(&document);
  return out;
}

static void test_cuts_a_block_of_services_into_names_terms_and_coverage(void **state)
{
  (void)state;
  static const struct {
    const char *text, *parts;
  } cases[] = {
      {"内容分发网络业务", "N:内容分发网络业务"},
      {"信息服务业务(不含互联网信息服务)\n全国", "N:信息服务业务(不含互联网信息服务)|C:全国"},
      /* a name broken inside its bracket */
      {"在线数据处理与交易处理业务(仅限经营类\n电子商务)",
       "N:在线数据处理与交易处理业务(仅限经营类电子商务)"},
      /* and in front of it */
      {"第二类增值电信业务中的信息服务业务\n(不含互联网信息服务)",
       "N:第二类增值电信业务中的信息服务业务(不含互联网信息服务)"},
      /* a condition whose second row reads like a name */
      {"互联网接入服务业务（不含为上网用户提供\n互联网接入服务）",
       "N:互联网接入服务业务（不含为上网用户提供互联网接入服务）"},
      /* the full stop at the start of a row belongs to the term above it */
      {"信息服务业务（仅限互联网信息服务）\n不含信息搜索查询服务、信息即时交互服务\n"
       "。【依法须经批准的项目，经相关部门批准\n后方可开展相应经营活动】\n国内呼叫中心业务",
       "N:信息服务业务（仅限互联网信息服务）|T:不含信息搜索查询服务、信息即时交互服务。|"
       "T:【依法须经批准的项目，经相关部门批准后方可开展相应经营活动】|N:国内呼叫中心业务"},
      /* a term broken between two rows, without brackets */
      {"信息服务业务（仅限互联网信息服务）\n不含信息搜索查询服务、信息即时\n交互服务。\n"
       "国内呼叫中心业务",
       "N:信息服务业务（仅限互联网信息服务）|T:不含信息搜索查询服务、信息即时交互服务。|"
       "N:国内呼叫中心业务"},
      /* a row of its own after a term that has its stop */
      {"国内呼叫中心业务\n不含境外部分。\n某某通信业务",
       "N:国内呼叫中心业务|T:不含境外部分。|N:某某通信业务"},
      /* all in one row */
      {"信息服务业务(仅限互联网信息服务)不含信息搜索查询服务。【依法须经批准的项目，经相关部门批准"
       "后方可开展相应经营活动】",
       "N:信息服务业务(仅限互联网信息服务)|T:不含信息搜索查询服务。|"
       "T:【依法须经批准的项目，经相关部门批准后方可开展相应经营活动】"},
      /* several names in a row */
      {"互联网数据中心业务、互联网接入服务业务", "N:互联网数据中心业务|N:互联网接入服务业务"},
      {"国内呼叫中心业务、信息服务业务（不含互联网信息服务、移动网信息服务）",
       "N:国内呼叫中心业务|N:信息服务业务（不含互联网信息服务、移动网信息服务）"},
      /* numbered, each with its coverage */
      {"1、互联网数据中心业务\n业务覆盖范围：北京、上海\n2、国内呼叫中心业务\n业务覆盖范围：全国",
       "N:互联网数据中心业务|C:北京、上海|N:国内呼叫中心业务|C:全国"},
      {"国内多方通信服务业务\n北京、上海、广东、\n江苏",
       "N:国内多方通信服务业务|C:北京、上海、广东、江苏"},
      /* a service that no catalogue has stays as it is printed */
      {"星际通信服务业务\n不含水下部分。", "N:星际通信服务业务|T:不含水下部分。"},
      /* a bracket lost at a row's end does not swallow the next service */
      {"信息服务业务（仅限互联网信息服务\n国内呼叫中心业务",
       "N:信息服务业务（仅限互联网信息服务|N:国内呼叫中心业务"},
      /* the wrong bracket in front of a condition is no term's */
      {"信息服务业务【仅限互联网信息服务）\n【依法须经批准】",
       "N:信息服务业务【仅限互联网信息服务）|T:【依法须经批准】"},
      {"", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *parts = parts_text(cases[i].text);
    if (strcmp(parts, cases[i].parts))
      fail_msg("'%s'\nis   %s\nnot  %s", cases[i].text, parts, cases[i].parts);
  }
}

static void test_offers_the_nearest_name_of_the_catalogue(void **state)
{
  (void)state;
  static const struct {
    const char *name, *nearest;
    size_t distance;
    bool condition_known;
  } cases[] = {
      {"信息服务业务（仅限互联网信息服务）", "信息服务业务", 0, true},
      {"第二类增值电信业务中的信息服务业务(不含互联网信息服务)", "信息服务业务", 0, true},
      {"国内呼叫中心业条", "国内呼叫中心业务", 1, true},
      {"信息服务业务（仅限某某服务）", "信息服务业务", 0, false},
      {"信息服务业务（仅限互联网信息服务", "信息服务业务", 0, false},
  };
  struct reference *reference = reference_open();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t distance;
    bool known;
    assert_string_equal(business_nearest_name(reference, cases[i].name, &distance, &known),
                        cases[i].nearest);
    assert_int_equal(distance, cases[i].distance);
    assert_int_equal(known, cases[i].condition_known);
  }
  reference_free(&reference);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_cuts_a_block_of_services_into_names_terms_and_coverage),
      cmocka_unit_test(test_offers_the_nearest_name_of_the_catalogue),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
