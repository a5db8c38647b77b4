#include "base/clock.h"
#include "tests/extract/extract_fixture.h"

/* Business licences whose authority stands in a seal only. */

enum { SIZE = 20 };

static void draw(struct read_page *page, int x, int y, const char *text)
{
  page_draw(page, LINE_TEXT, x, y, SIZE, text, 0.99F);
}

struct licence {
  const char *name;
  const char *code, *company, *address;
  const char *seal, *other; /* the ring's two readings; `other` may be NULL */
  const char *value, *status;
};

/* The codes name 苏州市吴中区, 上海市奉贤区 and 满洲里市. */
static const struct licence licences[] = {
    {"read as it is", "91320506MA1ABCDE0K", "苏州云岫检测有限公司", "苏州市吴中区云岫路7号",
     "苏州市吴中区市场监督管理局", NULL, "苏州市吴中区市场监督管理局", "ok"},
    {"with characters misread", "91320506MA1ABCDE0K", "苏州云岫检测有限公司",
     "苏州市吴中区云岫路7号", "苏川市昊中区市场监肾管理局", NULL, "苏州市吴中区市场监督管理局",
     "ok"},
    {"with half of its characters misread", "91320506MA1ABCDE0K", "苏州云岫检测有限公司",
     "苏州市吴中区云岫路7号", "苏川市昊中区巾场监肾曾理局", NULL, "苏州市吴中区市场监督管理局",
     "check"},
    {"with one lost and pieces of the ring", "91320506MA1ABCDE0K", "云岫检测有限公司", "云岫路7号",
     "丨苏州市吴区市场监督管理局一", NULL, "苏州市吴中区市场监督管理局", "check"},
    {"of the city, not of the district", "91320506MA1ABCDE0K", "苏州云岫检测有限公司",
     "苏州市吴中区云岫路7号", "苏州市市场监督管理局", NULL, "苏州市市场监督管理局", "ok"},
    {"of a branch", "91320506MA1ABCDE0K", "苏州云岫检测有限公司", "苏州市吴中区云岫路7号",
     "苏州工商行政官理局吴中分局", NULL, "苏州工商行政管理局吴中分局", "ok"},
    {"told by the second reading", "310120002412579", "上海云岫阀门有限公司",
     "上海市奉贤区云岫路7号", "卜人市工高行政笤更局", "上海市工商行政管理局",
     "上海市工商行政管理局", "ok"},
    {"of a place that nothing else names", "", "云岫检测有限公司", "云岫路7号",
     "苏州市吴中区市场监督管理局", NULL, "苏州市吴中区市场监督管理局", "check"},
    {"of a district of the city that the number names", "91320500MA1ABCDE0K",
     "苏州云岫检测有限公司", "云岫路7号", "苏州市昊中区市场监督管理局", NULL,
     "苏州市吴中区市场监督管理局", "ok"},
    {"of a company", "91320506MA1ABCDE0K", "苏州云岫检测有限公司", "苏州市吴中区云岫路7号",
     "苏州云岫检测有限公司", NULL, "-", "check"},
    {"of nothing that can be told", "91320506MA1ABCDE0K", "苏州云岫检测有限公司",
     "苏州市吴中区云岫路7号", "人囚口田由甲申生全区局", NULL, "-", "check"},
    {"of an office without its place", "", "云岫检测有限公司", "云岫路7号", "市场监督管理局", NULL,
     "-", "check"},
};

static void row_draw_value(struct read_page *page, int y, const char *label, const char *value)
{
  if (!*value)
    return;
  draw(page, 100, y, label);
  draw(page, 260, y, value);
}

static void reading_fill(struct reading *reading, const char *text, float confidence,
                         struct box box)
{
  for (const char *at = text; *at; at += 3) {
    char character[4] = {at[0], at[1], at[2], 0};
    reading_add(reading, character, confidence, box);
  }
}

/* `confidence`: of the ring's characters. */
static struct record *licence_record(const struct licence *licence, const char *printed,
                                     float confidence)
{
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  row_draw_value(&page, 160, "统一社会信用代码", licence->code);
  row_draw_value(&page, 220, "名称", licence->company);
  row_draw_value(&page, 280, "住所", licence->address);
  row_draw_value(&page, 340, "经营范围", "软件开发，检测服务。");
  draw(&page, 600, 800, "登记机关");
  if (printed)
    draw(&page, 600, 830, printed);
  struct box box = {600, 850, 200, 200};
  struct read_line *line = read_page_add_line(&page, LINE_SEAL, box);
  reading_fill(&line->best, licence->seal, confidence, box);
  if (licence->other)
    reading_fill(&line->other, licence->other, confidence, box);
  struct document *document = page_document(&page);
  struct record *record = document_record(document, "business_licence");
  document_free(&document);
  return record;
}

static void test_takes_the_authority_from_a_seal_that_is_read_badly(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof licences / sizeof *licences; i++) {
    struct record *record = licence_record(&licences[i], NULL, 0.9F);
    const struct field *field = record_find_field(record, "issuing_authority");
    const char *value = json_string_value(field->value);
    if (strcmp(value ? value : "-", licences[i].value))
      fail_msg("%s: %s", licences[i].name, value);
    if (strcmp(record_status(record, "issuing_authority"), licences[i].status))
      fail_msg("%s is %s", licences[i].name, record_status(record, "issuing_authority"));
    if (value)
      assert_int_equal(field->source, FIELD_FROM_SEAL);
    record_free(&record);
  }
}

/* Characters that are read surely and differ are of another office, which is in no list. */
static void test_a_ring_that_is_read_surely_and_differs_is_to_check(void **state)
{
  (void)state;
  struct record *record = licence_record(&licences[1], NULL, 0.97F);
  assert_value(record, "issuing_authority", licences[1].value);
  assert_string_equal(record_status(record, "issuing_authority"), "check");
  record_free(&record);
}

static void test_print_wins_over_a_seal(void **state)
{
  (void)state;
  struct record *record = licence_record(&licences[0], "苏州市行政审批局", 0.9F);
  assert_value(record, "issuing_authority", "苏州市行政审批局");
  assert_int_equal(record_find_field(record, "issuing_authority")->source, FIELD_FROM_PRINT);
  record_free(&record);
}

/* A hostile page may claim as many as a page's lines. */
static void test_a_page_that_claims_thousands_of_seals_is_done_soon(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw(&page, 400, 60, "营业执照");
  row_draw_value(&page, 160, "统一社会信用代码", licences[0].code);
  row_draw_value(&page, 220, "名称", licences[0].company);
  struct box box = {600, 850, 200, 200};
  for (int i = 0; i < 3000; i++) {
    struct read_line *line = read_page_add_line(&page, LINE_SEAL, box);
    reading_fill(&line->best, "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥", 0.9F, box);
  }
  struct document *document = page_document(&page);
  int64_t begun = clock_now();
  struct record *record = document_record(document, "business_licence");
  assert_true(clock_now() - begun < 25000);
  record_free(&record);
  document_free(&document);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_takes_the_authority_from_a_seal_that_is_read_badly),
      cmocka_unit_test(test_a_ring_that_is_read_surely_and_differs_is_to_check),
      cmocka_unit_test(test_print_wins_over_a_seal),
      cmocka_unit_test(test_a_page_that_claims_thousands_of_seals_is_done_soon),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
