#include "tests/cmocka_all.h"
#include "base/memory.h"
#include "tests/postproc/read_text.h"

/* What was read, as read_text.h writes it, and what must come of it. */
static const struct {
  const char *why, *read, *wanted;
} cases[] = {
    {"the likelier of two marks", "发证日期;{95::}2020年05月06日", "发证日期：2020年05月06日"},
    {"a stroke that was a comma", "业务资费、市场管理`{90:、}服务质量",
     "业务资费、市场管理、服务质量"},
    {"a dot between two items of a list", "业务资费、市场管理.{88:、}服务质量",
     "业务资费、市场管理、服务质量"},
    {"a look-alike that the recogniser doubted", "应当按照经营许可证裁{86}明的许可事项",
     "应当按照经营许可证载明的许可事项"},
    {"the second reading where the first is doubtful", "提供虚{80:庶}假信息诱异{84}{=导}、欺骗用户",
     "提供虚假信息诱导、欺骗用户"},
    {"a speck read as a character", "依法开展监督人{80}检查工作", "依法开展监督检查工作"},
    {"a mark that nobody read", "业务资费、市场管理__服{93}务质量、电信设备管理",
     "业务资费、市场管理、服务质量、电信设备管理"},
    {"a day's character torn at the line's end", "发证日期：2020年05月06晶{90}",
     "发证日期：2020年05月06日"},
    {"a sure misreading inside a term", "许可的业务种类和业务履盖范围",
     "许可的业务种类和业务覆盖范围"},
    {"a shape that is like nothing known there", "对运营网络和业务的全哆{71}盖",
     "对运营网络和业务的全覆盖"},
    {"no word as read", "资费标准，不得提供庶{84}假信息诱导用户",
     "资费标准，不得提供虚假信息诱导用户"},
    {"two in a row that are like nothing known there",
     "获准经音{81:闪营}祖{75:和}息服务业务（仅限互联网信息服务）",
     "获准经营信息服务业务（仅限互联网信息服务）"},
    {"a word that its neighbours tell", "室内环境、仪加{95}仪表的校准", "室内环境、仪器仪表的校准"},
    {"a label's letter under a seal", "发证机关（盖关{82}", "发证机关（盖章）"},
    {"a label's bracket under a seal", "发证机关盖章）：", "发证机关（盖章）："},
    {"a label's doubtful comma", "及覆盖范围，{90}", "及覆盖范围："},
};

static void test_evidence_decides_what_is_doubtful(void **state)
{
  (void)state;
  int failed = 0;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *got = line_corrected(cases[i].read);
    if (strcmp(got, cases[i].wanted) == 0)
      continue;
    failed++;
    print_error("%s: of %s\n  wanted %s\n  got    %s\n", cases[i].why, cases[i].read,
                cases[i].wanted, got);
  }
  assert_int_equal(failed, 0);
}

/* What must stay as it was read, whatever the language would rather have. */
static const char *const traps[][2] = {
    {"a number, with another one among its alternatives",
     "应当提前6{80:9}0日向原发证机关提出续办申请"},
    {"the mark between two items of a list",
     "为用人单位推荐劳动者；为劳动者介绍用人单位；{80:，}开展网络招聘服务"},
    {"an order's number", "（工业和信息化部令第42号）"},
    {"a sure character that the language does not know", "应当按照经营许可证栽种的许可事项"},
    {"a rare name that looks like a common word", "法定代表人：葛彧{90:或}"},
    {"a company's own characters", "公司名称：重庆益葵{85:蔡}信恩{85:息}技术有限公司"},
    {"a province's letter that was badly read", "经营许可证编号：鄂{78}B2-20200646"},
    {"an amount", "注册资本：人民币壹仟{80:佰}万元"},
    {"other wording than the usual one", "你单位可以按照电信主管部门要求"},
    {"a web address", "网站域名：la.la{90:.}cloud.cn"},
    {"white between two columns", "业务种类______________信息服务业务"},
    {"a bracket that the language did not expect", "留存（打{90}印）"},
    {"another word than the usual one, a little doubted", "视情节采取警告{93}、限制发布"},
    {"a word of its own, a little doubted", "不得提供真{92}假信息诱导用户"},
    {"a numeral between known words", "十三{85}、你公司遇有业务覆盖范围内"},
    {"a bracketed word that is no label", "发证机关（公关{82}）"},
    {"a label alone", "业务种类"},
};

static void test_facts_and_sure_characters_stay(void **state)
{
  (void)state;
  int failed = 0;
  for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
    /* What is expected is the text without the notes. */
    autofree char *wanted = memory_alloc(strlen(traps[i][1]) + 1);
    bool note = false;
    for (const char *at = traps[i][1]; *at; at++) {
      note = *at == '{' || (note && *at != '}');
      if (!note && *at != '}' && *at != '_')
        wanted[strlen(wanted)] = *at;
    }
    autofree char *got = line_corrected(traps[i][1]);
    if (strcmp(got, wanted) == 0)
      continue;
    failed++;
    print_error("%s: %s became %s\n", traps[i][0], wanted, got);
  }
  assert_int_equal(failed, 0);
}

