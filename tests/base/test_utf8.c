#include "tests/cmocka_all.h"
#include "base/utf8.h"

static void test_decodes_what_it_encodes(void **state)
{
  (void)state;
  static const unsigned codepoints[] = {'A', 0xE9, 0x4E2D, 0xFF1A, 0x20BB7, 0x10FFFF};
  for (size_t i = 0; i < sizeof codepoints / sizeof *codepoints; i++) {
    char bytes[5];
    unsigned back = 0;
    size_t length = utf8_encode(codepoints[i], bytes);
    assert_int_equal(utf8_decode(bytes, &back), length);
    assert_int_equal(back, codepoints[i]);
  }
}

static void test_finds_the_first_invalid_byte(void **state)
{
  (void)state;
  static const struct {
    const char *bytes;
    size_t length, position;
  } cases[] = {
      {"公司", 6, 6},
      {"公\xFF司", 7, 3},
      {"ab\xC0\x80", 4, 2}, /* overlong */
      {"\xED\xA0\x80", 3, 0},
      /* surrogate */ {"公\xE5\x8F", 5, 3}, /* cut off */
      {"", 0, 0},
      {"\xF4\x90\x80\x80", 4, 0}, /* past U+10FFFF */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(utf8_find_invalid(cases[i].bytes, cases[i].length), cases[i].position);
}

static void test_invalid_byte_decodes_as_replacement_of_length_one(void **state)
{
  (void)state;
  unsigned codepoint;
  assert_int_equal(utf8_decode("\xE5\x8F", &codepoint), 1);
  assert_int_equal(codepoint, 0xFFFD);
  assert_int_equal(utf8_decode("", &codepoint), 0);
}

static void test_knows_han_from_punctuation_and_digits(void **state)
{
  (void)state;
  assert_true(codepoint_is_han(0x4E2D));
  assert_true(codepoint_is_han(0x3007)); /* 〇 */
  assert_false(codepoint_is_han(0x3002));
  assert_true(codepoint_is_cjk_punctuation(0x3002)); /* 。 */
  assert_true(codepoint_is_cjk_punctuation(0xFF08)); /* （ */
  assert_false(codepoint_is_cjk_punctuation('('));
  assert_true(codepoint_is_space(0x3000));
  assert_int_equal(utf8_count("公司A1"), 4);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_decodes_what_it_encodes),
      cmocka_unit_test(test_finds_the_first_invalid_byte),
      cmocka_unit_test(test_invalid_byte_decodes_as_replacement_of_length_one),
      cmocka_unit_test(test_knows_han_from_punctuation_and_digits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
