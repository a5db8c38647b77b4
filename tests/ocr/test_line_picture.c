#include "tests/cmocka_all.h"

#include <math.h>

#include "base/number.h"
#include "ocr/line_picture.h"
#include "tests/page/drawn_ink.h"

enum { WIDTH = 1200, HEIGHT = 400, CHAR = 24, X = 100, Y = 150, MOST = 40 };

/* a character's height is doubled less margins: 24 rows of 48 */
static const struct line_rendering rendering = {.margin = 0.5, .height = 48};

/* A line drawn on a page, each character a piece. */
struct drawn_line {
  PIX *page;
  struct text_segment segment;
  struct box pieces[MOST];
};

static void line_make(struct drawn_line *line)
{
  *line = (struct drawn_line){.page = paper_make(WIDTH, HEIGHT, 8)};
  line->segment = (struct text_segment){.pieces = line->pieces, .size = CHAR};
}

static void line_add(struct drawn_line *line, int x, int y)
{
  struct box box = {x, y, CHAR, CHAR};
  box_draw(line->page, box, 20);
  line->pieces[line->segment.piece_count++] = box;
  line->segment.box = box_union(line->segment.box, box);
}

/* First and last row with ink in the columns [from, to). */
static void ink_rows(PIX *pix, int from, int to, int *ret_first, int *ret_last)
{
  *ret_first = *ret_last = -1;
  for (int y = 0; y < pixGetHeight(pix); y++)
    if (ink_count(pix, (struct box){from, y, to - from, 1})) {
      *ret_first = *ret_first < 0 ? y : *ret_first;
      *ret_last = y;
    }
}

/* Columns of the widest white between the first and the last ink. */
static int widest_gap(PIX *pix)
{
  int widest = 0, last = -1;
  for (int x = 0; x < pixGetWidth(pix); x++)
    if (ink_count(pix, (struct box){x, 0, 1, pixGetHeight(pix)})) {
      widest = last < 0 ? 0 : max_int(widest, x - last - 1);
      last = x;
    }
  return widest;
}

static void test_a_line_is_cut_out_with_white_round_it(void **state)
{
  (void)state;
  struct drawn_line line;
  struct line_picture picture;
  line_make(&line);
  for (int i = 0; i < 10; i++)
    line_add(&line, X + i * 27, Y);
  row_draw(line.page, X, Y - 45, CHAR, 27, 10, 20); /* neighbours */
  row_draw(line.page, X, Y + 45, CHAR, 27, 10, 20);
  assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
  assert_int_equal(pixGetHeight(picture.pix), 48);
  assert_int_equal(pixGetDepth(picture.pix), 8);
  int first, last;
  ink_rows(picture.pix, 0, pixGetWidth(picture.pix), &first, &last);
  assert_in_range(first, 11, 13);
  assert_in_range(last, 34, 36);
  assert_int_equal(ink_count(picture.pix, (struct box){0, 0, 4, 48}), 0);
  line_picture_clear(&picture);
  pixDestroy(&line.page);
}

/* Heavy golden letters fill more of the line than their paper: they come out black, and as narrow
 * as other print. */
static void test_wide_print_in_tones_comes_black_and_narrowed(void **state)
{
  (void)state;
  struct drawn_line line;
  struct line_picture plain, square;
  const struct line_rendering as_square = {
      .margin = 0.5, .height = 48, .width = 0.67, .blackened = true};
  line_make(&line);
  for (int i = 0; i < 4; i++) {
    struct box letter = {X + i * 44, Y, 40, CHAR};
    box_draw(line.page, letter, 90);
    box_draw(line.page, (struct box){letter.x + 4, letter.y + 4, 32, CHAR - 8}, 190);
    line.pieces[line.segment.piece_count++] = letter;
    line.segment.box = line.segment.piece_count > 1 ? box_union(line.segment.box, letter) : letter;
  }
  assert_true(line_picture_make(line.page, &line.segment, &rendering, &plain));
  assert_true(line_picture_make(line.page, &line.segment, &as_square, &square));
  assert_in_range(pixGetWidth(plain.pix) * 2 / 3 - pixGetWidth(square.pix) + 1, 0, 2);
  int middle = square.stretches[0].from + (square.stretches[0].to - square.stretches[0].from) / 8;
  assert_in_range(level_at(square.pix, middle, 24), 0, 20);
  line_picture_clear(&plain);
  line_picture_clear(&square);
  pixDestroy(&line.page);
}

