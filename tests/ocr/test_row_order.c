#include "tests/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "ocr/row_order.h"

enum { SIZE = 22, MOST = 12 }; /* height of a character, pixels; segments of a case */

/* A segment on the page, by its left edge and its middle. */
struct placed {
  int x, middle;
  const char *text;
};

static struct read_segment segment_make(const struct placed *placed)
{
  struct read_segment segment = {
      .box = {placed->x, placed->middle - SIZE / 2, 0, SIZE},
      .size = SIZE,
  };
  for (const char *at = placed->text; *at;) {
    char character[8] = "";
    size_t length = 1;
    while ((at[length] & 0xC0) == 0x80)
      length++;
    memcpy(character, at, length);
    reading_add(&segment.best, character, 1, (struct box){0});
    segment.box.w += SIZE;
    at += length;
  }
  return segment;
}

/* The rows from the top down, parted by "/", the segments of a row by a blank; owned by the caller.
 */
static char *order_of(const struct placed *placed)
{
  struct read_segment segments[MOST];
  struct strbuf text = {0};
  size_t count = 0;
  for (; count < MOST && placed[count].text; count++)
    segments[count] = segment_make(&placed[count]);
  struct row_list rows = rows_order(segments, count);
  for (size_t row = 0; row < rows.count; row++)
    for (size_t i = 0; i < rows.rows[row].count; i++)
      strbuf_appendf(&text, "%s%s",
                     i     ? " "
                     : row ? "/"
                           : "",
                     placed[rows.rows[row].segments[i]].text);
  rows_clear(&rows);
  for (size_t i = 0; i < count; i++)
    reading_clear(&segments[i].best);
  return strbuf_take(&text);
}

static void test_rows_come_as_a_person_reads_them(void **state)
{
  (void)state;
  static const struct {
    struct placed segments[MOST];
    const char *order;
  } cases[] = {
      {{{100, 300, "乙"}, {100, 200, "甲"}}, "甲/乙"},
      {{{300, 208, "云岫"}, {100, 200, "公司名称："}}, "公司名称： 云岫"},
      /* typed most of a character off its label's row; not where another value stands level */
      {{{300, 218, "云岫"}, {100, 200, "公司名称："}}, "公司名称： 云岫"},
      {{{300, 182, "云岫"}, {100, 200, "公司名称："}}, "公司名称： 云岫"},
      {{{300, 218, "云岫"}, {100, 200, "公司名称："}, {400, 200, "岚舟"}}, "公司名称： 岚舟/云岫"},
      /* a label of three rows, its first value beside the second, its second beside the third */
      {{{140, 600, "业务种类"},
        {140, 628, "（服务项目）"},
        {140, 653, "及覆盖范围："},
        {297, 615, "甲业务"},
        {297, 655, "乙业务"},
        {297, 695, "丙业务"},
        {140, 760, "发证日期："}},
       "业务种类/（服务项目）/及覆盖范围：/甲业务/乙业务/丙业务/发证日期："},
      {{{140, 600, "业务种类"},
        {140, 628, "（服务项目）"},
        {140, 653, "及覆盖范围："},
        {297, 606, "甲业务"},
        {297, 659, "乙业务"}},
       "业务种类/（服务项目）/及覆盖范围：/甲业务/乙业务"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *order = order_of(cases[i].segments);
    assert_string_equal(order, cases[i].order);
  }
}

/* Digits typed into a printed date, up to a character lower or higher than its 年 月 日. */
static void test_digits_typed_lower_stand_in_their_date(void **state)
{
  (void)state;
  static const struct {
    int drop; /* pixels that the digits stand lower */
    const char *order;
  } cases[] = {
      {0, "2025 年 07 月 17 日"},
      {15, "2025 年 07 月 17 日"},
      {-15, "2025 年 07 月 17 日"},
      {30, "年 月 日/2025 07 17"}, /* a row of its own */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int middle = 300 + cases[i].drop;
    const struct placed date[MOST] = {{100, middle, "2025"}, {198, 300, "年"},
                                      {230, middle, "07"},   {284, 300, "月"},
                                      {316, middle, "17"},   {370, 300, "日"}};
    autofree char *order = order_of(date);
    if (strcmp(order, cases[i].order))
      fail_msg("digits %d pixels lower: %s", cases[i].drop, order);
  }
}

static void test_a_word_beside_a_date_is_no_part_of_it(void **state)
{
  (void)state;
  static const struct placed segments[MOST] = {{100, 300, "发证机关"}, {198, 315, "年月日"}};
  autofree char *order = order_of(segments);
  assert_string_equal(order, "发证机关/年月日");
}

/* White between two columns parts the page; white between labels and their values does not. */
static void test_columns_of_text_are_parted_and_labels_keep_their_values(void **state)
{
  (void)state;
  static const struct {
    struct placed segments[MOST];
    const char *order;
  } cases[] = {
      {{{100, 300, "甲甲甲甲甲甲甲甲甲甲"},
        {400, 300, "丁丁丁丁丁丁丁丁丁丁"},
        {100, 340, "乙乙乙乙乙乙乙乙乙乙"},
        {400, 340, "戊戊戊戊戊戊戊戊戊戊"},
        {100, 380, "丙丙丙丙丙丙丙丙丙丙"},
        {400, 380, "己己己己己己己己己己"}},
       "甲甲甲甲甲甲甲甲甲甲/乙乙乙乙乙乙乙乙乙乙/丙丙丙丙丙丙丙丙丙丙/"
       "丁丁丁丁丁丁丁丁丁丁/戊戊戊戊戊戊戊戊戊戊/己己己己己己己己己己"},
      {{{100, 300, "统一社会信用代码编号："},
        {400, 300, "丁丁丁丁丁丁丁丁丁丁"},
        {100, 340, "经营场所所在行政区划："},
        {400, 340, "戊戊戊戊戊戊戊戊戊戊"},
        {100, 380, "法定代表人或者负责人："},
        {400, 380, "己己己己己己己己己己"}},
       "统一社会信用代码编号： 丁丁丁丁丁丁丁丁丁丁/经营场所所在行政区划： 戊戊戊戊戊戊戊戊戊戊/"
       "法定代表人或者负责人： 己己己己己己己己己己"},
      /* too narrow for a column */
      {{{100, 300, "甲甲甲甲甲"},
        {400, 300, "丁丁丁丁丁丁丁丁丁丁"},
        {100, 340, "乙乙乙乙乙"},
        {400, 340, "戊戊戊戊戊戊戊戊戊戊"},
        {100, 380, "丙丙丙丙丙"},
        {400, 380, "己己己己己己己己己己"}},
       "甲甲甲甲甲 丁丁丁丁丁丁丁丁丁丁/乙乙乙乙乙 戊戊戊戊戊戊戊戊戊戊/"
       "丙丙丙丙丙 己己己己己己己己己己"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *order = order_of(cases[i].segments);
    assert_string_equal(order, cases[i].order);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows_come_as_a_person_reads_them),
      cmocka_unit_test(test_digits_typed_lower_stand_in_their_date),
      cmocka_unit_test(test_a_word_beside_a_date_is_no_part_of_it),
      cmocka_unit_test(test_columns_of_text_are_parted_and_labels_keep_their_values),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
