#include "tests/cmocka_all.h"

#include "page/line_core.h"
#include "tests/page/drawn_ink.h"

enum { WIDE = 1200, HIGH = 200, ROW = 40, MIDDLE = 100 };

/* A row's core and what the network sees beside it: its columns, its height, how far its middle
 * lies below the row's; whether a cell's border stands between. */
static const struct {
  const char *name;
  int x, w, h, offset;
  bool has_border, is_joined;
} cases[] = {
    {"two characters at the end", 840, 70, 20, 4, false, true},
    {"a full stop at the end", 840, 20, 18, 14, false, true},
    {"a full stop that begins the row", 60, 25, 18, 12, false, true},
    {"a semicolon that begins the row", 75, 24, 21, 1, false, true},
    {"a stray stroke above the row's start", 60, 25, 20, -8, false, false},
    {"two words before the row", 20, 75, 20, 8, false, false},
    {"a value in the next column", 900, 70, 20, 4, false, false},
    {"a value of the row's own size", 840, 70, 40, 0, false, false},
    {"small print below the row's end", 840, 70, 20, 25, false, false},
    {"far smaller print", 840, 70, 8, 0, false, false},
    {"what stands in the next cell", 830, 70, 20, 4, true, false},
};

static struct core core_make(int x, int w, int middle, int h)
{
  return (struct core){
      .band = {x, middle - h / 2, w, h}, .middle = middle, .height = h, .score = 0.9};
}

static void test_parts_of_a_row_are_joined_and_neighbours_are_not(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    PIX *mask = pixCreate(WIDE, HIGH, 1);
    if (cases[i].has_border)
      box_draw(mask, (struct box){810, 0, 2, HIGH}, 1);
    struct core cores[] = {core_make(cases[i].x, cases[i].w, MIDDLE + cases[i].offset, cases[i].h),
                           core_make(100, 700, MIDDLE, ROW)};
    struct core_list list = {cores, 2, 0};
    cores_join(&list, mask);
    if ((list.count == 1) != cases[i].is_joined)
      fail_msg("%s: %zu cores", cases[i].name, list.count);
    if (list.count == 1) {
      assert_int_equal(list.cores[0].band.w,
                       cases[i].x < 100 ? 800 - cases[i].x : cases[i].x + cases[i].w - 100);
      assert_true(list.cores[0].height == ROW && list.cores[0].middle == MIDDLE);
    }
    pixDestroy(&mask);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_parts_of_a_row_are_joined_and_neighbours_are_not),
  };
  return cmocka_run_group_tests_name("line_core", tests, NULL, NULL);
}
