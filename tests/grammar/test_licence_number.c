#include "tests/grammar/grammar_fixture.h"

#include <uchar.h>

#include "grammar/licence_number.h"

static void test_finds_licence_numbers_as_they_are_printed_and_misread(void **state)
{
  (void)state;
  static const struct {
    const char *text, *number; /* NULL: none */
    int year, repairs;
    bool well_formed;
  } cases[] = {
      {"渝B2-20990715", "渝B2-20990715", 2099, 0, true},
      {"B2-20190007", "B2-20190007", 2019, 0, true},
      {"合字B2-20210001", "合字B2-20210001", 2021, 0, true},
      {"A2.B1.B2-20090001", "A2.B1.B2-20090001", 2009, 0, true},
      {"B1、B2-20120033", "B1.B2-20120033", 2012, 0, true},
      {"京B1.B2-20180123", "京B1.B2-20180123", 2018, 0, true},
      {"粤 B2 - 2019 0321", "粤B2-20190321", 2019, 0, true},
      {"浙Ｂ２－２０２００１２３", "浙B2-20200123", 2020, 0, true},
      {"沪B2—20200123", "沪B2-20200123", 2020, 0, true},
      {"沪B2一20200123", "沪B2-20200123", 2020, 0, true},
      {"沪B2=20200123", "沪B2-20200123", 2020, 0, true},
      {"沪82-20200123", "沪B2-20200123", 2020, 1, true},
      {"沪B2-2O20O123", "沪B2-20200123", 2020, 2, true},
      {"沪B220200123", "沪B2-20200123", 2020, 1, true},
      {"输B2-20200123", "渝B2-20200123", 2020, 1, true},  /* 输 can only be 渝 */
      {"柒B2-20200123", "柒B2-20200123", 2020, 0, false}, /* no such province */
      {"渝B2-2020012", "渝B2-2020012", 2020, 0, false},   /* a digit lost */
      {"渝B2-202001234", "渝B2-202001234", 2020, 0, false},
      {"渝B2-18990123", "渝B2-18990123", 1899, 0, false},
      {"编号B2-20200123", "B2-20200123", 2020, 0, false}, /* what stands in front is unclear */
      {"京ICP证030173号", "京ICP证030173号", 0, 0, true},
      {"京ICP证030173", "京ICP证030173号", 0, 0, false},
      {"渝B3-20200123", NULL, 0, 0, false},
      {"B2 2020", NULL, 0, 0, false},
      {"电话 023-20200123", NULL, 0, 0, false},
      {"", NULL, 0, 0, false},
  };
  struct reference *reference = reference_open();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct folded folded = text_fold(cases[i].text);
    struct licence_number number = {0};
    bool found = licence_number_find(&reference->regions, folded.codepoints, folded.count, &number);
    if (found != (cases[i].number != NULL))
      fail_msg("'%s': found %d", cases[i].text, found);
    if (found) {
      assert_string_equal(number.text, cases[i].number);
      assert_int_equal(number.year, cases[i].year);
      assert_int_equal(number.repairs, cases[i].repairs);
      if (number.well_formed != cases[i].well_formed)
        fail_msg("'%s': well formed %d", cases[i].text, number.well_formed);
    }
    folded_clear(&folded);
  }
  reference_free(&reference);
}

static void test_a_dash_is_known_by_what_it_is_read_for(void **state)
{
  (void)state;
  static const char32_t dashes[] = U"-－‐‑‒–—―−﹣─＿_~～=一ー二", others[] = U"三、.1B中";
  for (size_t i = 0; dashes[i]; i++)
    if (!licence_number_is_dash(codepoint_fold(dashes[i])))
      fail_msg("U+%04X is read for a dash", (unsigned)dashes[i]);
  for (size_t i = 0; others[i]; i++)
    assert_false(licence_number_is_dash(codepoint_fold(others[i])));
}

static void test_classes_are_those_of_the_catalogue(void **state)
{
  (void)state;
  assert_true(licence_class_is('A', '1'));
  assert_true(licence_class_is('B', '2'));
  assert_true(licence_class_is('b', '1'));
  assert_false(licence_class_is('B', '3'));
  assert_false(licence_class_is('C', '1'));
  assert_false(licence_class_is(0, '1'));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_finds_licence_numbers_as_they_are_printed_and_misread),
      cmocka_unit_test(test_a_dash_is_known_by_what_it_is_read_for),
      cmocka_unit_test(test_classes_are_those_of_the_catalogue),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
