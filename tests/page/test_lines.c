#include "tests/cmocka_all.h"

#include <math.h>

#include "page/line_find.h"
#include "page/title_find.h"
#include "tests/page/drawn_ink.h"

enum { WIDTH = 1200, HEIGHT = 600, CHAR = 24, PITCH = 27, X = 100, Y = 200 };

/* Other lines of the page below, so that its size is known. */
static PIX *page_make(void)
{
  PIX *mask = paper_make(WIDTH, HEIGHT, 1);
  row_draw(mask, X, 450, CHAR, PITCH, 30, 1);
  row_draw(mask, X, 500, CHAR, PITCH, 30, 1);
  return mask;
}

/* The segments above those lines. */
static struct segment_list upper_find(PIX *mask)
{
  struct segment_list list = lines_find(mask, CHAR);
  size_t count = 0;
  while (count < list.count && list.segments[count].box.y < 440)
    count++;
  for (size_t i = count; i < list.count; i++)
    free(list.segments[i].pieces);
  list.count = count;
  return list;
}

static void test_rows_of_characters_become_segments(void **state)
{
  (void)state;
  enum { PARTS = 4 };
  static const struct {
    const char *name;
    struct {
      int x, y, size, pitch, count;
    } rows[PARTS];
    size_t segments;
  } cases[] = {
      {"line", {{X, Y, CHAR, PITCH, 20}}, 1},
      {"words of a line", {{X, Y, CHAR, PITCH, 6}, {X + 6 * PITCH + 14, Y, CHAR, PITCH, 8}}, 1},
      {"label spread over its column", {{X, Y, CHAR, 60, 4}}, 1},
      {"label spread very wide", {{X, Y, CHAR, 90, 3}}, 1},
      {"two columns", {{X, Y, CHAR, PITCH, 10}, {X + 500, Y, CHAR, PITCH, 10}}, 2},
      {"label and value", {{X, Y, CHAR, PITCH, 5}, {X + 5 * PITCH + 60, Y, CHAR, PITCH, 8}}, 2},
      {"two lines set close", {{X, Y, CHAR, PITCH, 20}, {X, Y + 30, CHAR, PITCH, 20}}, 2},
      {"heading and text beside", {{X, Y - 12, 48, 50, 4}, {X + 240, Y, CHAR, PITCH, 8}}, 2},
      {"specks", {{X, Y, 2, 40, 10}}, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    PIX *mask = page_make();
    for (int k = 0; k < PARTS; k++)
      row_draw(mask, cases[i].rows[k].x, cases[i].rows[k].y, cases[i].rows[k].size,
               cases[i].rows[k].pitch, cases[i].rows[k].count, 1);
    struct segment_list list = upper_find(mask);
    if (list.count != cases[i].segments)
      fail_msg("%s: %zu segments, not %zu", cases[i].name, list.count, cases[i].segments);
    segments_clear(&list);
    pixDestroy(&mask);
  }
}

static void test_says_which_lines_end_in_a_narrow_stroke(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    struct box last; /* relative to the end of the line's last character */
    bool narrow;
  } cases[] = {
      {"bracket", {5, 0, 7, CHAR}, true},       {"full stop", {5, 17, 6, 6}, true},
      {"character", {3, 0, CHAR, CHAR}, false}, {"radical that touches", {0, 0, 7, CHAR}, false},
      {"stroke above", {-9, -4, 7, 8}, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    PIX *mask = page_make();
    row_draw(mask, X, Y, CHAR, PITCH, 12, 1);
    struct box last = cases[i].last;
    last.x += X + 11 * PITCH + CHAR;
    last.y += Y;
    box_draw(mask, last, 1);
    struct segment_list list = upper_find(mask);
    assert_int_equal(list.count, 1);
    if (list.segments[0].narrow_end != cases[i].narrow)
      fail_msg("%s: taken for %s", cases[i].name, cases[i].narrow ? "wide" : "narrow");
    segments_clear(&list);
    pixDestroy(&mask);
  }
}

/* A label larger than its value, whose first two rows stand as near to it as a character of its
 * own.
 */
static void test_a_large_label_is_cut_off_the_rows_beside_it(void **state)
{
  (void)state;
  enum { LARGE = 40, LARGE_PITCH = 46, LABEL_COUNT = 4, ROW = 20 };
  static const int gaps[] = {8, 20, 36}; /* pixels between label and value */
  for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
    PIX *mask = page_make();
    row_draw(mask, X, Y, LARGE, LARGE_PITCH, LABEL_COUNT, 1);
    int value = X + (LABEL_COUNT - 1) * LARGE_PITCH + LARGE + gaps[i];
    box_draw(mask, (struct box){value, Y + CHAR / 2 - 5, CHAR, 4}, 1); /* 一 */
    row_draw(mask, value + PITCH, Y - 5, CHAR, PITCH, ROW - 1, 1);
    row_draw(mask, value, Y - 5 + CHAR + 4, CHAR, PITCH, ROW, 1);
    struct segment_list list = upper_find(mask);
    if (list.count != 3)
      fail_msg("gap %d: %zu segments", gaps[i], list.count);
    bool label_found = false;
    for (size_t k = 0; k < list.count; k++) {
      struct box box = list.segments[k].box;
      label_found |= box.x == X && box_right(box) == value - gaps[i] && box.h == LARGE;
      if (box.x > X)
        assert_true(box.x == value && box.w == (ROW - 1) * PITCH + CHAR);
    }
    if (!label_found)
      fail_msg("gap %d: the label is no segment of its own", gaps[i]);
    segments_clear(&list);
    pixDestroy(&mask);
  }
}

