#include "tests/cmocka_all.h"

#include <math.h>

#include "base/homography.h"
#include "page/warp.h"
#include "tests/page/drawn_ink.h"

static void assert_point(struct point point, double x, double y)
{
  assert_true(fabs(point.x - x) < 1e-6 && fabs(point.y - y) < 1e-6);
}

/* A sheet photographed askew, and the upright one. */
static const struct point askew[4] = {{110, 80}, {905, 140}, {860, 1310}, {60, 1220}};
static const struct point upright[4] = {{0, 0}, {800, 0}, {800, 1130}, {0, 1130}};

static void test_takes_corners_to_corners_and_back(void **state)
{
  (void)state;
  struct homography there, back;
  assert_true(homography_from_points(askew, upright, &there));
  assert_true(homography_invert(&there, &back));
  for (int i = 0; i < 4; i++) {
    assert_point(homography_apply(&there, askew[i]), upright[i].x, upright[i].y);
    assert_point(homography_apply(&back, upright[i]), askew[i].x, askew[i].y);
  }
  struct homography both = homography_then(there, back);
  assert_point(homography_apply(&both, (struct point){333, 777}), 333, 777);
}

static void test_has_no_transform_from_three_corners_on_a_line(void **state)
{
  (void)state;
  static const struct point lines[][4] = {
      {{0, 0}, {100, 0}, {200, 0}, {0, 100}},
      {{0, 0}, {333, 111}, {666, 222}, {50, 900}},
      {{7, 7}, {7, 7}, {800, 1130}, {0, 1130}},
  };
  struct homography h;
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    assert_false(homography_from_points(lines[i], upright, &h));
}

static void test_does_not_invert_what_flattens_the_sheet(void **state)
{
  (void)state;
  struct homography flat = homography_scale(1, 0), inverse;
  assert_false(homography_invert(&flat, &inverse));
}

static void test_applies_the_first_transform_first(void **state)
{
  (void)state;
  struct homography h = homography_then(homography_translate(10, 20), homography_scale(2, 3));
  assert_point(homography_apply(&h, (struct point){1, 1}), 22, 63);
}

static void test_turns_clockwise_about_the_centre(void **state)
{
  (void)state;
  struct homography h = homography_rotate(90, (struct point){100, 50});
  assert_point(homography_apply(&h, (struct point){100, 50}), 100, 50);
  assert_point(homography_apply(&h, (struct point){110, 50}), 100, 60);
}

static void test_bounds_a_turned_box(void **state)
{
  (void)state;
  struct homography h = homography_rotate(45, (struct point){50, 50});
  struct box box = homography_apply_box(&h, (struct box){0, 0, 100, 100});
  assert_int_equal(box.x, -21);
  assert_int_equal(box.y, -21);
  assert_int_equal(box_right(box), 121);
  assert_int_equal(box_bottom(box), 121);
}

static void test_an_identical_warp_changes_no_pixel(void **state)
{
  (void)state;
  PIX *source = paper_make(64, 48, 8);
  box_draw(source, (struct box){20, 10, 9, 7}, 30);
  struct homography h = homography_identity();
  PIX *target = pix_warp_grey(source, &h, 64, 48);
  l_int32 same = 0;
  pixEqual(source, target, &same);
  assert_true(same);
  pixDestroy(&target);
  pixDestroy(&source);
}

static void test_a_warped_sheet_stands_upright(void **state)
{
  (void)state;
  PIX *photo = paper_make(1000, 1400, 8);
  for (int i = 0; i < 4; i++)
    box_draw(photo, (struct box){(int)askew[i].x - 12, (int)askew[i].y - 12, 24, 24}, 0);
  struct homography h;
  assert_true(homography_from_points(askew, upright, &h));
  PIX *sheet = pix_warp_grey(photo, &h, 800, 1130);
  assert_int_equal(level_at(sheet, 3, 3), 0);
  assert_int_equal(level_at(sheet, 796, 3), 0);
  assert_int_equal(level_at(sheet, 796, 1126), 0);
  assert_int_equal(level_at(sheet, 3, 1126), 0);
  assert_int_equal(level_at(sheet, 400, 565), 255);
  assert_int_equal(level_at(sheet, 40, 40), 255);
  pixDestroy(&sheet);
  pixDestroy(&photo);
}

static void test_outside_the_source_lies_its_nearest_edge(void **state)
{
  (void)state;
  PIX *source = paper_make(40, 40, 8);
  box_draw(source, (struct box){0, 0, 5, 40}, 90);
  struct homography affine = homography_translate(30, 0);
  const struct point bent[4] = {{30, 2}, {70, 0}, {70, 40}, {30, 38}};
  const struct point square[4] = {{0, 0}, {40, 0}, {40, 40}, {0, 40}};
  struct homography projective;
  assert_true(homography_from_points(square, bent, &projective));
  const struct homography *both[] = {&affine, &projective};
  for (int i = 0; i < 2; i++) {
    PIX *target = pix_warp_grey(source, both[i], 120, 40);
    assert_int_equal(level_at(target, 2, 20), 90);
    assert_int_equal(level_at(target, 110, 20), 255);
    pixDestroy(&target);
  }
  pixDestroy(&source);
}

static void test_a_horizon_across_the_picture_is_no_danger(void **state)
{
  (void)state;
  PIX *source = paper_make(40, 40, 8);
  /* the inverse: pixels on one line of the target come from nowhere, (16, 8) from 0 / 0 */
  struct homography back = {{1, 0, -16.5, 0, 1, 0, 1, 1, -25}}, h;
  assert_true(homography_invert(&back, &h));
  PIX *target = pix_warp_grey(source, &h, 40, 40);
  assert_int_equal(level_at(target, 16, 8), 255);
  pixDestroy(&target);
  pixDestroy(&source);
}

static void test_a_reduced_picture_keeps_its_mean(void **state)
{
  (void)state;
  PIX *source = paper_make(400, 320, 8);
  for (int x = 0; x < 400; x += 2)
    box_draw(source, (struct box){x, 0, 1, 320}, 55);
  static const double factors[] = {0.5, 0.25, 0.3, 0.1};
  for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
    PIX *small = pix_reduce_grey(source, factors[i]);
    assert_in_range(pixGetWidth(small), 400 * factors[i] - 1, 400 * factors[i] + 1);
    assert_in_range(level_at(small, pixGetWidth(small) / 2, 10), 135, 175);
    pixDestroy(&small);
  }
  pixDestroy(&source);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_takes_corners_to_corners_and_back),
      cmocka_unit_test(test_has_no_transform_from_three_corners_on_a_line),
      cmocka_unit_test(test_does_not_invert_what_flattens_the_sheet),
      cmocka_unit_test(test_applies_the_first_transform_first),
      cmocka_unit_test(test_turns_clockwise_about_the_centre),
      cmocka_unit_test(test_bounds_a_turned_box),
      cmocka_unit_test(test_an_identical_warp_changes_no_pixel),
      cmocka_unit_test(test_a_warped_sheet_stands_upright),
      cmocka_unit_test(test_outside_the_source_lies_its_nearest_edge),
      cmocka_unit_test(test_a_horizon_across_the_picture_is_no_danger),
      cmocka_unit_test(test_a_reduced_picture_keeps_its_mean),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
