#include "tests/cmocka_all.h"

#include "page/text_segment.h"
#include "tests/page/drawn_ink.h"

enum { WIDE = 900, HIGH = 120, MIDDLE = 60, ROW = 40, CHAR = 30, STEP = 36 };

static struct core core_make(int x, int w)
{
  return (struct core){
      .band = {x, MIDDLE - ROW / 2, w, ROW}, .middle = MIDDLE, .height = ROW, .score = 0.9};
}

/* A label whose core reaches over the first figure of the value beside it. */
static void test_a_figure_between_two_runs_is_read_once(void **state)
{
  (void)state;
  PIX *mask = pixCreate(WIDE, HIGH, 1);
  const struct box figure = {265, MIDDLE - CHAR / 2, 8, CHAR};
  row_draw(mask, 100, MIDDLE - CHAR / 2, CHAR, STEP, 4, 1);
  box_draw(mask, figure, 1);
  row_draw(mask, 283, MIDDLE - CHAR / 2, CHAR, STEP, 6, 1);
  struct core cores[] = {core_make(95, 180), core_make(258, 250)};
  const struct core_list list = {cores, 2, ROW};
  struct segment_list segments = segments_of_cores(&list, mask);
  assert_int_equal(segments.count, 2);
  assert_int_equal(box_right(segments.segments[0].box), 100 + 3 * STEP + CHAR);
  assert_int_equal(segments.segments[1].box.x, figure.x);
  segments_clear(&segments);
  pixDestroy(&mask);
}

/* The mask shows nothing of print so pale; the network does. */
static void test_a_run_reaches_over_pale_print_at_its_ends(void **state)
{
  (void)state;
  PIX *mask = pixCreate(WIDE, HIGH, 1);
  row_draw(mask, 200, MIDDLE - CHAR / 2, CHAR, STEP, 6, 1);
  struct core cores[] = {core_make(100, 500)};
  const struct core_list list = {cores, 1, ROW};
  struct segment_list segments = segments_of_cores(&list, mask);
  assert_int_equal(segments.count, 1);
  assert_int_equal(segments.segments[0].box.x, 100);
  assert_int_equal(box_right(segments.segments[0].box), 600);
  segments_clear(&segments);
  pixDestroy(&mask);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_figure_between_two_runs_is_read_once),
      cmocka_unit_test(test_a_run_reaches_over_pale_print_at_its_ends),
  };
  return cmocka_run_group_tests_name("text_segment", tests, NULL, NULL);
}
