#include "tests/cmocka_all.h"
#include "base/utf16.h"

static void test_marked_text_of_either_byte_order_becomes_utf8(void **state)
{
  (void)state;
  static const struct {
    const char *bytes;
    size_t length;
  } cases[] = {
      {"\xFF\xFE\x6C\x51\x41\x00\x42\xD8\xB7\xDF\x0A\x00", 12},
      {"\xFE\xFF\x51\x6C\x00\x41\xD8\x42\xDF\xB7\x00\x0A", 12},
  };
  for (size_t i = 0; i < 2; i++) {
    struct strbuf text = {0};
    assert_true(utf16_is_marked(cases[i].bytes, cases[i].length));
    assert_true(utf16_append_utf8(cases[i].bytes, cases[i].length, &text));
    assert_string_equal(strbuf_text(&text), "公A𠮷\n");
    strbuf_clear(&text);
  }
}

static void test_half_a_character_is_no_utf16(void **state)
{
  (void)state;
  static const struct {
    const char *bytes;
    size_t length;
  } cases[] = {
      {"\xFF\xFE\x6C\x51\x41", 5},     /* half a unit */
      {"\xFF\xFE\x42\xD8", 4},         /* high surrogate at the end */
      {"\xFF\xFE\x42\xD8\x41\x00", 6}, /* … before a letter */
      {"\xFF\xFE\xB7\xDF\x41\x00", 6}, /* low surrogate alone */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct strbuf text = {0};
    assert_false(utf16_append_utf8(cases[i].bytes, cases[i].length, &text));
    strbuf_clear(&text);
  }
  assert_false(utf16_is_marked("\xFF", 1));
  assert_false(utf16_is_marked("\xEF\xBB\xBF", 3));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_marked_text_of_either_byte_order_becomes_utf8),
      cmocka_unit_test(test_half_a_character_is_no_utf16),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
