#include "tests/cmocka_all.h"

#include "page/seal.h"
#include "tests/page/drawn_ink.h"

enum { SIZE = 600, CHAR = 24, RADIUS = 140, MIDDLE = 300 };
enum { PAPER = 255, TEXT_LEVEL = 40, PRINT_LEVEL = 150 };

/* A seal on a red mask: ring, star, letters along the ring. */
static void seal_draw(PIX *pix, unsigned colour)
{
  static const int letters[][2] = {{-85, -30}, {-55, -75}, {0, -95}, {55, -75}, {85, -30}};
  ring_draw(pix, MIDDLE, MIDDLE, RADIUS, 7, colour);
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
    box_draw(pix, (struct box){MIDDLE + letters[i][0] - 10, MIDDLE + letters[i][1] - 10, 20, 20},
             colour);
  ring_draw(pix, MIDDLE, MIDDLE + 10, 30, 30, colour); /* as much ink as a star */
}

static void test_finds_a_ring_where_it_is(void **state)
{
  (void)state;
  PIX *red = paper_make(SIZE, SIZE, 1);
  seal_draw(red, 1);
  struct seal_list list = seals_find(red, CHAR);
  assert_int_equal(list.count, 1);
  struct box box = list.seals[0].box;
  assert_in_range(box.x, MIDDLE - RADIUS - 8, MIDDLE - RADIUS + 8);
  assert_in_range(box.y, MIDDLE - RADIUS - 8, MIDDLE - RADIUS + 8);
  assert_in_range(box.w, 2 * RADIUS - 8, 2 * RADIUS + 16);
  assert_true(seals_hold(&list, (struct box){MIDDLE, MIDDLE, 50, 20}));
  assert_false(seals_hold(&list, (struct box){MIDDLE + RADIUS, MIDDLE, 50, 20}));
  seals_clear(&list);
  pixDestroy(&red);
}

static void test_takes_nothing_else_for_a_seal(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    struct box outline;
    int thickness;
  } things[] = {
      {"emblem", {150, 150, 280, 280}, 140},
      {"field of an emblem", {150, 150, 260, 240}, 120},
      {"square frame", {150, 150, 280, 280}, 8},
      {"ribbon", {50, 150, 500, 120}, 60},
      {"one red character", {150, 150, 90, 90}, 10},
  };
  assert_int_equal(seals_find(NULL, CHAR).count, 0);
  for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
    PIX *red = paper_make(SIZE, SIZE, 1);
    frame_draw(red, things[i].outline, things[i].thickness, 1);
    struct seal_list list = seals_find(red, CHAR);
    if (list.count)
      fail_msg("%s is no seal", things[i].name);
    pixDestroy(&red);
  }
}

