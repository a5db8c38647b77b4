#include "tests/extract/extract_fixture.h"

#include "base/strbuf.h"

enum { MUTATIONS_A_TEXT = 150, CHARACTERS_A_FAULT = 40 };

static const char *const texts[] = {
    "中华人民共和国\n增值电信业务经营许可证\n经营许可证编号：渝B2-"
    "20200646\n特颁发增值电信业务经营许可证。\n"
    "公司名称：重庆云岫数据服务有限公司\n法定代表人：沈知夏\n业务种类\n（服务项目）\n及覆盖范围：\n"
    "信息服务业务（仅限互联网信息服务）\n不含信息搜索查询服务、信息即时交互服务\n。【依法须经批准的"
    "项目，"
    "经相关部门批准\n后方可开展相应经营活动】\n业务覆盖范围：北京、上海\n发证日期：2020年05月06日\n"
    "有效期至：2025年05月06日\n\f经营许可证编号：渝B2-"
    "20200646\n（附页）\n重庆云岫数据服务有限公司获准经营"
    "国内呼叫中心业务相关信息\n网站名称：云岫\n网站域名：a.example\n1/"
    "2\n\f经营许可证编号：渝B2-20200646\n"
    "特别规定事项\n一、甲：\n（一）乙。\n二、丙。\n司（局）负责人：\n",
    "营业执照\n统一社会信用代码\n91350100M000100Y43\n名 称 云岫数据服务有限公司 成立日期 "
    "2015年03月13日\n"
    "类 型 有限责任公司 住 所 重庆市渝中区云岫路8号\n经营范围 "
    "软件开发；\n设计。\n登记机关\n2021年04月20日\n",
    "计算机软件著作权登记证书\n证书号：软著登字第3631528号\n软件名称：云岫\nV2."
    "0\n著作权人：沈知夏\n"
    "登记号：2022SR0337410\n对以上事项予以登记。\n2023年01月27日\n",
};

/* A small generator of its own, so that the same mutations come on every machine. */
static unsigned next_random(unsigned *seed)
{
  *seed = *seed * 1664525U + 1013904223U;
  return *seed >> 16;
}

/* The text with characters lost, doubled and put in, as a bad recogniser would have it. */
static char *text_mutate(const char *text, unsigned *seed)
{
  static const char *const specks[] = {
      "（", "）", "】", "【", "\n",   "：",   "、", "。",
      "8",  "B",  "一", " ",  "不含", "业务", "\f", "\xF0\xA0\x80\x80"};
  struct strbuf out = {0};
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step) {
    unsigned fault = next_random(seed) % CHARACTERS_A_FAULT;
    if (fault != 0)
      strbuf_append_bytes(&out, text, step);
    if (fault == 1)
      strbuf_append_bytes(&out, text, step);
    if (fault == 2)
      strbuf_append(&out, specks[next_random(seed) % (sizeof specks / sizeof *specks)]);
  }
  return strbuf_take(&out);
}

static void assert_sound(const struct record *record)
{
  for (size_t i = 0; i < record->field_count; i++) {
    const struct field *field = &record->fields[i];
    if (field->status == FIELD_MISSING)
      assert_true(json_is_null(field->value));
    else if (json_is_null(field->value)) /* a day that does not exist, a label without a value */
      assert_true(field->status == FIELD_CHECK && field->check_count > 0);
    assert_true(field->confidence >= 0 && field->confidence <= 1);
    bool failed = false;
    for (size_t k = 0; k < field->check_count; k++)
      failed |= !field->checks[k].ok;
    assert_false(failed && field->status == FIELD_OK);
  }
  json_t *json = record_to_json(record);
  struct record_list back = {0};
  struct error error = {0};
  if (record_list_from_json(json, &back, &error) != STATUS_OK)
    fail_msg("the program refuses its own record: %s", error.message);
  json_decref(json);
  record_list_clear(&back);
}

static void test_any_text_gives_a_sound_record(void **state)
{
  (void)state;
  struct extractor *extractor = NULL;
  struct error error = {0};
  assert_int_equal(extractor_open(ZHAOLU_SOURCE_DATA, NULL, &extractor, &error), STATUS_OK);
  unsigned seed = 1;
  for (size_t i = 0; i < sizeof texts / sizeof *texts * MUTATIONS_A_TEXT; i++) {
    autofree char *text = text_mutate(texts[i % (sizeof texts / sizeof *texts)], &seed);
    struct document *document = text_document(text);
    struct record_list records = {0};
    assert_int_equal(records_extract(extractor, document, &records, &error), STATUS_OK);
    for (size_t k = 0; k < records.count; k++)
      assert_sound(records.items[k]);
    record_list_clear(&records);
    document_free(&document);
  }
  extractor_close(&extractor);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_text_gives_a_sound_record)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
