#include "tests/cmocka_all.h"

#include <allheaders.h>

#include "base/memory.h"
#include "jobs/reading_document.h"

/* Two kinds of pages that do not resemble each other, and a blank one. */
enum look { LOOK_TOP, LOOK_BOTTOM, LOOK_NONE };

static struct page_fingerprint *look_make(enum look look)
{
  struct page_fingerprint *fingerprint = memory_alloc(sizeof *fingerprint);
  if (look == LOOK_NONE)
    return fingerprint;
  PIX *pix = pixCreate(800, 1100, 8);
  pixSetAllArbitrary(pix, 250);
  for (int row = 0; row < 6; row++) /* lying on one, standing on the other */
    if (look == LOOK_TOP)
      pixRasterop(pix, 100, 100 + row * 50, 500, 20, PIX_CLR, NULL, 0, 0);
    else
      pixRasterop(pix, 100 + row * 100, 500, 20, 500, PIX_CLR, NULL, 0, 0);
  page_fingerprint_make(pix, fingerprint);
  pixDestroy(&pix);
  return fingerprint;
}

static struct reading_document *document_with(int pages)
{
  const char *path = "a.tif";
  const struct document_request request = {.paths = &path, .path_count = 1};
  struct reading_document *document = reading_document_new(7, &request, 1000);
  reading_document_open(document, SOURCE_TIFF, pages, "", 0);
  for (int i = 0; i < pages; i++)
    reading_document_page_started(document, (size_t)i);
  return document;
}

static void page_show(struct reading_document *document, size_t page, enum look look)
{
  reading_document_page_shown(document, page, look_make(look));
}

static void page_finish(struct reading_document *document, size_t page, size_t repeats,
                        enum page_status status)
{
  struct read_page read = {.status = status};
  reading_document_page_finished(document, page, repeats, &read);
}

static void page_fail(struct reading_document *document, size_t page)
{
  struct error error = {0};
  error_set(&error, STATUS_CRASHED, "it crashed");
  reading_document_page_failed(document, page, &error);
}

static void assert_candidates(const struct reading_document *document, size_t page, size_t count,
                              size_t first, size_t second)
{
  struct candidate_list candidates = {0};
  assert_true(reading_document_candidates(document, page, &candidates));
  assert_int_equal(candidates.count, count);
  if (count > 0)
    assert_int_equal(candidates.pages[0], first);
  if (count > 1)
    assert_int_equal(candidates.pages[1], second);
}

static void test_page_waits_for_those_before_it_only(void **state)
{
  (void)state;
  struct reading_document *document = document_with(3);
  struct candidate_list candidates;
  page_show(document, 1, LOOK_TOP);
  assert_false(reading_document_candidates(document, 1, &candidates));
  page_show(document, 0, LOOK_TOP);
  assert_candidates(document, 0, 0, 0, 0);
  assert_candidates(document, 1, 1, 0, 0);
  reading_document_free(&document);
}

static void test_failed_page_is_not_waited_for_and_nothing_repeats_it(void **state)
{
  (void)state;
  struct reading_document *document = document_with(3);
  page_show(document, 0, LOOK_TOP);
  page_show(document, 2, LOOK_TOP);
  page_fail(document, 0);
  page_fail(document, 1);
  assert_candidates(document, 2, 0, 0, 0);
  reading_document_free(&document);
}

static void test_only_pages_of_that_look_are_compared_the_first_one_first(void **state)
{
  (void)state;
  struct reading_document *document = document_with(6);
  static const enum look looks[] = {LOOK_TOP,    LOOK_BOTTOM, LOOK_NONE,
                                    LOOK_BOTTOM, LOOK_TOP,    LOOK_TOP};
  for (size_t i = 0; i < 6; i++)
    page_show(document, i, looks[i]);
  assert_candidates(document, 1, 0, 0, 0);
  assert_candidates(document, 2, 0, 0, 0);
  assert_candidates(document, 3, 1, 1, 0);
  assert_candidates(document, 5, 2, 0, 4);
  reading_document_free(&document);
}

