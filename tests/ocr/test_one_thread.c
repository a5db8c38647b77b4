#include "tests/cmocka_all.h"

#include <omp.h>

#include "ocr/one_thread.h"

static void test_a_loop_is_run_whole_by_one_thread(void **state)
{
  (void)state;
  int sum = 0, threads = 0;
#pragma omp parallel for num_threads(4)
  for (int i = 1; i <= 100; i++) {
    sum += i; /* no other thread adds */
    threads = omp_get_num_threads();
  }
  assert_int_equal(sum, 5050);
  assert_int_equal(threads, 1);
}

static int inner_sections(void)
{
  int runs = 0;
#pragma omp parallel sections num_threads(2)
  {
#pragma omp section
    runs += 1;
#pragma omp section
    runs += 10;
  }
  return runs;
}

static void test_each_section_is_run_once_though_regions_nest(void **state)
{
  (void)state;
  int runs = 0;
#pragma omp parallel sections num_threads(3)
  {
#pragma omp section
    runs += 100 * inner_sections();
#pragma omp section
    runs += inner_sections();
#pragma omp section
    runs += 10000;
  }
  assert_int_equal(runs, 11111);
}

int main(void)
{
  one_thread_settle();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_loop_is_run_whole_by_one_thread),
      cmocka_unit_test(test_each_section_is_run_once_though_regions_nest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
