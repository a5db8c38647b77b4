#include "tests/cmocka_all.h"

#include "base/linear.h"

static void test_solves_where_rows_must_change_places(void **state)
{
  (void)state;
  double system[] = {0, 2, 1, 7, /**/ 1, 1, 0, 3, /**/ 2, 0, 1, 5}, x[3];
  assert_true(linear_solve(system, 3, x));
  assert_true(x[0] > 0.999 && x[0] < 1.001);
  assert_true(x[1] > 1.999 && x[1] < 2.001);
  assert_true(x[2] > 2.999 && x[2] < 3.001);
}

static void test_refuses_a_system_without_one_answer(void **state)
{
  (void)state;
  double system[] = {1, 2, 3, /**/ 2, 4, 6}, x[2];
  assert_false(linear_solve(system, 2, x));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_solves_where_rows_must_change_places),
      cmocka_unit_test(test_refuses_a_system_without_one_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
