#include "tests/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "ocr/row_order.h"

enum { SIZE = 22, MOST = 8 }; /* height of a character, pixels; segments of a case */

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

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows_come_as_a_person_reads_them)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
