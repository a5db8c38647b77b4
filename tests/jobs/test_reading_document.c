#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "jobs/reading_document.h"

static struct reading_document *document_with(int pages)
{
  const char *path = "a.tif";
  const struct document_request request = {.paths = &path, .path_count = 1};
  struct reading_document *document = reading_document_new(7, &request, 1000);
  reading_document_open(document, SOURCE_TIFF, pages, "", 0);
  return document;
}

static void page_finish(struct reading_document *document, size_t page, enum page_status status)
{
  struct read_page read = {.status = status};
  reading_document_page_finished(document, page, &read);
}

static void test_pages_are_handed_out_in_order_and_finish_in_any(void **state)
{
  (void)state;
  struct reading_document *document = document_with(3);
  size_t next;
  for (size_t i = 0; i < 3; i++) {
    assert_true(reading_document_next_page(document, &next));
    assert_int_equal(next, i);
    reading_document_page_started(document, i);
  }
  assert_false(reading_document_next_page(document, &next));
  page_finish(document, 2, PAGE_OK);
  page_finish(document, 0, PAGE_BLANK);
  assert_false(reading_document_try_finish(document, 2000));
  page_finish(document, 1, PAGE_OK);
  assert_true(reading_document_try_finish(document, 3500));
  assert_int_equal(document->stage, DOCUMENT_FINISHED);
  assert_int_equal(document->reading.pages[0].status, PAGE_BLANK);
  for (int i = 0; i < 3; i++)
    assert_int_equal(document->reading.pages[i].number, i + 1);
  assert_true(document->reading.seconds == 2.5);
  reading_document_free(&document);
}

static void test_only_the_failed_pages_of_an_earlier_attempt_are_read(void **state)
{
  (void)state;
  const char *path = "a.tif";
  struct read_page *known = memory_alloc(3 * sizeof *known);
  known[0] = (struct read_page){.number = 1, .status = PAGE_OK};
  known[1] = (struct read_page){.number = 2, .status = PAGE_FAILED};
  known[2] = (struct read_page){.number = 3, .status = PAGE_BLANK};
  const struct document_request request = {
      .paths = &path, .path_count = 1, .known = known, .known_count = 3};
  struct reading_document *document = reading_document_new(7, &request, 1000);
  reading_document_open(document, SOURCE_TIFF, 3, "", 0);
  size_t next = 0;
  assert_true(reading_document_next_page(document, &next));
  assert_int_equal(next, 1);
  reading_document_page_started(document, 1);
  assert_false(reading_document_next_page(document, &next));
  page_finish(document, 1, PAGE_OK);
  assert_true(reading_document_try_finish(document, 2000));
  assert_int_equal(document->reading.pages[2].status, PAGE_BLANK);
  reading_document_free(&document);
}

static void test_a_page_that_fails_costs_itself(void **state)
{
  (void)state;
  struct reading_document *document = document_with(2);
  struct error error = {0};
  reading_document_page_started(document, 0);
  reading_document_page_started(document, 1);
  error_set(&error, STATUS_CRASHED, "it crashed");
  reading_document_page_failed(document, 0, &error);
  page_finish(document, 1, PAGE_OK);
  assert_true(reading_document_try_finish(document, 2000));
  assert_int_equal(document->reading.pages[0].status, PAGE_FAILED);
  assert_string_equal(document->reading.pages[0].error, "it crashed");
  assert_int_equal(document->reading.page_errors[0], STATUS_CRASHED);
  assert_int_equal(document->reading.pages[1].status, PAGE_OK);
  reading_document_free(&document);
}

static void test_a_page_whose_worker_was_killed_is_handed_out_again_and_counted(void **state)
{
  (void)state;
  struct reading_document *document = document_with(2);
  size_t next;
  reading_document_page_started(document, 0);
  reading_document_page_started(document, 1);
  assert_int_equal(reading_document_page_again(document, 1), 1);
  assert_true(reading_document_next_page(document, &next));
  assert_int_equal(next, 1);
  reading_document_page_started(document, 1);
  assert_int_equal(reading_document_page_again(document, 1), 2);
  reading_document_free(&document);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pages_are_handed_out_in_order_and_finish_in_any),
      cmocka_unit_test(test_a_page_that_fails_costs_itself),
      cmocka_unit_test(test_only_the_failed_pages_of_an_earlier_attempt_are_read),
      cmocka_unit_test(test_a_page_whose_worker_was_killed_is_handed_out_again_and_counted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
