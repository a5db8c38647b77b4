#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "base/strbuf.h"
#include "output/text_diff.h"

/* The diff as one text: [removed] {added} same. */
static char *diff_shown(const char *before, const char *after)
{
  static const char *const open[] = {"", "[", "{"}, *const close[] = {"", "]", "}"};
  struct text_diff diff;
  struct strbuf text = {0};
  text_diff_make(before, after, &diff);
  for (size_t i = 0; i < diff.count; i++) {
    const struct diff_run *run = &diff.runs[i];
    strbuf_append(&text, open[run->kind]);
    strbuf_append_bytes(&text, (run->kind == DIFF_ADDED ? after : before) + run->offset,
                        run->length);
    strbuf_append(&text, close[run->kind]);
  }
  text_diff_clear(&diff);
  return strbuf_take(&text);
}

static void test_shows_the_fewest_changes(void **state)
{
  (void)state;
  static const struct {
    const char *before, *after, *shown;
  } cases[] = {
      {"", "", ""},
      {"公司", "公司", "公司"},
      {"", "公", "{公}"},
      {"公", "", "[公]"},
      {"公 司 名", "公司名", "公[ ]司[ ]名"},
      {"人人员", "人员", "人[人]员"},
      {"膏业", "营业", "[膏]{营}业"},
      {"未", "末", "[未]{末}"}, /* their last bytes differ, their first two do not */
      {"a,b:c", "a，b：c", "a[,]{，}b[:]{：}c"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *shown = diff_shown(cases[i].before, cases[i].after);
    assert_string_equal(shown, cases[i].shown);
  }
}

static void test_long_texts_are_compared_at_their_ends(void **state)
{
  (void)state;
  struct strbuf before = {0}, after = {0};
  strbuf_append(&before, "头");
  strbuf_append(&after, "头");
  for (int i = 0; i < 5000; i++) {
    strbuf_append(&before, "甲乙");
    strbuf_append(&after, "丙丁");
  }
  strbuf_append(&before, "尾");
  strbuf_append(&after, "尾");
  struct text_diff diff;
  text_diff_make(before.data, after.data, &diff);
  assert_int_equal(diff.count, 4);
  assert_int_equal(diff.runs[1].kind, DIFF_REMOVED);
  assert_int_equal(diff.runs[1].length, 30000);
  assert_int_equal(diff.runs[2].kind, DIFF_ADDED);
  text_diff_clear(&diff);
  strbuf_clear(&before);
  strbuf_clear(&after);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_shows_the_fewest_changes),
      cmocka_unit_test(test_long_texts_are_compared_at_their_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