static void test_repeats_of_a_page_that_fails_are_read(void **state)
{
  (void)state;
  struct reading_document *document = document_with(3);
  for (size_t i = 0; i < 3; i++)
    page_show(document, i, LOOK_TOP);
  size_t next;
  page_finish(document, 1, 0, PAGE_DUPLICATE);
  assert_false(reading_document_next_page(document, &next));
  page_fail(document, 0);
  assert_true(reading_document_next_page(document, &next)); /* done before the failure */
  assert_int_equal(next, 1);
  page_finish(document, 2, 0, PAGE_DUPLICATE); /* told before the failure, done after it */
  assert_false(reading_document_try_finish(document, 2000));
  reading_document_page_started(document, 1);
  page_show(document, 1, LOOK_TOP);
  assert_candidates(document, 1, 0, 0, 0);
  page_finish(document, 1, NO_PAGE, PAGE_OK);
  assert_true(reading_document_next_page(document, &next));
  assert_int_equal(next, 2);
  reading_document_page_started(document, 2);
  page_show(document, 2, LOOK_TOP);
  assert_candidates(document, 2, 1, 1, 0);
  page_finish(document, 2, 1, PAGE_DUPLICATE);
  assert_true(reading_document_try_finish(document, 3500));
  assert_int_equal(document->reading.pages[0].status, PAGE_FAILED);
  assert_int_equal(document->reading.page_errors[0], STATUS_CRASHED);
  assert_int_equal(document->reading.pages[1].status, PAGE_OK);
  assert_int_equal(document->reading.pages[2].duplicate_of, 2);
  assert_true(document->reading.seconds == 2.5);
  reading_document_free(&document);
}

static void test_repeat_of_a_repeat_names_the_original_and_of_a_blank_is_blank(void **state)
{
  (void)state;
  struct reading_document *document = document_with(5);
  page_finish(document, 0, NO_PAGE, PAGE_OK);
  page_finish(document, 2, 1, PAGE_DUPLICATE);
  page_finish(document, 1, 0, PAGE_DUPLICATE);
  page_finish(document, 4, 3, PAGE_DUPLICATE);
  page_finish(document, 3, NO_PAGE, PAGE_BLANK);
  assert_true(reading_document_try_finish(document, 1000));
  assert_int_equal(document->reading.pages[1].duplicate_of, 1);
  assert_int_equal(document->reading.pages[2].duplicate_of, 1);
  assert_int_equal(document->reading.pages[4].status, PAGE_BLANK);
  assert_int_equal(document->reading.pages[4].duplicate_of, 0);
  assert_int_equal(document->reading.pages[4].number, 5);
  reading_document_free(&document);
}

static void test_looks_of_pages_far_back_are_let_go(void **state)
{
  (void)state;
  enum { PAGES = 300 };
  struct reading_document *document = document_with(PAGES);
  for (size_t i = 0; i < PAGES; i++) {
    page_show(document, i, i == 0 || i == 2 || i == 65 || i == 299 ? LOOK_TOP : LOOK_NONE);
    if (i == 2)
      assert_candidates(document, 2, 1, 0, 0);
    if (i == 65)
      assert_candidates(document, 65, 1, 2, 0); /* page 0 is too far back */
  }
  assert_candidates(document, 299, 0, 0, 0);
  assert_candidates(document, 65, 0, 0, 0); /* if it had to be done again now */
  reading_document_free(&document);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_page_waits_for_those_before_it_only),
      cmocka_unit_test(test_failed_page_is_not_waited_for_and_nothing_repeats_it),
      cmocka_unit_test(test_only_pages_of_that_look_are_compared_the_first_one_first),
      cmocka_unit_test(test_repeats_of_a_page_that_fails_are_read),
      cmocka_unit_test(test_repeat_of_a_repeat_names_the_original_and_of_a_blank_is_blank),
      cmocka_unit_test(test_looks_of_pages_far_back_are_let_go),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
