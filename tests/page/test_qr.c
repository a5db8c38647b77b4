#include "tests/cmocka_all.h"

#include <math.h>

#include "base/memory.h"
#include "page/qr.h"
#include "page/qr_sign.h"
#include "tests/page/drawn_page.h"
#include "tests/page/qr_matrices.h"

static int matrix_side(const char *const matrix[])
{
  int side = 0;
  while (matrix[side])
    side++;
  return side;
}

static void draw_code(PIX *pix, const char *const matrix[], int left, int top, int module)
{
  for (int row = 0; matrix[row]; row++)
    for (int column = 0; matrix[row][column]; column++) {
      BOX *box = boxCreate(left + column * module, top + row * module, module, module);
      pixSetInRectArbitrary(pix, box, matrix[row][column] == '#' ? 25 : 240);
      boxDestroy(&box);
    }
}

static PIX *blank_page(int width, int height)
{
  PIX *pix = pixCreate(width, height, 8);
  pixSetAllArbitrary(pix, 240);
  return pix;
}

static void assert_found(PIX *pix, const char *text, struct box expected)
{
  struct qr_code *codes = NULL;
  size_t count = 0;
  assert_int_equal(qr_find(pix, &codes, &count, NULL), STATUS_OK);
  assert_int_equal(count, 1);
  assert_string_equal(codes[0].text, text);
  int tolerance = expected.w / 6;
  assert_in_range(codes[0].box.x - expected.x + tolerance, 0, 2 * tolerance);
  assert_in_range(codes[0].box.y - expected.y + tolerance, 0, 2 * tolerance);
  assert_in_range(codes[0].box.w - expected.w + tolerance, 0, 2 * tolerance);
  qr_codes_free(&codes, count);
  assert_null(codes);
}

static void test_a_code_among_print_is_found_with_its_place(void **state)
{
  (void)state;
  PIX *page = drawn_page_make(&drawn_page_default);
  int module = 6, side = matrix_side(qr_utf8) * module;
  BOX *quiet = boxCreate(180, 1880, side + 80, side + 80);
  pixSetInRectArbitrary(page, quiet, 245);
  boxDestroy(&quiet);
  draw_code(page, qr_utf8, 220, 1920, module);
  PIX *scan = drawn_page_scan(
      page, &(struct drawn_scan){.enlarge = 1, .brightness = 0.9f, .noise = 8, .blur = 1});
  assert_found(scan, "https://example.test/cert?n=渝B2-20200646",
               (struct box){220, 1920, side, side});
  pixDestroy(&scan);
  pixDestroy(&page);
}

static void test_a_code_of_few_pixels_on_a_small_page_is_found(void **state)
{
  (void)state;
  PIX *page = blank_page(400, 500);
  draw_code(page, qr_utf8, 50, 300, 2);
  int side = matrix_side(qr_utf8) * 2;
  assert_found(page, "https://example.test/cert?n=渝B2-20200646",
               (struct box){50, 300, side, side});
  pixDestroy(&page);
}

static void test_a_small_code_on_a_large_colour_page_is_found(void **state)
{
  (void)state;
  PIX *page = blank_page(2480, 3508);
  draw_code(page, qr_utf8, 300, 2900, 3);
  PIX *colour = pixConvertTo32(page);
  int side = matrix_side(qr_utf8) * 3;
  assert_found(colour, "https://example.test/cert?n=渝B2-20200646",
               (struct box){300, 2900, side, side});
  pixDestroy(&colour);
  pixDestroy(&page);
}

static void test_a_chinese_code_that_is_not_utf8_is_read_as_gb18030(void **state)
{
  (void)state;
  PIX *page = blank_page(600, 600);
  draw_code(page, qr_gb18030, 100, 100, 5);
  int side = matrix_side(qr_gb18030) * 5;
  assert_found(page, "北京样例网络科技有限公司", (struct box){100, 100, side, side});
  pixDestroy(&page);
}

static void test_a_code_that_is_no_text_is_left_out(void **state)
{
  (void)state;
  PIX *page = blank_page(600, 600);
  draw_code(page, qr_binary, 100, 100, 5);
  struct qr_code *codes = NULL;
  size_t count = 9;
  assert_int_equal(qr_find(page, &codes, &count, NULL), STATUS_OK);
  assert_int_equal(count, 0);
  pixDestroy(&page);
}

static void test_two_codes_come_top_first(void **state)
{
  (void)state;
  PIX *page = blank_page(1000, 1000);
  draw_code(page, qr_gb18030, 100, 600, 6);
  draw_code(page, qr_utf8, 600, 100, 6);
  struct qr_code *codes = NULL;
  size_t count = 0;
  assert_int_equal(qr_find(page, &codes, &count, NULL), STATUS_OK);
  assert_int_equal(count, 2);
  assert_non_null(strstr(codes[0].text, "example.test"));
  qr_codes_free(&codes, count);
  pixDestroy(&page);
}

static void test_print_shows_no_sign_of_a_code(void **state)
{
  (void)state;
  PIX *page = drawn_page_make(&drawn_page_default);
  assert_false(qr_sign_seen(page));
  pixDestroy(&page);
}

static void test_a_sign_is_seen_however_a_code_is_turned_scanned_and_coloured(void **state)
{
  (void)state;
  static const float angles[] = {0, 4, 17, 30, 45, 90, 170}; /* degrees */
  for (size_t i = 0; i < sizeof angles / sizeof *angles; i++)
    for (int module = 3; module <= 9; module += 3) {
      PIX *page = blank_page(800, 800);
      draw_code(page, qr_utf8, 150, 150, module);
      PIX *turned =
          pixRotate(page, angles[i] * (float)M_PI / 180, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
      PIX *blurred = pixBlockconv(turned, 1, 1);
      PIX *colour = pixConvertTo32(blurred);
      assert_true(qr_sign_seen(turned));
      assert_true(qr_sign_seen(blurred));
      assert_true(qr_sign_seen(colour));
      pixDestroy(&page);
      pixDestroy(&turned);
      pixDestroy(&blurred);
      pixDestroy(&colour);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_print_shows_no_sign_of_a_code),
      cmocka_unit_test(test_a_sign_is_seen_however_a_code_is_turned_scanned_and_coloured),
      cmocka_unit_test(test_a_code_among_print_is_found_with_its_place),
      cmocka_unit_test(test_a_code_of_few_pixels_on_a_small_page_is_found),
      cmocka_unit_test(test_a_small_code_on_a_large_colour_page_is_found),
      cmocka_unit_test(test_a_chinese_code_that_is_not_utf8_is_read_as_gb18030),
      cmocka_unit_test(test_a_code_that_is_no_text_is_left_out),
      cmocka_unit_test(test_two_codes_come_top_first),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