static void test_white_asked_for_comes_after_the_line(void **state)
{
  (void)state;
  struct drawn_line line;
  struct line_picture plain, whiter;
  /* half a character, doubled less margins */
  const struct line_rendering with_white = {.margin = 0.5, .height = 48, .white_after = 0.5};
  line_make(&line);
  for (int i = 0; i < 10; i++)
    line_add(&line, X + i * 27, Y);
  assert_true(line_picture_make(line.page, &line.segment, &rendering, &plain));
  assert_true(line_picture_make(line.page, &line.segment, &with_white, &whiter));
  int more = pixGetWidth(whiter.pix) - pixGetWidth(plain.pix);
  assert_in_range(more, 11, 13);
  struct box whole = {0, 0, pixGetWidth(whiter.pix), 48};
  struct box without = {0, 0, pixGetWidth(plain.pix), 48};
  assert_int_equal(ink_count(whiter.pix, whole), ink_count(whiter.pix, without));
  assert_int_equal(whiter.stretches[0].to, plain.stretches[0].to);
  line_picture_clear(&plain);
  line_picture_clear(&whiter);
  pixDestroy(&line.page);
}

static void test_gaps_of_a_spread_label_are_closed(void **state)
{
  (void)state;
  static const int pitches[] = {27, 60, 90};
  for (size_t i = 0; i < sizeof pitches / sizeof *pitches; i++) {
    struct drawn_line line;
    struct line_picture picture;
    line_make(&line);
    for (int k = 0; k < 4; k++)
      line_add(&line, X + k * pitches[i], Y);
    assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
    int gap = widest_gap(picture.pix), expected = pitches[i] == 27 ? 3 : 7; /* 0.3 of a character */
    if (abs(gap - expected) > 1)
      fail_msg("pitch %d: a gap of %d columns", pitches[i], gap);
    line_picture_clear(&picture);
    pixDestroy(&line.page);
  }
}

static void test_digits_typed_lower_come_to_the_line(void **state)
{
  (void)state;
  struct drawn_line line;
  struct line_picture picture;
  line_make(&line);
  for (int k = 0; k < 6; k++)
    line_add(&line, X + k * 30, Y + (k & 1 ? 12 : 0));
  assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
  int first, last;
  ink_rows(picture.pix, 0, pixGetWidth(picture.pix), &first, &last);
  assert_in_range(last - first, 22, 25);
  line_picture_clear(&picture);
  pixDestroy(&line.page);
}

/* Figures typed under the end of their mark: each piece comes without the other's ink. */
static void test_pieces_one_above_the_other_come_apart(void **state)
{
  (void)state;
  struct drawn_line line;
  struct line_picture picture;
  line_make(&line);
  line_add(&line, X, Y);
  line_add(&line, X + CHAR / 2, Y + CHAR);
  line_add(&line, X + 90, Y);
  assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
  assert_int_equal(picture.count, 3);
  int first, last;
  ink_rows(picture.pix, 0, pixGetWidth(picture.pix), &first, &last);
  assert_in_range(last - first, 22, 25);
  /* as much ink as three characters have, none of it twice */
  int ink = ink_count(picture.pix, (struct box){0, 0, pixGetWidth(picture.pix), 48});
  assert_in_range(ink, 3 * CHAR * CHAR - 3 * CHAR, 3 * CHAR * CHAR + 3 * CHAR);
  line_picture_clear(&picture);
  pixDestroy(&line.page);
}

/* A dash or comma has no middle of its own to be brought to the line's. */
static void test_a_low_mark_keeps_its_place_on_the_line(void **state)
{
  (void)state;
  enum { DASH_Y = 17, DASH_H = 4 };
  struct drawn_line line;
  struct line_picture picture;
  line_make(&line);
  line_add(&line, X, Y);
  line_add(&line, X + 90, Y);
  struct box dash = {X + 45, Y + DASH_Y, 20, DASH_H};
  box_draw(line.page, dash, 20);
  line.pieces[2] = line.pieces[1];
  line.pieces[1] = dash;
  line.segment.piece_count = 3;
  assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
  assert_int_equal(picture.count, 3);
  int first, last;
  ink_rows(picture.pix, picture.stretches[1].from, picture.stretches[1].to, &first, &last);
  assert_in_range(first, 12 + DASH_Y - 1, 12 + DASH_Y + 1);
  assert_in_range(last, 12 + DASH_Y + DASH_H - 2, 12 + DASH_Y + DASH_H);
  line_picture_clear(&picture);
  pixDestroy(&line.page);
}

