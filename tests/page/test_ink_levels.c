#include "tests/cmocka_all.h"

#include "page/ink_levels.h"
#include "tests/page/drawn_ink.h"

enum { INK_MAX = 16, WIDE = 400, HIGH = 100 };

/* What the run is taken for. */
enum verdict { ONE_LEVEL, TYPED_OFF, TWO_ROWS };

/* Blots of a run as boxes, and which of them are of the lower level ("^" upper, "v" lower). */
struct run {
  const char *name;
  struct box ink[INK_MAX];
  const char *levels;
  double height, slope;
  enum verdict verdict;
};

static const struct run runs[] = {
    {.name = "a label on one row",
     .ink = {{0, 10, 38, 38}, {60, 11, 36, 37}, {120, 10, 37, 38}, {180, 12, 30, 36}},
     .height = 42},
    {.name = "a date typed on its marks' row",
     .ink = {{0, 14, 18, 28},
             {20, 14, 18, 28},
             {60, 10, 38, 38},
             {120, 14, 18, 28},
             {160, 10, 34, 38},
             {210, 14, 18, 28},
             {250, 10, 24, 38}},
     .height = 42},
    {.name = "figures lower than their marks",
     .ink = {{0, 41, 19, 27},
             {21, 41, 18, 27},
             {119, 10, 38, 39},
             {173, 41, 19, 27},
             {194, 41, 18, 27},
             {244, 11, 33, 38},
             {299, 41, 18, 27},
             {378, 12, 24, 36}},
     .levels = "vv^vv^v^",
     .height = 71,
     .verdict = TYPED_OFF},
    {.name = "figures higher, one over its mark's end",
     .ink = {{0, 10, 19, 27},
             {21, 10, 18, 27},
             {60, 30, 38, 39},
             {92, 10, 19, 17},
             {112, 10, 18, 27},
             {160, 31, 33, 38},
             {220, 10, 18, 27},
             {260, 30, 24, 36}},
     .levels = "^^v^^v^v",
     .height = 71,
     .verdict = TYPED_OFF},
    {.name = "lower figures that make the run seem to slope",
     .ink = {{0, 41, 19, 27},
             {21, 41, 18, 27},
             {119, 10, 38, 39},
             {173, 41, 19, 27},
             {244, 11, 33, 38},
             {378, 12, 24, 36}},
     .levels = "vv^v^^",
     .height = 71,
     .slope = -0.08,
     .verdict = TYPED_OFF},
    {.name = "characters of two parts each",
     .ink = {{0, 10, 36, 17},
             {0, 31, 36, 17},
             {50, 10, 36, 17},
             {50, 31, 36, 17},
             {100, 10, 38, 38},
             {150, 10, 38, 38}},
     .height = 42},
    {.name = "two rows",
     .ink = {{0, 10, 22, 24},
             {24, 10, 22, 24},
             {48, 10, 22, 24},
             {72, 11, 22, 23},
             {2, 38, 22, 24},
             {26, 38, 22, 24},
             {50, 38, 22, 24},
             {74, 38, 22, 24}},
     .levels = "^^^^vvvv",
     .height = 44,
     .verdict = TWO_ROWS},
    {.name = "a single character off the row",
     .ink = {{0, 10, 38, 38}, {60, 10, 38, 38}, {120, 40, 30, 30}, {180, 10, 38, 38}},
     .height = 60},
    {.name = "a seal's arc among typed figures",
     .ink =
         {{0, 41, 19, 27}, {21, 41, 18, 27}, {60, 0, 60, 99}, {119, 10, 38, 39}, {244, 11, 33, 38}},
     .height = 71},
};

static size_t run_count(const struct run *run)
{
  size_t count = 0;
  while (count < INK_MAX && run->ink[count].w > 0)
    count++;
  return count;
}

static enum verdict run_verdict(const struct run *run, struct ink_levels *ret_levels)
{
  if (!ink_levels_find(run->ink, run_count(run), run->height, run->slope, ret_levels))
    return ONE_LEVEL;
  return ret_levels->covered > 0.6 && ink_levels_are_apart(ret_levels) ? TWO_ROWS : TYPED_OFF;
}

static void test_tells_figures_typed_off_their_row(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
    struct ink_levels levels;
    if (run_verdict(&runs[i], &levels) != runs[i].verdict)
      fail_msg("%s", runs[i].name);
    if (runs[i].verdict == TYPED_OFF && levels.covered > 0.4)
      fail_msg("%s: %.2f covered", runs[i].name, levels.covered);
  }
}

static void test_gives_each_blot_its_level(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
    struct ink_levels levels;
    if (!runs[i].levels || run_verdict(&runs[i], &levels) == ONE_LEVEL)
      continue;
    bool *lower = ink_levels_of(&levels, runs[i].ink, run_count(&runs[i]));
    for (size_t k = 0; k < run_count(&runs[i]); k++)
      if (lower[k] != (runs[i].levels[k] == 'v'))
        fail_msg("%s: blot %zu", runs[i].name, k);
    free(lower);
  }
}

static void test_a_dot_goes_with_the_character_beside_it(void **state)
{
  (void)state;
  /* the dot's rows are the upper level's, but it stands on a lower character */
  const struct box ink[] = {{0, 10, 38, 38},   {60, 36, 30, 30},  {66, 31, 4, 3},
                            {120, 10, 38, 38}, {180, 36, 30, 30}, {240, 10, 38, 38}};
  struct ink_levels levels;
  assert_true(ink_levels_find(ink, 6, 62, 0, &levels));
  bool *lower = ink_levels_of(&levels, ink, 6);
  assert_true(lower[2]);
  free(lower);
}

static void test_parts_a_figure_that_touches_its_mark(void **state)
{
  (void)state;
  PIX *mask = pixCreate(WIDE, HIGH, 1);
  const struct box printed[] = {{10, 10, 40, 40}, {120, 10, 40, 40}, {230, 10, 40, 40}};
  const struct box typed[] = {
      {44, 45, 18, 30}, {64, 45, 18, 30}, {180, 45, 18, 30}, {200, 45, 18, 30}};
  for (size_t i = 0; i < 3; i++)
    box_draw(mask, printed[i], 1);
  for (size_t i = 0; i < 4; i++)
    box_draw(mask, typed[i], 1);
  /* the first mark and the first figure are one blot */
  const struct box ink[] = {{10, 10, 52, 65}, typed[1], printed[1], typed[2], typed[3], printed[2]};
  struct ink_levels levels;
  assert_true(ink_levels_find(ink, 6, 70, 0, &levels));
  size_t count;
  struct box *parts = ink_levels_part(&levels, mask, ink, 6, &count);
  assert_int_equal(count, 7);
  assert_memory_equal(&parts[0], &printed[0], sizeof *parts);
  assert_memory_equal(&parts[1], &typed[0], sizeof *parts);
  free(parts);
  pixDestroy(&mask);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tells_figures_typed_off_their_row),
      cmocka_unit_test(test_gives_each_blot_its_level),
      cmocka_unit_test(test_a_dot_goes_with_the_character_beside_it),
      cmocka_unit_test(test_parts_a_figure_that_touches_its_mark),
  };
  return cmocka_run_group_tests_name("ink_levels", tests, NULL, NULL);
}
