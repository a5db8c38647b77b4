#include "tests/extract/extract_fixture.h"

#include "extract/kind.h"
#include "extract/profile.h"
#include "extract/qr.h"

static void test_takes_a_number_from_a_qr_code_only_when_it_is_exact(void **state)
{
  (void)state;
  static const struct {
    const char *kind, *text, *number;
  } cases[] = {
      {"telecom_licence_number", "https://example.invalid/xkz?no=渝B2-20990715&t=1",
       "渝B2-20990715"},
      {"telecom_licence_number", "https://example.invalid/xkz?no=%E6%B8%9DB2-20990715",
       "渝B2-20990715"},
      {"telecom_licence_number", "https://example.invalid/?id=B220990715", NULL},
      {"telecom_licence_number", "https://example.invalid/%E6", NULL},
      {"credit_code", "https://example.invalid/?code=91350100M000100Y43", "91350100M000100Y43"},
      {"credit_code", "https://example.invalid/?code=91350100M000100Y44", NULL},
      {"credit_code", "https://example.invalid/?key=X91350100M000100Y43", NULL},
      {"text", "渝B2-20990715", NULL},
  };
  struct reference *reference = reference_open();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page page = {.number = 1};
    read_page_add_qr(&page, cases[i].text);
    struct document *document = document_from_pages(&page, 1);
    struct layout *layout = layout_make(document);
    int found_on = 0;
    autofree char *number = qr_find_value(reference, layout, kind_find(cases[i].kind), &found_on);
    if (!number != !cases[i].number || (number && strcmp(number, cases[i].number)))
      fail_msg("'%s' gives %s", cases[i].text, number ? number : "nothing");
    layout_free(&layout);
    document_free(&document);
  }
  reference_free(&reference);
}

/* Parses `text` as the profile kind `name`; NULL where it holds none. */
static char *parse(const char *name, const char *text, int *ret_repairs, bool *ret_whole)
{
  struct document *document = text_document(text);
  struct layout *layout = layout_make(document);
  struct reference *reference = reference_open();
  struct passage passage = {0};
  struct profile_field field = {.name = (char *)"field"};
  struct parsed parsed = {0};
  struct kind_input input = {.passage = &passage, .field = &field, .reference = reference};
  for (size_t i = 0; i < layout->row_count; i++)
    passage_add(&passage, &layout->rows[i], 0, layout->rows[i].count);
  char *value = NULL;
  if (kind_find(name)->parse(&input, &parsed))
    value = memory_copy_string(json_string_value(parsed.value));
  *ret_repairs = parsed.repairs;
  *ret_whole = parsed.whole;
  parsed_clear(&parsed);
  passage_clear(&passage);
  reference_free(&reference);
  layout_free(&layout);
  document_free(&document);
  return value;
}