/* The highest piece sets the picture's scale, but one that is another line's does not. */
static void test_a_tall_piece_is_not_cut_and_a_far_taller_one_is(void **state)
{
  (void)state;
  static const struct {
    int height, ink_rows; /* of the tall piece; of the picture, for a piece of CHAR rows */
  } cases[] = {{CHAR, 24}, {CHAR + 10, 17}, {CHAR * 3 / 2, 16}, {CHAR * 3, 16}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct drawn_line line;
    struct line_picture picture;
    line_make(&line);
    line_add(&line, X, Y);
    struct box tall = {X + 60, Y + CHAR / 2 - cases[i].height / 2, CHAR, cases[i].height};
    box_draw(line.page, tall, 20);
    line.pieces[line.segment.piece_count++] = tall;
    line.segment.box = box_union(line.segment.box, tall);
    assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
    int first, last;
    assert_int_equal(picture.count, 2);
    ink_rows(picture.pix, picture.stretches[0].from, picture.stretches[0].to, &first, &last);
    if (abs(last - first + 1 - cases[i].ink_rows) > 2)
      fail_msg("beside a piece of %d rows a character has %d", cases[i].height, last - first + 1);
    line_picture_clear(&picture);
    pixDestroy(&line.page);
  }
}

/* A label's last letter, larger than the value beside it, does not make the value small. */
static void test_a_larger_letter_leaves_the_line_its_size(void **state)
{
  (void)state;
  struct drawn_line line;
  struct line_picture picture;
  line_make(&line);
  struct box letter = {X - 40, Y - 4, CHAR + 8, CHAR + 8};
  box_draw(line.page, letter, 20);
  line.pieces[line.segment.piece_count++] = letter;
  line.segment.box = letter;
  for (int k = 0; k < 10; k++)
    line_add(&line, X + k * 27, Y);
  assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
  int first, last;
  int width = pixGetWidth(picture.pix);
  ink_rows(picture.pix, width / 2, width, &first, &last);
  assert_in_range(last - first + 1, 23, 25); /* as without the letter */
  ink_rows(picture.pix, picture.stretches[0].from, picture.stretches[0].from + 20, &first, &last);
  assert_in_range(last - first + 1, 31, 33); /* and the letter is whole */
  line_picture_clear(&picture);
  pixDestroy(&line.page);
}

static void test_a_slanted_line_comes_out_level(void **state)
{
  (void)state;
  static const double slopes[] = {0.03, -0.03, 0.05};
  for (size_t i = 0; i < sizeof slopes / sizeof *slopes; i++) {
    struct drawn_line line;
    struct line_picture picture;
    line_make(&line);
    for (int k = 0; k < 30; k++)
      line_add(&line, X + k * 27, Y + (int)lround(slopes[i] * k * 27));
    /* one piece, as line finding gives a line without gaps */
    line.segment.slope = slopes[i];
    line.segment.piece_count = 1;
    line.pieces[0] = line.segment.box;
    assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
    int width = pixGetWidth(picture.pix), first[3], last[3];
    for (int part = 0; part < 3; part++)
      ink_rows(picture.pix, part * width / 3, (part + 1) * width / 3, &first[part], &last[part]);
    for (int part = 0; part < 3; part++)
      if (abs(first[part] - first[1]) > 2 || last[part] - first[part] > 28)
        fail_msg("slope %g: rows %d to %d beside %d to %d", slopes[i], first[part], last[part],
                 first[1], last[1]);
    line_picture_clear(&picture);
    pixDestroy(&line.page);
  }
}

static void assert_near(const char *name, struct box box, struct box expected)
{
  if (abs(box.x - expected.x) > 3 || abs(box_right(box) - box_right(expected)) > 3 ||
      abs(box.y - expected.y) > 4 || abs(box_bottom(box) - box_bottom(expected)) > 4)
    fail_msg("%s: %d,%d %d×%d for %d,%d %d×%d", name, box.x, box.y, box.w, box.h, expected.x,
             expected.y, expected.w, expected.h);
}

/* Columns of the picture's k-th run of ink. */
static void ink_run(PIX *pix, int k, int *ret_left, int *ret_right)
{
  bool inside = false;
  *ret_left = *ret_right = 0;
  for (int x = 0; x < pixGetWidth(pix) && k >= 0; x++) {
    bool ink = ink_count(pix, (struct box){x, 0, 1, pixGetHeight(pix)}) > 0;
    if (ink && !inside)
      *ret_left = x;
    if (!ink && inside) {
      *ret_right = x;
      k--;
    }
    inside = ink;
  }
}