/* 费 over 影: two characters whose strokes touch are parted with their rows. */
static void test_characters_that_touch_across_two_rows_are_parted(void **state)
{
  (void)state;
  enum { TOUCHING_AT = 9, COUNT = 20 };
  PIX *mask = page_make();
  row_draw(mask, X, Y, CHAR, PITCH, TOUCHING_AT + 1, 1);
  row_draw(mask, X, Y + CHAR + 3, CHAR, PITCH, COUNT, 1);
  box_draw(mask, (struct box){X + TOUCHING_AT * PITCH, Y + CHAR, CHAR, 3}, 1);
  struct segment_list list = upper_find(mask);
  assert_int_equal(list.count, 2);
  assert_int_equal(list.segments[0].box.w, TOUCHING_AT * PITCH + CHAR);
  assert_int_equal(list.segments[1].box.w, (COUNT - 1) * PITCH + CHAR);
  segments_clear(&list);
  pixDestroy(&mask);
}

static void test_a_spread_label_has_a_piece_for_each_character(void **state)
{
  (void)state;
  PIX *mask = page_make();
  row_draw(mask, X, Y, CHAR, 60, 4, 1);
  struct segment_list list = upper_find(mask);
  assert_int_equal(list.count, 1);
  assert_int_equal(list.segments[0].piece_count, 4);
  for (int i = 0; i < 4; i++)
    assert_int_equal(list.segments[0].pieces[i].x, X + i * 60);
  assert_int_equal(list.segments[0].box.w, 3 * 60 + CHAR);
  assert_int_equal(list.segments[0].size, CHAR);
  assert_true(list.segments[0].slope == 0);
  segments_clear(&list);
  pixDestroy(&mask);
}

static void test_a_slanted_line_is_one_segment_with_its_slope(void **state)
{
  (void)state;
  static const double slopes[] = {0.02, -0.02, 0.045, -0.045};
  for (size_t i = 0; i < sizeof slopes / sizeof *slopes; i++) {
    PIX *mask = page_make();
    for (int k = 0; k < 35; k++)
      box_draw(mask,
               (struct box){X + k * PITCH, Y + (int)lround(slopes[i] * k * PITCH), CHAR, CHAR}, 1);
    struct segment_list list = upper_find(mask);
    if (list.count != 1 || fabs(list.segments[0].slope - slopes[i]) > 0.003 ||
        list.segments[0].size != CHAR)
      fail_msg("slope %g: %zu segments, the first's %g", slopes[i], list.count,
               list.count ? list.segments[0].slope : 0);
    segments_clear(&list);
    pixDestroy(&mask);
  }
}

static void test_a_line_that_came_apart_in_halves_is_one(void **state)
{
  (void)state;
  PIX *mask = page_make();
  for (int k = 0; k < 12; k++) { /* heads and feet that do not touch but overlap in height */
    int x = X + k * PITCH;
    box_draw(mask, (struct box){x, Y, 22, 4}, 1);
    box_draw(mask, (struct box){x, Y, 4, 13}, 1);
    box_draw(mask, (struct box){x, Y + 20, 22, 4}, 1);
    box_draw(mask, (struct box){x + 18, Y + 10, 4, 14}, 1);
  }
  struct segment_list list = upper_find(mask);
  assert_int_equal(list.count, 1);
  assert_int_equal(list.segments[0].box.y, Y);
  assert_int_equal(list.segments[0].box.h, CHAR);
  assert_in_range(list.segments[0].size, CHAR - 3, CHAR);
  segments_clear(&list);
  pixDestroy(&mask);
}

static void test_digits_typed_lower_belong_to_their_date(void **state)
{
  (void)state;
  static const int drops[] = {0, 6, 14, -14};
  for (size_t i = 0; i < sizeof drops / sizeof *drops; i++) {
    PIX *mask = page_make();
    int x = X;
    static const int digits[] = {4, 2, 2}; /* before 年, 月, 日 */
    for (int k = 0; k < 3; k++) {
      for (int digit = 0; digit < digits[k]; digit++, x += 14)
        box_draw(mask, (struct box){x, Y + drops[i], 11, 22}, 1);
      x += 20;
      box_draw(mask, (struct box){x, Y, CHAR, CHAR}, 1);
      x += CHAR + 20;
    }
    struct segment_list list = upper_find(mask);
    if (list.count != 1)
      fail_msg("digits %d pixels lower: %zu segments", drops[i], list.count);
    segments_clear(&list);
    pixDestroy(&mask);
  }
}