static void test_a_replaced_character_keeps_its_box_and_confidence(void **state)
{
  (void)state;
  const char *lines[] = {"许可的业务种类和业务履盖范围"};
  struct document *document = document_of_lines(lines, 1);
  const struct document_line *line = &document->pages[0].lines[0];
  assert_string_equal(line->glyphs[10].text, "覆");
  assert_int_equal(line->glyphs[10].box.x, 100 + 10 * 40);
  assert_true(line->glyphs[10].confidence > 0.99f);
  assert_string_equal(line->raw, lines[0]);
  assert_int_equal(document->edit_count, 1);
  assert_string_equal(document->edits[0].rule, "lookalike_in_term");
  assert_string_equal(document->edits[0].before, "业务履盖范");
  assert_string_equal(document->edits[0].after, "业务覆盖范");
  document_free(&document);
}

/* The line with what its glyph at `at` looks like: the likeness of what was read, and of another.
 */
static char *line_corrected_by_looks(const char *written, size_t at, float read, unsigned look,
                                     float likeness)
{
  struct read_page page = {.number = 1};
  page_add_written_line(&page, written);
  struct glyph *glyph = &page.lines[0].best.glyphs[at];
  glyph->look_count = likeness > 0;
  glyph->looks[0] = (struct glyph_likeness){look, likeness};
  glyph->read_likeness = read;
  glyph->shape_fits = likeness >= 0 && likeness <= 0;
  struct document *document = document_from_pages(&page, 1);
  struct corrector *corrector = NULL;
  struct correct_options options = {.enabled = true};
  assert_int_equal(corrector_open(ZHAOLU_SOURCE_DATA, &corrector, NULL), STATUS_OK);
  document_correct(corrector, &options, document);
  char *text = memory_copy_string(document->pages[0].lines[0].text);
  corrector_close(&corrector);
  document_free(&document);
  return text;
}

static void test_looks_and_language_tell_together_what_stands_there(void **state)
{
  (void)state;
  static const struct {
    const char *why, *written;
    size_t at;
    float read;
    unsigned look;
    float likeness;
    const char *wanted;
  } looked[] = {
      {"as like, and a word", "依法恁{95}许可证从事", 2, 0.90f, 0x51ED, 0.965f, "依法凭许可证从事"},
      {"what was read is as like", "依法恁{95}许可证从事", 2, 0.964f, 0x51ED, 0.965f,
       "依法恁许可证从事"},
      {"a fitting character stands", "室内环境、仪加{95}仪表的校准", 6, 0, 0, 0,
       "室内环境、仪加仪表的校准"},
      {"a name is told by its looks", "名称：学{88}感晨星网络有限公司", 3, 0.85f, 0x5B5D, 0.965f,
       "名称：孝感晨星网络有限公司"},
      {"a number's words are not guessed", "（皖{85}）字第99177号", 1, 0, 0, -1,
       "（皖）字第99177号"},
      {"an amount is not guessed", "本参{60}佰万元整", 1, 0.50f, 0x4EBA, 0.97f, "本参佰万元整"},
  };
  for (size_t i = 0; i < sizeof looked / sizeof *looked; i++) {
    autofree char *got = line_corrected_by_looks(looked[i].written, looked[i].at, looked[i].read,
                                                 looked[i].look, looked[i].likeness);
    if (strcmp(got, looked[i].wanted) != 0)
      fail_msg("%s: %s became %s", looked[i].why, looked[i].written, got);
  }
}

static void test_what_was_mended_is_not_surely_read(void **state)
{
  (void)state;
  const char *lines[] = {"应当按照经营许可证裁{97}明的许可事项"};
  struct document *document = document_of_lines(lines, 1);
  assert_string_equal(document->pages[0].lines[0].glyphs[9].text, "载");
  assert_true(document->pages[0].lines[0].glyphs[9].confidence < 0.95f);
  document_free(&document);
}

static void test_text_of_a_strange_kind_is_left_alone(void **state)
{
  (void)state;
  /* An odd mark that would be mended on a licence. */
  const char *lines[] = {
      "醛缩酶、天冬氨酸转氨酶、乳酸脱氢酶、肌酸激酶、钾、尿酸、磷等被释放，激活凝血系统",
      "肌细胞受损后释放的代谢产物等大量入血，通过肾脏滤过.{88:、}易堵塞肾小管",
  };
  struct document *document = document_of_lines(lines, 2);
  assert_string_equal(document->pages[0].lines[1].text,
                      "肌细胞受损后释放的代谢产物等大量入血，通过肾脏滤过.易堵塞肾小管");
  document_free(&document);
}