static void test_reads_values_of_each_kind(void **state)
{
  (void)state;
  static const struct {
    const char *kind, *text, *value; /* NULL: none */
    int repairs;
    bool whole;
  } cases[] = {
      {"date", "2020年02月11日", "2020-02-11", 0, true},
      {"date", "2018 年 05 月 03 日", "2018-05-03", 0, true},
      {"date", "2018 年 5 月 3 日", "2018-05-03", 0, true},
      {"date", "2018-05-03", "2018-05-03", 0, true},
      {"date", "2018.5.3", "2018-05-03", 0, true},
      {"date", "二〇一八年五月三日", "2018-05-03", 0, true},
      {"date", "二○二〇年十二月二十一日", "2020-12-21", 0, true},
      {"date", "二〇二〇年十月三十日", "2020-10-30", 0, true},
      {"date", "2O18年O5月l3日", "2018-05-13", 3, true},
      {"date", "2018午05月03日", "2018-05-03", 1, true},
      {"date", "2019年02月29日", "2019-02-29", 0, false}, /* printed so; there is no such day */
      {"date", "June 18, 2023", "2023-06-18", 0, true},
      {"date", "June, 18, 2023", "2023-06-18", 0, true},
      {"date", "Sept. 9, 2024", "2024-09-09", 0, true},
      {"date", "29 August 2024", "2024-08-29", 0, true},
      {"date", "Mayor 29, 2024", NULL, 0, false},
      {"date", "June. 18, 223", NULL, 0, false},
      {"date", "2020年13月01日", "2020-13-01", 0, false},
      {"date", "自2015年03月13日至长期", "2015-03-13", 0, true},
      {"date", "年 月 日", NULL, 0, false},
      {"date", "120180503", NULL, 0, false},
      {"date_or_words", "未发表", "未发表", 0, true},
      {"date_or_words", "不约定期限", "不约定期限", 0, true},
      {"date_or_words", "2018年05月03日", "2018-05-03", 0, true},
      {"date_or_words", "不详", "不详", 0, false},
      {"person", "尚 望舒", "尚望舒", 0, true},
      {"person", "：冼彧。", "冼彧", 0, true},
      {"person", "买买提·艾合", "买买提·艾合", 0, true},
      {"person", "ANNA SMITH", "ANNA SMITH", 0, true},
      {"person", "王小二三四五", "王小二三四五", 0, false},
      {"person", "—", NULL, 0, false},
      {"organisation", "重庆云岫数据服务有限公司", "重庆云岫数据服务有限公司", 0, true},
      {"organisation", "禾声（常州）精密\n机械有限公司", "禾声（常州）精密机械有限公司", 0, true},
      {"organisation", "海岱咨询中心（有限合伙）", "海岱咨询中心（有限合伙）", 0, true},
      {"organisation", "云岫科技有限公司\n人囚口", "云岫科技有限公司", 0, true},
      {"organisation", "云岫科技有限公刊", "云岫科技有限公司", 1, true}, /* no name ends so */
      {"organisation", "云岫科技有跟公刊", "云岫科技有跟公刊", 0, false},
      {"organisation", "有限公刊", "有限公刊", 0, false},
      {"names", "云岫科技有限公刊；沈知夏", "云岫科技有限公司；沈知夏", 1, true},
      {"money", "人民币壹仟万元", "人民币壹仟万元", 0, true},
      {"month", "2015年12月", "2015-12", 0, true},
      {"month", "二〇一五年三月", "2015-03", 0, true},
      {"money", "2000万元人民币", "2000万元人民币", 0, true},
      {"money", "人民币过件万元", "人民币壹仟万元", 2, true},     /* no amount holds 过 or 件 */
      {"money", "人民币壹仟万元目", "人民币壹仟万元整", 1, true}, /* what closes an amount */
      {"money", "人民币壹仟万元目目", "人民币壹仟万元目目", 0, false},
      {"money", "人民币3000. 0000万元整", "人民币3000.0000万元整", 0, true},
      {"money", "参佰万元整二", "叁佰万元整", 1, false},
      {"money", "壹仟", "壹仟", 0, false},
      {"address", "重庆市渝中区云岫路8号", "重庆市渝中区云岫路8号", 0, true},
      {"address", "重庆市渝中区云岫路8号2幢5", "重庆市渝中区云岫路8号2幢5", 0, false},
      {"paragraph", "软件开发；技术服务\n；设计。", "软件开发；技术服务；设计。", 0, true},
      {"text", "：有限责任公司 |", "有限责任公司", 0, true},
      {"credit_code", "91350100M000100Y43", "91350100M000100Y43", 0, true},
      {"credit_code", "9135O1OOMOOO1OOY43", "91350100M000100Y43", 8, true},
      {"credit_code", "91350100MAGCP0M02Y", "91350100MAGCP0MQ2Y", 1, false},
      {"credit_code", "（副本）91350100M000100Y43（1-1）", "91350100M000100Y43", 0, true},
      {"credit_code", "913501010M000100Y43", "91350100M000100Y43", 1, false}, /* one too many */
      {"credit_code", "91350100M000", NULL, 0, false},
      {"telecom_licence_number", "第页\n渝B2-20990715", "渝B2-20990715", 0, true},
      {"places", "北京、上海、广东", "北京、上海、广东", 0, true},
      {"places", "北京市，内蒙古自治区、\n广西", "北京市，内蒙古自治区、广西", 0, true},
      {"places", "全国", "全国", 0, true},
      {"places", "全国\n人囚", "全国", 0, true},
      {"places", "北京上海、广东`江苏", "北京、上海、广东、江苏", 0, true},
      {"places", "仅限电子商务", "仅限电子商务", 0, false},
      {"telecom_licence_number", "京ICP证150987号", "京ICP证150987号", 0, true},
      {"telecom_licence_number", "京ICPiE150987号", "京ICP证150987号", 1, true},
      {"telecom_licence_number", "京ICP备150987号", NULL, 0, false}, /* no licence's number */
      {"telecom_licence_number", "京ICPiE1509号", NULL, 0, false},
      {"places", "北京、上诲", "北京、上诲", 0, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int repairs;
    bool whole;
    autofree char *value = parse(cases[i].kind, cases[i].text, &repairs, &whole);
    if (!value != !cases[i].value || (value && strcmp(value, cases[i].value)))
      fail_msg("%s of '%s': '%s'", cases[i].kind, cases[i].text, value ? value : "none");
    if (repairs != cases[i].repairs || (value && whole != cases[i].whole))
      fail_msg("%s of '%s': %d repairs, whole %d", cases[i].kind, cases[i].text, repairs, whole);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_takes_a_number_from_a_qr_code_only_when_it_is_exact),
      cmocka_unit_test(test_reads_values_of_each_kind),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