/* A seal that a scanner pulled a little longer is one; a long ring round a label is not. */
static void test_a_seal_is_about_as_high_as_wide(void **state)
{
  (void)state;
  static const struct {
    int width, height;
    bool is_seal;
  } cases[] = {{280, 280, true},  {320, 260, true},  {260, 320, true},
               {420, 240, false}, {240, 420, false}, {500, 200, false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    PIX *red = paper_make(SIZE, SIZE, 1);
    int w = cases[i].width, h = cases[i].height;
    oval_draw(red, (struct box){(SIZE - w) / 2, (SIZE - h) / 2, w, h}, 7, 1);
    struct seal_list list = seals_find(red, CHAR);
    if (list.count != cases[i].is_seal)
      fail_msg("a ring of %d by %d: %zu seals", w, h, list.count);
    seals_clear(&list);
    pixDestroy(&red);
  }
}

/* The same page three ways: text under a seal, red ink lightened to `print`. */
struct stamped {
  PIX *text, *plane, *red;
  struct seal_list seals;
  int print_only, text_only; /* pixels */
};

static const struct box line_across = {MIDDLE - 130, MIDDLE - 40, 260, CHAR};

static struct stamped stamped_make(unsigned print)
{
  struct stamped page = {
      paper_make(SIZE, SIZE, 1), paper_make(SIZE, SIZE, 8), paper_make(SIZE, SIZE, 1), {0}, 0, 0};
  seal_draw(page.red, 1);
  seal_draw(page.plane, print);
  for (int i = 0; i < 9; i++) { /* characters of one upright and one level stroke */
    int x = line_across.x + i * 29;
    box_draw(page.plane, (struct box){x, line_across.y, 20, 4}, TEXT_LEVEL);
    box_draw(page.plane, (struct box){x + 8, line_across.y, 4, CHAR}, TEXT_LEVEL);
  }
  row_draw(page.plane, 20, 20, CHAR, 29, 15, TEXT_LEVEL);
  PIX *dark = pixThresholdToBinary(page.plane, 200);
  pixOr(page.text, page.text, dark);
  pixDestroy(&dark);
  page.seals = seals_find(page.red, CHAR);
  return page;
}

static void stamped_clear(struct stamped *page)
{
  seals_clear(&page->seals);
  pixDestroy(&page->text);
  pixDestroy(&page->plane);
  pixDestroy(&page->red);
}

/* Ink of text under the seal, where it is drawn. */
static int text_under_seal(PIX *mask)
{
  int count = 0;
  for (int i = 0; i < 9; i++)
    count += ink_count(mask, (struct box){line_across.x + i * 29, line_across.y, 20, 4});
  return count;
}

static void test_print_of_a_pale_seal_goes_and_the_text_under_it_stays(void **state)
{
  (void)state;
  struct stamped page = stamped_make(PRINT_LEVEL);
  assert_int_equal(page.seals.count, 1);
  int before = ink_count(page.text, (struct box){0, 0, SIZE, SIZE});
  seals_clear_print(&page.seals, page.text, page.plane, page.red);
  assert_int_equal(text_under_seal(page.text), 9 * 20 * 4);
  /* nothing but text: the line outside, nine characters of two strokes */
  int text = 15 * CHAR * CHAR + 9 * (20 * 4 + 4 * (CHAR - 4));
  assert_true(before > text);
  assert_in_range(ink_count(page.text, (struct box){0, 0, SIZE, SIZE}), text - 9, text + 9);
  assert_in_range(level_at(page.plane, MIDDLE, MIDDLE + 20), 220, 255);
  assert_int_equal(level_at(page.plane, line_across.x + 10, line_across.y + 1), TEXT_LEVEL);
  stamped_clear(&page);
}

static void test_print_as_dark_as_text_goes_by_its_colour(void **state)
{
  (void)state;
  struct stamped page = stamped_make(TEXT_LEVEL + 10);
  PIX *plane = pixCopy(NULL, page.plane);
  seals_clear_print(&page.seals, page.text, page.plane, page.red);
  assert_int_equal(ink_count(page.text, (struct box){MIDDLE - 25, MIDDLE + 15, 50, 20}), 0);
  assert_int_equal(ink_count(page.text, (struct box){20, 20, 15 * 29, CHAR}), 15 * CHAR * CHAR);
  /* a character that touches no red */
  struct box clear = {line_across.x + 2 * 29, line_across.y, 20, CHAR};
  assert_int_equal(ink_count(page.text, clear), 20 * 4 + 4 * (CHAR - 4));
  l_int32 same = 0;
  pixEqual(plane, page.plane, &same);
  assert_true(same); /* the picture is not touched where it cannot tell them apart */
  pixDestroy(&plane);
  stamped_clear(&page);
}

static void test_red_text_is_what_is_neither_seal_nor_emblem(void **state)
{
  (void)state;
  PIX *red = paper_make(1000, 1000, 1);
  seal_draw(red, 1);
  box_draw(red, (struct box){600, 100, 200, 200}, 1); /* an emblem */
  row_draw(red, 100, 700, CHAR, 30, 12, 1);
  struct seal_list list = seals_find(red, CHAR);
  PIX *text = seals_red_text(red, &list, CHAR);
  assert_int_equal(ink_count(text, (struct box){100, 700, 360, CHAR}), 12 * CHAR * CHAR);
  assert_int_equal(ink_count(text, (struct box){0, 0, 1000, 1000}), 12 * CHAR * CHAR);
  pixDestroy(&text);
  seals_clear(&list);
  pixDestroy(&red);
}

static void test_a_grey_seal_is_found_and_its_print_goes(void **state)
{
  (void)state;
  struct stamped page = stamped_make(PRINT_LEVEL);
  PIX *print = NULL;
  struct seal_list grey = seals_find_grey(page.text, page.plane, CHAR, &print);
  assert_int_equal(grey.count, 1);
  struct box red_box = page.seals.seals[0].box, box = grey.seals[0].box;
  assert_in_range(box.x, red_box.x - 4, red_box.x + 4);
  assert_in_range(box.h, red_box.h - 8, red_box.h + 8);
  seals_clear_grey(&grey, page.text, page.plane, print);
  assert_int_equal(text_under_seal(page.text), 9 * 20 * 4);
  assert_int_equal(ink_count(page.text, (struct box){MIDDLE - 25, MIDDLE + 15, 50, 20}), 0);
  seals_clear(&grey);
  pixDestroy(&print);
  stamped_clear(&page);
}

static void test_grey_things_without_a_ring_are_no_seals(void **state)
{
  (void)state;
  static const struct box diamond_rows[] = {
      {290, 160, 20, 40}, {250, 200, 100, 60}, {200, 260, 200, 60}, {250, 320, 100, 60}};
  PIX *plane = paper_make(SIZE, SIZE, 8), *text = paper_make(SIZE, SIZE, 1), *print = NULL;
  row_draw(plane, 20, 20, CHAR, 29, 15, TEXT_LEVEL);
  row_draw(text, 20, 20, CHAR, 29, 15, 1);
  for (size_t i = 0; i < sizeof diamond_rows / sizeof *diamond_rows; i++)
    frame_draw(plane, diamond_rows[i], 5, PRINT_LEVEL);
  struct seal_list grey = seals_find_grey(text, plane, CHAR, &print);
  assert_int_equal(grey.count, 0);
  assert_non_null(print); /* another ink there is */
  seals_clear(&grey);
  pixDestroy(&print);
  /* where no text is, nothing can be paler */
  pixClearAll(text);
  grey = seals_find_grey(text, plane, CHAR, &print);
  assert_int_equal(grey.count, 0);
  assert_null(print);
  pixDestroy(&text);
  pixDestroy(&plane);
}

static void test_boxes_are_crossed_and_turned_with_the_page(void **state)
{
  (void)state;
  struct seal seal = {{100, 50, 80, 60}, true};
  struct seal_list list = {&seal, 1, 1};
  static const struct {
    struct box box;
    bool crosses, holds;
  } cases[] = {
      {{120, 60, 20, 20}, false, true}, {{10, 60, 100, 20}, true, false},
      {{10, 60, 90, 20}, false, false}, {{90, 110, 80, 20}, false, false},
      {{90, 109, 80, 20}, true, false}, {{90, 40, 100, 80}, true, true},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(seals_cover(&list, cases[i].box) == SEAL_GREY, cases[i].crosses);
    assert_int_equal(seals_hold(&list, cases[i].box), cases[i].holds);
  }
  seal.is_grey = false; /* a red one is pale on all planes that are read */
  assert_int_equal(seals_cover(&list, (struct box){10, 60, 100, 20}), SEAL_RED);
  seals_turn_half(&list, 400, 300);
  assert_int_equal(seal.box.x, 220);
  assert_int_equal(seal.box.y, 190);
  assert_int_equal(seal.box.w, 80);
  assert_int_equal(seal.box.h, 60);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_finds_a_ring_where_it_is),
      cmocka_unit_test(test_takes_nothing_else_for_a_seal),
      cmocka_unit_test(test_a_seal_is_about_as_high_as_wide),
      cmocka_unit_test(test_print_of_a_pale_seal_goes_and_the_text_under_it_stays),
      cmocka_unit_test(test_print_as_dark_as_text_goes_by_its_colour),
      cmocka_unit_test(test_red_text_is_what_is_neither_seal_nor_emblem),
      cmocka_unit_test(test_a_grey_seal_is_found_and_its_print_goes),
      cmocka_unit_test(test_grey_things_without_a_ring_are_no_seals),
      cmocka_unit_test(test_boxes_are_crossed_and_turned_with_the_page),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
