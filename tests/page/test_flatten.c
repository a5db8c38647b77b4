#include "tests/cmocka_all.h"

#include "page/colour_plane.h"
#include "page/component.h"
#include "page/flatten.h"
#include "tests/page/drawn_ink.h"

enum { WIDTH = 400, HEIGHT = 320, STROKE = 6, REACH = 40 };

static int min_of(int a, int b)
{
  return a < b ? a : b;
}

/* ---- uneven light ---- */

static void test_flattens_a_shadow_but_no_stroke(void **state)
{
  (void)state;
  PIX *page = paper_make(WIDTH, HEIGHT, 8);
  for (int x = 0; x < WIDTH; x++) { /* light falls off to the right; ink is a third of it */
    int light = 250 - x * 150 / WIDTH;
    box_draw(page, (struct box){x, 0, 1, HEIGHT}, (unsigned)light);
    if (x % 40 < STROKE)
      box_draw(page, (struct box){x, 100, 1, 60}, (unsigned)light / 3);
  }
  PIX *flat = pix_flatten(page, REACH);
  for (int x = 40; x < WIDTH - 40; x += 40) {
    assert_in_range(level_at(flat, x + 20, 40), 235, 255);
    assert_in_range(level_at(flat, x + STROKE / 2, 130), 70, 100);
  }
  PIX *mask = pix_ink_mask(flat);
  assert_int_equal(ink_count(mask, (struct box){40, 100, 320, 60}), 8 * STROKE * 60);
  assert_int_equal(ink_count(mask, (struct box){0, 0, WIDTH, 90}), 0);
  pixDestroy(&mask);
  pixDestroy(&flat);
  pixDestroy(&page);
}

static void test_a_picture_too_small_for_a_background_stays(void **state)
{
  (void)state;
  PIX *page = paper_make(31, 200, 8);
  box_draw(page, (struct box){10, 10, 5, 5}, 77);
  PIX *flat = pix_flatten(page, REACH);
  assert_int_equal(level_at(flat, 12, 12), 77);
  pixDestroy(&flat);
  pixDestroy(&page);
}

static void test_lifts_red_by_its_excess(void **state)
{
  (void)state;
  PIX *flat = paper_make(40, 40, 8), *redness = pixCreate(40, 40, 8);
  box_draw(flat, (struct box){0, 0, 40, 40}, 100);
  box_draw(redness, (struct box){10, 0, 10, 40}, 94); /* 80 more than a tint */
  box_draw(redness, (struct box){20, 0, 10, 40}, 10); /* a tint of paper */
  pix_lift_red(flat, redness, 4);
  assert_int_equal(level_at(flat, 5, 5), 100);
  assert_int_equal(level_at(flat, 15, 5), 140);
  assert_int_equal(level_at(flat, 25, 5), 100);
  pix_lift_red(flat, redness, 40);
  assert_int_equal(level_at(flat, 15, 5), 255);
  pixDestroy(&redness);
  pixDestroy(&flat);
}

static void test_lifts_what_is_pale_within_the_region_only(void **state)
{
  (void)state;
  PIX *flat = paper_make(40, 40, 8);
  box_draw(flat, (struct box){0, 0, 40, 20}, 150);
  box_draw(flat, (struct box){0, 20, 40, 20}, 90);
  pix_lift_pale(flat, (struct box){-10, -10, 30, 100}, NULL, 100, 2); /* reaches over the edges */
  assert_int_equal(level_at(flat, 10, 10), 200);
  assert_int_equal(level_at(flat, 10, 30), 90);
  assert_int_equal(level_at(flat, 30, 10), 150);
  PIX *where = paper_make(40, 40, 1);
  box_draw(where, (struct box){30, 0, 5, 40}, 1);
  pix_lift_pale(flat, (struct box){0, 0, 40, 40}, where, 100, 2);
  assert_int_equal(level_at(flat, 32, 10), 200); /* set there */
  assert_int_equal(level_at(flat, 37, 10), 150);
  assert_int_equal(level_at(flat, 32, 30), 90);
  pixDestroy(&where);
  pixDestroy(&flat);
}

/* ---- colours ---- */

static void test_tells_red_ink_from_other_colours(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    unsigned colour;
    int redness_min, redness_max, lightened_min; /* lightened: on the plane without red */
  } inks[] = {
      {"seal red", 0xD03028, 120, 255, 200},  {"pale seal", 0xF0A8A0, 50, 90, 230},
      {"black", 0x202020, 0, 0, 0},           {"blue", 0x3050C0, 0, 0, 0},
      {"gold print", 0xC8A050, 0, 11, 0},     {"dark gold", 0xA07828, 0, 11, 0},
      {"yellow paper", 0xFFF0B0, 0, 11, 225},
  };
  for (size_t i = 0; i < sizeof inks / sizeof *inks; i++) {
    PIX *page = paper_make(100, 100, 32);
    box_draw(page, (struct box){0, 0, 20, 20}, 0xC02020);
    box_draw(page, (struct box){40, 40, 20, 20}, inks[i].colour);
    struct colour_planes planes;
    assert_true(colour_planes_split(page, &planes));
    int redness = level_at(planes.redness, 50, 50), light = level_at(planes.red_free, 50, 50);
    if (redness < inks[i].redness_min || redness > inks[i].redness_max ||
        light < inks[i].lightened_min)
      fail_msg("%s: redness %d, without red %d", inks[i].name, redness, light);
    if (inks[i].redness_max == 0)
      assert_int_equal(light, level_at(planes.plain, 50, 50));
    colour_planes_clear(&planes);
    pixDestroy(&page);
  }
}