static void test_segments_come_from_the_top_down(void **state)
{
  (void)state;
  PIX *mask = paper_make(WIDTH, HEIGHT, 1);
  row_draw(mask, 700, 100, CHAR, PITCH, 8, 1);
  row_draw(mask, 100, 100, CHAR, PITCH, 8, 1);
  row_draw(mask, 100, 300, CHAR, PITCH, 8, 1);
  struct segment_list list = lines_find(mask, CHAR), titles = {0};
  pixClearAll(mask);
  row_draw(mask, 100, 180, 3 * CHAR + 10, 100, 3, 1);
  titles = titles_take(mask, CHAR);
  assert_int_equal(titles.count, 1);
  segments_merge(&list, &titles);
  assert_int_equal(titles.count, 0);
  static const int places[][2] = {{100, 100}, {700, 100}, {100, 180}, {100, 300}};
  assert_int_equal(list.count, 4);
  for (int i = 0; i < 4; i++) {
    assert_in_range(list.segments[i].box.x, places[i][0] - 2, places[i][0] + 2);
    assert_in_range(list.segments[i].box.y, places[i][1] - 2, places[i][1] + 2);
  }
  segments_clear(&list);
  pixDestroy(&mask);
}

static void test_an_empty_page_has_no_lines(void **state)
{
  (void)state;
  PIX *mask = paper_make(WIDTH, HEIGHT, 1);
  struct segment_list list = lines_find(mask, CHAR), titles = titles_take(mask, CHAR), none = {0};
  assert_int_equal(list.count, 0);
  assert_int_equal(titles.count, 0);
  segments_merge(&list, &none);
  assert_int_equal(list.count, 0);
  pixDestroy(&mask);
}

/* ---- titles ---- */

/* A large character in pieces: a frame of strokes with a cross in it. */
static void title_char_draw(PIX *mask, int x, int y, int size)
{
  int stroke = size / 9;
  box_draw(mask, (struct box){x, y, size, stroke}, 1);
  box_draw(mask, (struct box){x, y + stroke + 6, stroke, size - stroke - 6}, 1);
  box_draw(mask, (struct box){x + stroke + 6, y + size - stroke, size - stroke - 6, stroke}, 1);
  box_draw(mask, (struct box){x + stroke + 6, y + size / 3, size / 2, stroke}, 1);
}

static void test_takes_large_titles_as_one_row(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    int sizes[4], pitch, drop; /* characters; from one to the next; rows lower each */
    size_t taken;              /* characters of the title that is taken */
  } cases[] = {
      {"title", {90, 90, 90, 90}, 110, 0, 4},
      {"spread title", {90, 90, 90}, 250, 0, 3},
      {"title of uneven characters", {90, 80, 92}, 120, 0, 3},
      {"characters too far apart", {90, 90}, 300, 0, 0},
      {"one large character", {90}, 110, 0, 0},
      {"line of text", {24, 24, 24, 24}, 28, 0, 0},
      {"heading line finding can do", {60, 60, 60}, 90, 0, 0},
      {"steps", {90, 90, 90}, 110, 30, 0},
      {"emblem and character", {200, 90}, 230, 55, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    PIX *mask = page_make();
    for (int k = 0; k < 4 && cases[i].sizes[k]; k++)
      title_char_draw(mask, X + k * cases[i].pitch, 60 + k * cases[i].drop, cases[i].sizes[k]);
    int before = ink_count(mask, (struct box){0, 0, WIDTH, HEIGHT});
    struct segment_list list = titles_take(mask, CHAR);
    size_t taken = list.count ? list.segments[0].piece_count : 0;
    int above = ink_count(mask, (struct box){0, 0, WIDTH, 440});
    if (list.count > 1 || taken != cases[i].taken)
      fail_msg("%s: %zu titles, %zu characters", cases[i].name, list.count, taken);
    if (taken)
      assert_int_equal(above, 0);
    else
      assert_int_equal(ink_count(mask, (struct box){0, 0, WIDTH, HEIGHT}), before);
    if (taken)
      assert_in_range(list.segments[0].size, 88, 96);
    segments_clear(&list);
    pixDestroy(&mask);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows_of_characters_become_segments),
      cmocka_unit_test(test_says_which_lines_end_in_a_narrow_stroke),
      cmocka_unit_test(test_a_large_label_is_cut_off_the_rows_beside_it),
      cmocka_unit_test(test_characters_that_touch_across_two_rows_are_parted),
      cmocka_unit_test(test_a_spread_label_has_a_piece_for_each_character),
      cmocka_unit_test(test_a_slanted_line_is_one_segment_with_its_slope),
      cmocka_unit_test(test_a_line_that_came_apart_in_halves_is_one),
      cmocka_unit_test(test_digits_typed_lower_belong_to_their_date),
      cmocka_unit_test(test_segments_come_from_the_top_down),
      cmocka_unit_test(test_an_empty_page_has_no_lines),
      cmocka_unit_test(test_takes_large_titles_as_one_row),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
