#include "tests/cmocka_all.h"

#include <uchar.h>

#include "base/memory.h"
#include "grammar/digit_look.h"
#include "grammar/numeral.h"

static void test_every_number_to_99_is_written_as_it_is_read(void **state)
{
  (void)state;
  for (int value = 1; value <= NUMERAL_MOST; value++) {
    unsigned text[NUMERAL_CHARACTERS_MOST];
    size_t count = numeral_write(value, text);
    assert_int_equal(numeral_value(text, count), value);
  }
  autofree char *ten = numeral_text(10), *fifteen = numeral_text(15);
  autofree char *ninety_nine = numeral_text(99);
  assert_string_equal(ten, "十");
  assert_string_equal(fifteen, "十五");
  assert_string_equal(ninety_nine, "九十九");
}

static void test_what_only_looks_like_a_number_is_none(void **state)
{
  (void)state;
  static const char32_t *const texts[] = {U"",       U"〇",     U"十十", U"一二",
                                          U"十一二", U"一二十", U"百",   U"号"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    size_t count = 0;
    while (texts[i][count])
      count++;
    if (numeral_value((const unsigned *)texts[i], count))
      fail_msg("case %zu is %d", i, numeral_value((const unsigned *)texts[i], count));
  }
}

static void test_the_numeral_in_front_of_a_clause_is_known_by_what_it_is_read_for(void **state)
{
  (void)state;
  static const char32_t read[] = U"一十-ー=ニハ+土〇三A中", meant[] = U"一十一一二二八十十\0三\0\0";
  for (size_t i = 0; read[i]; i++)
    if (numeral_meant(read[i]) != meant[i])
      fail_msg("U+%04X is U+%04X", (unsigned)read[i], numeral_meant(read[i]));
}

static void test_a_written_years_digits_are_told_from_ten(void **state)
{
  (void)state;
  static const struct {
    unsigned codepoint;
    int digit;
  } cases[] = {{U'〇', 0},           {U'零', 0},  {U'○', 0}, {U'一', 1}, {U'九', 9},
               {U'十', NUMERAL_TEN}, {U'壹', -1}, {'1', -1}, {0, -1}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(numeral_digit(cases[i].codepoint), cases[i].digit);
  assert_true(codepoint_is_numeral(U'壹'));
  assert_true(codepoint_is_numeral(U'万'));
  assert_false(codepoint_is_numeral('1'));
}

/* In running text only what has a digit's strokes; among digits what recognition gives for them. */
static void test_more_is_taken_for_a_digit_where_only_a_digit_can_stand(void **state)
{
  (void)state;
  static const struct {
    unsigned read, in_text, in_number;
  } cases[] = {
      {'7', '7', '7'}, {'O', '0', '0'}, {'o', '0', '0'}, {U'〇', '0', 0}, {'l', '1', '1'},
      {'I', '1', '1'}, {'|', '1', '1'}, {'D', 0, '0'},   {']', 0, '1'},   {'Z', 0, '2'},
      {'S', 0, '5'},   {'B', 0, '8'},   {'A', 0, 0},     {U'十', 0, 0},   {0, 0, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (digit_of_shape(cases[i].read) != cases[i].in_text ||
        digit_meant(cases[i].read) != cases[i].in_number)
      fail_msg("U+%04X: %c in text, %c in a number", cases[i].read,
               (char)digit_of_shape(cases[i].read), (char)digit_meant(cases[i].read));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_number_to_99_is_written_as_it_is_read),
      cmocka_unit_test(test_what_only_looks_like_a_number_is_none),
      cmocka_unit_test(test_the_numeral_in_front_of_a_clause_is_known_by_what_it_is_read_for),
      cmocka_unit_test(test_a_written_years_digits_are_told_from_ten),
      cmocka_unit_test(test_more_is_taken_for_a_digit_where_only_a_digit_can_stand),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
