#include "tests/cmocka_all.h"

#include "grammar/date_read.h"
#include "grammar/fold.h"

static void test_counts_whole_years_between_dates(void **state)
{
  (void)state;
  static const struct {
    struct calendar_date from, to;
    int years;
  } cases[] = {
      {{2020, 5, 6}, {2025, 5, 6}, 5},   {{2020, 5, 6}, {2025, 5, 5}, 5},
      {{2020, 5, 1}, {2025, 4, 30}, 5},  {{2020, 1, 1}, {2024, 12, 31}, 5},
      {{2020, 2, 29}, {2025, 2, 28}, 5}, {{2020, 5, 6}, {2025, 5, 7}, 0},
      {{2020, 5, 6}, {2020, 5, 6}, 0},   {{2020, 5, 6}, {2015, 5, 6}, 0},
      {{2021, 2, 29}, {2026, 2, 28}, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(calendar_whole_years(cases[i].from, cases[i].to), cases[i].years);
}

static void test_reads_a_date_in_each_of_its_forms(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    struct calendar_date date; /* year 0: none starts there */
    size_t to;
    int repairs;
  } cases[] = {
      {"2020年02月11日止", {2020, 2, 11}, 11, 0},
      {"2020-2-1", {2020, 2, 1}, 8, 0},
      {"2020.12.31", {2020, 12, 31}, 10, 0},
      {"二〇二〇年十二月三十一日", {2020, 12, 31}, 12, 0},
      {"二零一九年十月二十日", {2019, 10, 20}, 10, 0},
      {"2O20年l2月Z1日", {2020, 12, 21}, 11, 3},
      {"2021年1]月i0日", {2021, 11, 10}, 11, 2},
      {"2021午1用1曰", {2021, 1, 1}, 8, 2},
      {"2021年13月45日",
       {2021, 13, 45},
       11,
       0}, /* as printed; whether it exists is another question */
      {"1821年1月1日", {0}, 0, 0},
      {"202年1月1日", {0}, 0, 0}, /* 2002 or 2020, as 198年 is 1908 or 1988 */
      {"198年1月1日", {0}, 0, 0},
      {"224年05月29日", {2024, 5, 29}, 10, 1},
      {"185年12月2日", {1985, 12, 2}, 9, 1},
      {"224-05-29", {0}, 0, 0}, /* a number like others */
      {"2021年", {0}, 0, 0},
      {"", {0}, 0, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct folded folded = text_fold(cases[i].text);
    struct date_reading reading = {0};
    bool found = date_read(folded.codepoints, folded.count, 0, &reading);
    if (found != (cases[i].date.year != 0) ||
        calendar_date_compare(reading.date, cases[i].date) != 0 || reading.to != cases[i].to ||
        reading.repairs != cases[i].repairs)
      fail_msg("'%s': %d-%d-%d up to %zu, %d repairs", cases[i].text, reading.date.year,
               reading.date.month, reading.date.day, reading.to, reading.repairs);
    folded_clear(&folded);
  }
}

static void test_knows_what_a_dates_units_are_read_for(void **state)
{
  (void)state;
  assert_int_equal(date_unit_meant(U'午'), DATE_YEAR);
  assert_int_equal(date_unit_meant(U'用'), DATE_MONTH);
  assert_int_equal(date_unit_meant(U'曰'), DATE_DAY);
  assert_int_equal(date_unit_meant(U'年'), 0);
  assert_int_equal(date_unit_meant(0), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_counts_whole_years_between_dates),
      cmocka_unit_test(test_reads_a_date_in_each_of_its_forms),
      cmocka_unit_test(test_knows_what_a_dates_units_are_read_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
