#include "tests/cmocka_all.h"

#include "grammar/credit_code.h"

static void test_checks_the_last_character_of_a_credit_code(void **state)
{
  (void)state;
  static const struct {
    const char *code;
    bool valid;
  } cases[] = {
      {"91350100M000100Y43", true}, /* the example of GB 32100-2015 */
      {"91350100M000100Y44", false}, {"91350100M000100X43", false},
      {"91350100M00010OY43", false}, /* O is not of the alphabet */
      {"9135010M0000100Y43", false}, /* two characters changed places */
      {"91350100M000100Y4", false},  {"", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (credit_code_is_valid(cases[i].code) != cases[i].valid)
      fail_msg("%s should be %s", cases[i].code, cases[i].valid ? "valid" : "invalid");
  assert_true(registration_number_is_valid("110108000000016"));
  assert_false(registration_number_is_valid("110108000000017"));
  assert_false(registration_number_is_valid("11010800000001"));
}

static void test_a_letter_without_use_in_the_code_is_the_digit_it_looks_like(void **state)
{
  (void)state;
  static const char read[] = "IOSZAB0DQLsV", meant[] = "1052AB0DQL5V";
  for (size_t i = 0; read[i]; i++)
    if (credit_code_character(read[i]) != meant[i])
      fail_msg("%c is taken for %c", read[i], credit_code_character(read[i]));
}

static void test_mends_a_code_in_the_only_place_that_fits(void **state)
{
  (void)state;
  char mendable[] = "91350100MAGCP0M02Y", ambiguous[] = "91350100MAB837B2DD",
       right[] = "91350100M000100Y43", other[] = "91350100M000100Y44";
  assert_true(credit_code_mend(mendable));
  assert_string_equal(mendable, "91350100MAGCP0MQ2Y");
  assert_false(credit_code_mend(ambiguous));
  assert_string_equal(ambiguous, "91350100MAB837B2DD");
  assert_false(credit_code_mend(right));
  assert_string_equal(right, "91350100M000100Y43");
  assert_int_equal(credit_code_mend(other), false);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_checks_the_last_character_of_a_credit_code),
      cmocka_unit_test(test_mends_a_code_in_the_only_place_that_fits),
      cmocka_unit_test(test_a_letter_without_use_in_the_code_is_the_digit_it_looks_like),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