static void test_a_grey_picture_has_no_red_planes(void **state)
{
  (void)state;
  static const int depths[] = {1, 8, 32};
  for (int i = 0; i < 3; i++) {
    PIX *page = paper_make(100, 100, depths[i]);
    box_draw(page, (struct box){10, 10, 20, 20}, depths[i] == 32 ? 0x403C44 : 0x40);
    struct colour_planes planes;
    assert_true(colour_planes_split(page, &planes));
    assert_null(planes.redness);
    assert_null(planes.red_free);
    assert_int_equal(pixGetDepth(planes.plain), 8);
    assert_in_range(level_at(planes.plain, 15, 15), 0, 80);
    assert_int_equal(level_at(planes.plain, 50, 50), 255);
    colour_planes_clear(&planes);
    pixDestroy(&page);
  }
}

static void test_what_is_transparent_is_paper(void **state)
{
  (void)state;
  PIX *page = pixCreate(60, 60, 32);
  pixSetSpp(page, 4); /* black, and clear all over */
  struct colour_planes planes;
  assert_true(colour_planes_split(page, &planes));
  assert_int_equal(level_at(planes.plain, 30, 30), 255);
  colour_planes_clear(&planes);
  pixDestroy(&page);
}

/* ---- components ---- */

static void test_finds_components_but_no_specks(void **state)
{
  (void)state;
  PIX *mask = paper_make(200, 100, 1);
  box_draw(mask, (struct box){10, 10, 20, 30}, 1);
  box_draw(mask, (struct box){30, 40, 5, 5}, 1); /* touches by a corner */
  box_draw(mask, (struct box){100, 50, 3, 3}, 1);
  box_draw(mask, (struct box){150, 50, 1, 12}, 1);
  struct component_list list = components_find(mask, 4);
  assert_int_equal(list.count, 2);
  struct box first = list.boxes[list.boxes[0].x > list.boxes[1].x];
  assert_int_equal(first.w, 25);
  assert_int_equal(first.h, 35);
  components_clear(&list);
  pixDestroy(&mask);
  mask = paper_make(200, 100, 1);
  list = components_find(mask, 4);
  assert_int_equal(list.count, 0);
  components_clear(&list);
  pixDestroy(&mask);
}

static void test_measures_characters_among_strokes_and_titles(void **state)
{
  (void)state;
  PIX *mask = paper_make(900, 700, 1);
  row_draw(mask, 50, 20, 90, 120, 3, 1); /* a title */
  for (int row = 0; row < 6; row++)
    row_draw(mask, 50, 200 + row * 60, 24, 28, 20, 1);
  row_draw(mask, 50, 600, 7, 14, 50, 1); /* dots */
  struct component_list list = components_find(mask, 4);
  assert_int_equal(components_char_size(&list, 200), 24);
  list.count = min_of(5, (int)list.count);
  assert_int_equal(components_char_size(&list, 200), 0); /* too few to tell */
  components_clear(&list);
  pixDestroy(&mask);
}

static void test_tells_level_lines_from_upright_ones(void **state)
{
  (void)state;
  PIX *mask = paper_make(700, 700, 1);
  for (int row = 0; row < 8; row++)
    row_draw(mask, 50, 40 + row * 60, 24, 28, 15, 1);
  PIX *turned = pixRotate90(mask, 1);
  struct component_list level = components_find(mask, 4), upright = components_find(turned, 4);
  assert_true(components_direction(&level, 24) > 0.5);
  assert_true(components_direction(&upright, 24) < -0.5);
  components_clear(&level);
  components_clear(&upright);
  pixDestroy(&turned);
  pixDestroy(&mask);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_flattens_a_shadow_but_no_stroke),
      cmocka_unit_test(test_a_picture_too_small_for_a_background_stays),
      cmocka_unit_test(test_lifts_red_by_its_excess),
      cmocka_unit_test(test_lifts_what_is_pale_within_the_region_only),
      cmocka_unit_test(test_tells_red_ink_from_other_colours),
      cmocka_unit_test(test_a_grey_picture_has_no_red_planes),
      cmocka_unit_test(test_what_is_transparent_is_paper),
      cmocka_unit_test(test_finds_components_but_no_specks),
      cmocka_unit_test(test_measures_characters_among_strokes_and_titles),
      cmocka_unit_test(test_tells_level_lines_from_upright_ones),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
