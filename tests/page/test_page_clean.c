#include "tests/cmocka_all.h"

#include <math.h>

#include "base/number.h"
#include "page/page_clean.h"
#include "tests/page/drawn_ink.h"

enum { WIDTH = 1200, HEIGHT = 1600, CHAR = 30, PITCH = 34, LINES = 20, COUNT = 26 };
enum { LEFT = 140, TOP = 200, LINE = 62 };
static const unsigned PAPER = 0xF4F0E8, INK = 0x303030, RED = 0xD02020;

/* A sheet with lines of characters, some of them shorter. */
static PIX *sheet_make(void)
{
  PIX *pix = paper_make(WIDTH, HEIGHT, 32);
  box_draw(pix, (struct box){0, 0, WIDTH, HEIGHT}, PAPER);
  for (int line = 0; line < LINES; line++)
    row_draw(pix, LEFT, TOP + line * LINE, CHAR, PITCH, line % 3 ? COUNT : COUNT / 2, INK);
  return pix;
}

static struct clean_page clean(PIX *picture)
{
  struct clean_page page = {0};
  struct error error = {0};
  if (clean_page_make(picture, &page, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  return page;
}

/* Rows of the mask without ink between rows with ink: lines that lie level. */
static int lines_count(PIX *mask)
{
  int lines = 0;
  bool before = false;
  for (int y = 0; y < pixGetHeight(mask); y++) {
    bool ink = ink_count(mask, (struct box){0, y, pixGetWidth(mask), 1}) > CHAR;
    lines += ink && !before;
    before = ink;
  }
  return lines;
}

static PIX *turned(PIX *pix, float degrees)
{
  PIX *result = pixRotate(pix, degrees * 3.14159265f / 180, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE,
                          pixGetWidth(pix), pixGetHeight(pix));
  assert_non_null(result);
  return result;
}

static void test_skew_is_taken_out(void **state)
{
  (void)state;
  static const float angles[] = {0.5f, -1.5f, 4, 8.5f, 10, -14}; /* degrees clockwise */
  for (size_t i = 0; i < sizeof angles / sizeof *angles; i++) {
    PIX *sheet = sheet_make(), *scan = turned(sheet, angles[i]);
    struct clean_page page = clean(scan);
    if (fabsf(page.skew - angles[i]) > 0.15f || lines_count(page.mask) != LINES)
      fail_msg("turned by %g: skew %g, %d lines", (double)angles[i], (double)page.skew,
               lines_count(page.mask));
    assert_int_equal(page.quarter_turns, 0);
    clean_page_clear(&page);
    pixDestroy(&scan);
    pixDestroy(&sheet);
  }
}

static void test_a_page_on_its_side_is_set_on_its_lines(void **state)
{
  (void)state;
  for (int turn = -1; turn <= 1; turn += 2) {
    PIX *sheet = sheet_make(), *scan = pixRotate90(sheet, turn);
    struct clean_page page = clean(scan);
    assert_int_equal(page.quarter_turns, 1); /* the right way up only reading can tell */
    assert_true(pixGetHeight(page.ink) > pixGetWidth(page.ink));
    assert_int_equal(lines_count(page.mask), LINES);
    clean_page_clear(&page);
    pixDestroy(&scan);
    pixDestroy(&sheet);
  }
}

/* The corner of a character on the clean page leads back to the corner in the picture. */
static void test_places_lead_back_to_the_picture(void **state)
{
  (void)state;
  PIX *sheet = sheet_make();
  PIX *small = pixScaleAreaMap(sheet, 0.5f, 0.5f), *scan = pixRotate90(small, 1);
  struct clean_page page = clean(scan);
  struct homography back;
  assert_true(homography_invert(&page.clean_from_source, &back));
  struct box first = {LEFT, TOP, CHAR, CHAR};
  /* in `scan`: halved, then a quarter turn clockwise */
  struct box there = {(HEIGHT - first.y - first.h) / 2, first.x / 2, first.h / 2, first.w / 2};
  struct box here = homography_apply_box(&page.clean_from_source, there);
  int ink = ink_count(page.mask, here);
  assert_true(ink * 10 >= here.w * here.h * 8);
  struct box again = homography_apply_box(&back, here);
  assert_in_range(again.x, there.x - 2, there.x + 2);
  assert_in_range(again.y, there.y - 2, there.y + 2);
  clean_page_clear(&page);
  pixDestroy(&scan);
  pixDestroy(&small);
  pixDestroy(&sheet);
}

static void test_characters_are_brought_to_a_size_that_reads_well(void **state)
{
  (void)state;
  static const float scales[] = {0.5f, 1, 3};
  for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
    PIX *sheet = sheet_make(), *grey = pixConvertTo8(sheet, 0);
    PIX *scan = pixScale(grey, scales[i], scales[i]);
    struct clean_page page = clean(scan);
    int size = (int)(CHAR * scales[i]); /* in the picture */
    bool fits = size >= 26 && size <= 72;
    if (page.char_size < 24 || page.char_size > 74 ||
        (fits && abs(page.char_size - size) > size / 8))
      fail_msg("characters of %d pixels came out as %d", size, page.char_size);
    if (fabs((double)page.scale - page.char_size / (double)(CHAR * scales[i])) > 0.1)
      fail_msg("characters of %d pixels: scale %g, size %d", size, (double)page.scale,
               page.char_size);
    clean_page_clear(&page);
    pixDestroy(&scan);
    pixDestroy(&grey);
    pixDestroy(&sheet);
  }
}

/* Enlarging small print must not eat the machine's memory. */
static void test_a_clean_picture_is_never_larger_than_sixty_million_pixels(void **state)
{
  (void)state;
  enum { SIDE = 8200 }; /* 67 million pixels, one bit each */
  PIX *picture = paper_make(SIDE, SIDE, 1);
  row_draw(picture, 1000, 1000, 60, 70, 60, 1);
  struct clean_page page = clean(picture);
  double pixels = (double)pixGetWidth(page.ink) * pixGetHeight(page.ink);
  assert_true(pixels > 55e6 && pixels <= 60e6);
  assert_true((double)page.scale < 0.96);
  clean_page_clear(&page);
  pixDestroy(&picture);
}

static void test_a_sheet_on_a_dark_table_is_cut_out(void **state)
{
  (void)state;
  PIX *sheet = sheet_make(), *table = paper_make(WIDTH + 400, HEIGHT + 400, 32);
  box_draw(table, (struct box){0, 0, WIDTH + 400, HEIGHT + 400}, 0x404038);
  pixRasterop(table, 200, 200, WIDTH, HEIGHT, PIX_SRC, sheet, 0, 0);
  struct clean_page page = clean(table);
  double width = pixGetWidth(page.ink) / (double)page.scale;
  double height = pixGetHeight(page.ink) / (double)page.scale;
  assert_true(fabs(width - WIDTH) < 30 && fabs(height - HEIGHT) < 30);
  assert_int_equal(lines_count(page.mask), LINES);
  clean_page_clear(&page);
  pixDestroy(&table);
  pixDestroy(&sheet);
}

static void test_red_ink_is_set_aside_and_a_grey_page_has_none(void **state)
{
  (void)state;
  PIX *sheet = sheet_make(), *grey = pixConvertTo8(sheet, 0);
  ring_draw(sheet, 900, 1500, 80, 8, RED);
  struct clean_page page = clean(sheet), plain = clean(grey);
  struct box ring =
      homography_apply_box(&page.clean_from_source, (struct box){815, 1415, 170, 170});
  assert_non_null(page.black);
  assert_true(ink_count(page.red_mask, ring) > 2000);
  assert_int_equal(ink_count(page.mask, ring), 0);
  assert_int_equal(ink_count(page.black, ring), 0);
  assert_true(ink_count(page.plain, ring) > 2000);
  assert_null(plain.red_mask);
  assert_null(plain.black);
  clean_page_clear(&page);
  clean_page_clear(&plain);
  pixDestroy(&grey);
  pixDestroy(&sheet);
}

static void test_a_half_turn_turns_all_planes_and_their_places(void **state)
{
  (void)state;
  PIX *sheet = sheet_make();
  struct clean_page page = clean(sheet), turned_page = clean(sheet);
  assert_int_equal(clean_page_turn_half(&turned_page, NULL), STATUS_OK);
  PIX *planes[][2] = {{page.ink, turned_page.ink},
                      {page.plain, turned_page.plain},
                      {page.mask, turned_page.mask},
                      {page.black, turned_page.black}};
  for (size_t i = 0; i < sizeof planes / sizeof *planes; i++) {
    l_int32 same = 0;
    if (!planes[i][0])
      continue;
    pixRotate180(planes[i][1], planes[i][1]);
    pixEqual(planes[i][0], planes[i][1], &same);
    assert_true(same);
  }
  assert_int_equal(turned_page.quarter_turns, 2);
  struct box first = {LEFT, TOP, CHAR, CHAR};
  struct box here = homography_apply_box(&page.clean_from_source, first);
  struct box there = homography_apply_box(&turned_page.clean_from_source, first);
  assert_in_range(there.x, pixGetWidth(page.ink) - box_right(here) - 1,
                  pixGetWidth(page.ink) - box_right(here) + 1);
  assert_in_range(there.y, pixGetHeight(page.ink) - box_bottom(here) - 1,
                  pixGetHeight(page.ink) - box_bottom(here) + 1);
  clean_page_clear(&page);
  clean_page_clear(&turned_page);
  pixDestroy(&sheet);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_skew_is_taken_out),
      cmocka_unit_test(test_a_page_on_its_side_is_set_on_its_lines),
      cmocka_unit_test(test_places_lead_back_to_the_picture),
      cmocka_unit_test(test_characters_are_brought_to_a_size_that_reads_well),
      cmocka_unit_test(test_a_clean_picture_is_never_larger_than_sixty_million_pixels),
      cmocka_unit_test(test_a_sheet_on_a_dark_table_is_cut_out),
      cmocka_unit_test(test_red_ink_is_set_aside_and_a_grey_page_has_none),
      cmocka_unit_test(test_a_half_turn_turns_all_planes_and_their_places),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