static void test_a_mark_that_no_text_has_is_mended_even_in_text_of_a_strange_kind(void **state)
{
  (void)state;
  const char *lines[] = {
      "醛缩酶、天冬氨酸转氨酶、乳酸脱氢酶、肌酸激酶、钾、尿酸、磷等被释放，激活凝血系统",
      "商务信息咨询；办公用品`{99}日用百货销售。",
  };
  struct document *document = document_of_lines(lines, 2);
  assert_string_equal(document->pages[0].lines[1].text, "商务信息咨询；办公用品、日用百货销售。");
  document_free(&document);
}

static void test_a_gap_is_seen_on_a_page_that_lies_on_its_side(void **state)
{
  (void)state;
  struct read_page page = {.number = 1};
  page_add_written_line(&page, "业务资费、市场管理__服{93}务质量、电信设备管理、设施建设和运行");
  /* Turned so that it must be turned 90 degrees clockwise to stand upright. */
  for (size_t i = 0; i < page.lines[0].best.count; i++) {
    struct box *box = &page.lines[0].best.glyphs[i].box;
    *box = (struct box){box->y, page.width - box->x - box->w, box->h, box->w};
  }
  int width = page.width;
  page.rotation = 90;
  page.width = page.height;
  page.height = width;
  struct document *document = document_from_pages(&page, 1);
  struct corrector *corrector = NULL;
  struct correct_options options = {.enabled = true};
  struct error error = {0};
  assert_int_equal(corrector_open(ZHAOLU_SOURCE_DATA, &corrector, &error), STATUS_OK);
  document_correct(corrector, &options, document);
  assert_string_equal(document->pages[0].lines[0].text,
                      "业务资费、市场管理、服务质量、电信设备管理、设施建设和运行");
  corrector_close(&corrector);
  document_free(&document);
}

static void expect_line(const char *const *lines, size_t count, size_t line, const char *wanted)
{
  struct document *document = document_of_lines((const char **)lines, count);
  assert_string_equal(document->pages[0].lines[line].text, wanted);
  document_free(&document);
}

static void test_a_mark_lost_at_a_lines_start_is_found_by_its_place(void **state)
{
  (void)state;
  const char *const lost[] = {"不含信息搜索查询服务、信息即时交互服务",
                              "__【依法须经批准的项目，经相关部门批准"};
  expect_line(lost, 2, 1, "。【依法须经批准的项目，经相关部门批准");
  const char *const none[] = {"不含信息搜索查询服务、信息即时交互服务",
                              "【依法须经批准的项目，经相关部门批准"};
  expect_line(none, 2, 1, none[1]);
}

static void test_a_lost_colon_comes_back_where_all_others_have_theirs(void **state)
{
  (void)state;
  const char *const with[] = {"公司名称：重庆益葵科技有限公司", "法定代表人：李海燕",
                              "有效期至：2026年04月23日", "发证日期2021年04月23日",
                              "发证机关（盖章）"};
  expect_line(with, 5, 3, "发证日期：2021年04月23日");
  expect_line(with, 5, 4, "发证机关（盖章）：");
  const char *const without[] = {"公司名称 重庆益葵科技有限公司", "法定代表人：李海燕",
                                 "有效期至：2026年04月23日", "注册资本：壹佰万元",
                                 "发证日期2021年04月23日"};
  expect_line(without, 5, 4, without[4]);
}

static void test_a_doubtful_numeral_gives_way_to_the_count_and_a_sure_one_stays(void **state)
{
  (void)state;
  const char *const doubtful[] = {"（十一）你公司应当遵守规定。",
                                  "（十三{93}）你公司应当遵守规定。",
                                  "（十三）你公司应当遵守规定。", "（十四）你公司应当遵守规定。"};
  expect_line(doubtful, 4, 1, "（十二）你公司应当遵守规定。");
  expect_line(doubtful, 4, 2, "（十三）你公司应当遵守规定。");
  const char *const sure[] = {"（十一）你公司应当遵守规定。", "（十三）你公司应当遵守规定。",
                              "（十三）你公司应当遵守规定。", "（十四）你公司应当遵守规定。"};
  expect_line(sure, 4, 1, sure[1]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_evidence_decides_what_is_doubtful),
      cmocka_unit_test(test_facts_and_sure_characters_stay),
      cmocka_unit_test(test_a_replaced_character_keeps_its_box_and_confidence),
      cmocka_unit_test(test_looks_and_language_tell_together_what_stands_there),
      cmocka_unit_test(test_what_was_mended_is_not_surely_read),
      cmocka_unit_test(test_text_of_a_strange_kind_is_left_alone),
      cmocka_unit_test(test_a_mark_lost_at_a_lines_start_is_found_by_its_place),
      cmocka_unit_test(test_a_lost_colon_comes_back_where_all_others_have_theirs),
      cmocka_unit_test(test_a_doubtful_numeral_gives_way_to_the_count_and_a_sure_one_stays),
      cmocka_unit_test(test_a_mark_that_no_text_has_is_mended_even_in_text_of_a_strange_kind),
      cmocka_unit_test(test_a_gap_is_seen_on_a_page_that_lies_on_its_side),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