static void test_columns_of_the_picture_lead_back_to_the_page(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    int pitch, drop_of_odd;
  } cases[] = {{"line", 29, 0}, {"spread label", 80, 0}, {"date", 33, 12}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct drawn_line line;
    struct line_picture picture;
    line_make(&line);
    for (int k = 0; k < 8; k++)
      line_add(&line, X + k * cases[i].pitch, Y + (k & 1 ? cases[i].drop_of_odd : 0));
    assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
    for (int k = 0; k < 8; k++) {
      int left, right;
      ink_run(picture.pix, k, &left, &right);
      assert_near(cases[i].name, line_picture_to_page(&picture, left, right), line.pieces[k]);
    }
    line_picture_clear(&picture);
    pixDestroy(&line.page);
  }
}

static void test_boxes_of_a_slanted_spread_line_lead_back(void **state)
{
  (void)state;
  struct drawn_line line;
  struct line_picture picture;
  line_make(&line);
  for (int k = 0; k < 12; k++)
    line_add(&line, X + k * 80, Y + (int)lround(0.04 * k * 80));
  line.segment.slope = 0.04;
  assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
  for (int k = 0; k < 12; k++) {
    int left, right;
    ink_run(picture.pix, k, &left, &right);
    assert_near("slanted", line_picture_to_page(&picture, left, right), line.pieces[k]);
  }
  line_picture_clear(&picture);
  pixDestroy(&line.page);
}

static void test_pale_ink_is_stretched_to_black(void **state)
{
  (void)state;
  struct drawn_line line;
  struct line_picture picture;
  line_make(&line);
  for (int k = 0; k < 8; k++)
    line_add(&line, X + k * 40, Y);
  for (int k = 0; k < 8; k++)
    box_draw(line.page, line.pieces[k], 170);
  assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
  assert_in_range(ink_count(picture.pix, (struct box){0, 0, pixGetWidth(picture.pix), 48}),
                  8 * 22 * 22, 8 * 26 * 26);
  line_picture_clear(&picture);
  pixDestroy(&line.page);
}

static void test_a_line_at_the_pages_edge_is_no_danger(void **state)
{
  (void)state;
  static const struct {
    int x, y;
    double slope;
  } places[] = {{0, 0, 0},
                {WIDTH - 8 * 27, HEIGHT - CHAR, 0},
                {0, 0, 0.05},
                {WIDTH - 8 * 27, HEIGHT - CHAR, -0.05},
                {WIDTH - 30, HEIGHT - 10, 0.05}, /* reaches over the edges */
                {-20, -10, 0}};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    struct drawn_line line;
    struct line_picture picture;
    line_make(&line);
    for (int k = 0; k < 8; k++)
      line_add(&line, places[i].x + k * 27, places[i].y);
    line.segment.slope = places[i].slope;
    assert_true(line_picture_make(line.page, &line.segment, &rendering, &picture));
    assert_true(ink_count(picture.pix, (struct box){0, 0, pixGetWidth(picture.pix), 48}) > 100);
    line_picture_clear(&picture);
    pixDestroy(&line.page);
  }
}

static void test_an_empty_segment_has_no_picture(void **state)
{
  (void)state;
  struct drawn_line line;
  struct line_picture picture;
  line_make(&line);
  assert_false(line_picture_make(line.page, &line.segment, &rendering, &picture));
  pixDestroy(&line.page);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_line_is_cut_out_with_white_round_it),
      cmocka_unit_test(test_wide_print_in_tones_comes_black_and_narrowed),
      cmocka_unit_test(test_white_asked_for_comes_after_the_line),
      cmocka_unit_test(test_gaps_of_a_spread_label_are_closed),
      cmocka_unit_test(test_digits_typed_lower_come_to_the_line),
      cmocka_unit_test(test_pieces_one_above_the_other_come_apart),
      cmocka_unit_test(test_a_low_mark_keeps_its_place_on_the_line),
      cmocka_unit_test(test_a_tall_piece_is_not_cut_and_a_far_taller_one_is),
      cmocka_unit_test(test_a_larger_letter_leaves_the_line_its_size),
      cmocka_unit_test(test_a_slanted_line_comes_out_level),
      cmocka_unit_test(test_columns_of_the_picture_lead_back_to_the_page),
      cmocka_unit_test(test_boxes_of_a_slanted_spread_line_lead_back),
      cmocka_unit_test(test_pale_ink_is_stretched_to_black),
      cmocka_unit_test(test_a_line_at_the_pages_edge_is_no_danger),
      cmocka_unit_test(test_an_empty_segment_has_no_picture),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
