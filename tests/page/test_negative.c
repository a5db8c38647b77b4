#include "tests/cmocka_all.h"

#include "page/negative.h"
#include "tests/page/drawn_ink.h"
#include "tests/page/drawn_page.h"

static PIX *inverted(PIX *pix)
{
  PIX *negative = pixInvert(NULL, pix);
  assert_non_null(negative);
  return negative;
}

static void test_a_page_in_the_negative_is_told_at_every_depth(void **state)
{
  (void)state;
  PIX *grey = drawn_page_make(&drawn_page_default);
  PIX *pages[] = {grey, pixConvertTo32(grey), pixConvertTo1(grey, 128)};
  for (size_t i = 0; i < 3; i++) {
    PIX *negative = inverted(pages[i]);
    assert_false(page_is_negative(pages[i]));
    assert_true(page_is_negative(negative));
    pixDestroy(&negative);
    pixDestroy(&pages[i]);
  }
}

static void test_a_noisy_scan_in_the_negative_is_told(void **state)
{
  (void)state;
  PIX *page = drawn_page_make(&drawn_page_default);
  PIX *scan = drawn_page_scan(
      page,
      &(struct drawn_scan){.degrees = 1, .enlarge = 1, .blur = 1, .noise = 12, .brightness = 0.9f});
  PIX *negative = inverted(scan);
  assert_false(page_is_negative(scan));
  assert_true(page_is_negative(negative));
  pixDestroy(&negative);
  pixDestroy(&scan);
  pixDestroy(&page);
}

/* Most of the picture is dark, and yet the print is. */
static void test_a_dark_page_or_a_dark_table_is_no_negative(void **state)
{
  (void)state;
  PIX *page = drawn_page_make(&drawn_page_default);
  PIX *dark =
      drawn_page_scan(page, &(struct drawn_scan){.enlarge = 1, .noise = 4, .brightness = 0.35f});
  PIX *table = pixCreate(2 * pixGetWidth(page), 2 * pixGetHeight(page), 8);
  pixSetAllArbitrary(table, 40);
  pixRasterop(table, pixGetWidth(page) / 2, pixGetHeight(page) / 2, pixGetWidth(page),
              pixGetHeight(page), PIX_SRC, page, 0, 0);
  PIX *black = pixCreate(1000, 1400, 8);
  assert_false(page_is_negative(dark));
  assert_false(page_is_negative(table));
  assert_false(page_is_negative(black));
  pixDestroy(&black);
  pixDestroy(&table);
  pixDestroy(&dark);
  pixDestroy(&page);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_page_in_the_negative_is_told_at_every_depth),
      cmocka_unit_test(test_a_noisy_scan_in_the_negative_is_told),
      cmocka_unit_test(test_a_dark_page_or_a_dark_table_is_no_negative),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
