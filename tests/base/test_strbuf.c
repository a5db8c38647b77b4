#include "tests/cmocka_all.h"
#include "base/memory.h"
#include "base/strbuf.h"

static void test_grows_and_is_handed_over(void **state)
{
  (void)state;
  struct strbuf buffer = {0};
  assert_string_equal(strbuf_text(&buffer), "");
  for (int i = 0; i < 1000; i++)
    strbuf_appendf(&buffer, "%d,", i % 10);
  assert_int_equal(buffer.length, 2000);
  strbuf_truncate(&buffer, 3);
  strbuf_append_codepoint(&buffer, 0x7167);
  autofree char *text = strbuf_take(&buffer);
  assert_string_equal(text, "0,1照");
  assert_int_equal(buffer.length, 0);
}

static void test_an_empty_buffer_gives_an_empty_string(void **state)
{
  (void)state;
  struct strbuf buffer = {0};
  autofree char *text = strbuf_take(&buffer);
  assert_string_equal(text, "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_grows_and_is_handed_over),
      cmocka_unit_test(test_an_empty_buffer_gives_an_empty_string),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
