#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "page/page_fingerprint.h"
#include "tests/page/drawn_page.h"

static const struct drawn_scan good_scan = {.enlarge = 1, .brightness = 1, .noise = 4};

static struct page_fingerprint *fingerprint_of(const struct drawn_page *page,
                                               const struct drawn_scan *scan)
{
  struct page_fingerprint *print = memory_alloc(sizeof *print);
  PIX *sheet = drawn_page_make(page), *scanned = drawn_page_scan(sheet, scan);
  page_fingerprint_make(scanned, print);
  pixDestroy(&sheet);
  pixDestroy(&scanned);
  return print;
}

static void test_a_sheet_scanned_twice_is_the_same(void **state)
{
  (void)state;
  static const struct drawn_scan scans[] = {
      {.enlarge = 1, .brightness = 1, .noise = 8},
      {.enlarge = 1, .brightness = 0.85f, .noise = 4, .blur = 1},
      {.enlarge = 1, .brightness = 0.95f, .noise = 4, .degrees = 0.3f, .right = 23, .down = -31},
      {.enlarge = 1.006f, .brightness = 1, .noise = 4, .degrees = -0.15f, .down = 9},
      {.enlarge = 1, .brightness = 1, .noise = 4, .right = 12, .half_turn = 1},
  };
  autofree struct page_fingerprint *first = fingerprint_of(&drawn_page_default, &good_scan);
  assert_true(first->known);
  for (size_t i = 0; i < sizeof scans / sizeof *scans; i++) {
    autofree struct page_fingerprint *second = fingerprint_of(&drawn_page_default, &scans[i]);
    if (!page_fingerprint_same(first, second))
      fail_msg("scan %zu of the same sheet is taken for another", i);
  }
}

static void test_pages_that_differ_in_a_digit_a_point_a_word_or_a_line_are_two(void **state)
{
  (void)state;
  static const struct drawn_page pages[] = {
      {"B2-20231588", "1503.50", NULL, "network"}, /* serial number: 3, 8 */
      {"B2-20237583", "1503.50", NULL, "network"}, /* 1, 7 */
      {"B2-20231683", "1503.50", NULL, "network"}, /* 5, 6 */
      {"B2-20231583", "1508.50", NULL, "network"}, {"B2-20231583", "150350", NULL, "network"},
      {"B2-20231583", "1503.50", NULL, "notwork"}, {"B2-20231583", "1503.50", "Void.", "network"},
  };
  autofree struct page_fingerprint *first = fingerprint_of(&drawn_page_default, &good_scan);
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    struct drawn_scan scan = {.enlarge = 1, .brightness = 0.95f, .noise = 4, .right = 3};
    scan.blur = (int)(i % 2);
    autofree struct page_fingerprint *second = fingerprint_of(&pages[i], &scan);
    if (page_fingerprint_same(first, second))
      fail_msg("page %zu is taken for the first", i);
  }
}

static void test_the_same_sheet_resembles_itself_more_than_another(void **state)
{
  (void)state;
  static const struct drawn_scan turned = {
      .enlarge = 1, .brightness = 0.9f, .noise = 4, .right = 12, .half_turn = 1};
  autofree struct page_fingerprint *first = fingerprint_of(&drawn_page_default, &good_scan);
  autofree struct page_fingerprint *second = fingerprint_of(&drawn_page_default, &turned);
  autofree struct page_fingerprint *unlike = memory_alloc(sizeof *unlike);
  PIX *sheet = pixCreate(1654, 2339, 8);
  pixSetAllArbitrary(sheet, 240);
  pixRasterop(sheet, 200, 1500, 1200, 500, PIX_CLR, NULL, 0, 0);
  page_fingerprint_make(sheet, unlike);
  pixDestroy(&sheet);
  assert_true(page_fingerprint_resemblance(first, second) > 0.95f);
  assert_true(page_fingerprint_resemblance(first, unlike) == 0);
  second->known = false;
  assert_true(page_fingerprint_resemblance(first, second) == 0);
}

static void test_a_page_without_ink_equals_nothing(void **state)
{
  (void)state;
  autofree struct page_fingerprint *print = memory_alloc(sizeof *print);
  PIX *blank = pixCreate(1000, 1400, 8);
  pixSetAllArbitrary(blank, 240);
  page_fingerprint_make(blank, print);
  pixDestroy(&blank);
  assert_false(print->known);
  assert_false(page_fingerprint_same(print, print));
}

static void test_a_fingerprint_from_a_bad_process_is_refused(void **state)
{
  (void)state;
  autofree struct page_fingerprint *good = fingerprint_of(&drawn_page_default, &good_scan);
  autofree struct page_fingerprint *bad = memory_alloc(sizeof *bad);
  assert_true(page_fingerprint_same(good, good));

  *bad = *good;
  bad->columns = INT32_MAX;
  assert_false(page_fingerprint_same(good, bad));
  assert_false(page_fingerprint_same(bad, bad));

  *bad = *good;
  bad->packed_size = UINT32_MAX;
  assert_false(page_fingerprint_same(bad, good));

  *bad = *good;
  memset(bad->packed, 0xA5, sizeof bad->packed);
  assert_false(page_fingerprint_same(bad, good));

  *bad = *good;
  bad->rows -= 1; /* fewer cells than are packed */
  assert_false(page_fingerprint_same(bad, good));

  *bad = *good;
  bad->levels = 0;
  assert_false(page_fingerprint_same(bad, good));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_sheet_scanned_twice_is_the_same),
      cmocka_unit_test(test_pages_that_differ_in_a_digit_a_point_a_word_or_a_line_are_two),
      cmocka_unit_test(test_the_same_sheet_resembles_itself_more_than_another),
      cmocka_unit_test(test_a_page_without_ink_equals_nothing),
      cmocka_unit_test(test_a_fingerprint_from_a_bad_process_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
