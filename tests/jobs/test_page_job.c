#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "jobs/page_job.h"

static void test_job_names_files_that_are_not_utf8(void **state)
{
  (void)state;
  const char *const paths[] = {"a b.png", "\xd6\xa4\xca\xe9.jpg"};
  const struct document_request request = {.paths = paths,
                                           .path_count = 2,
                                           .pictures_of_one = true,
                                           .limits = {200, 300, 4},
                                           .pdf_text = PDF_TEXT_NEVER,
                                           .want_full = true};
  struct message message = job_message(MESSAGE_PAGE, 77, 5, &request);
  struct job_document job;
  assert_true(job_read(&message, &job));
  assert_int_equal(job.id, 77);
  assert_int_equal(job.page, 5);
  assert_int_equal(job.path_count, 2);
  assert_string_equal(job.paths[1], paths[1]);
  assert_true(job.pictures_of_one && job.want_full && !job.want_previews);
  assert_int_equal(job.limits.max_file_bytes, 300);
  assert_int_equal(job.pdf_text, PDF_TEXT_NEVER);
  job_document_clear(&job);
  message_clear(&message);
}

static void test_pictures_travel_beside_the_page(void **state)
{
  (void)state;
  struct read_page sent = {.number = 2, .width = 10, .height = 10};
  sent.full = (struct picture_blob){PICTURE_PNG, 3, 4, memory_alloc(5), 5};
  memcpy(sent.full.bytes, "12345", 5);
  struct message message = page_message(&sent);
  struct read_page page = {0};
  assert_int_equal(page_message_read(&message, &page, NULL), STATUS_OK);
  assert_int_equal(page.full.format, PICTURE_PNG);
  assert_int_equal(page.full.height, 4);
  assert_memory_equal(page.full.bytes, "12345", 5);
  assert_int_equal(page.clean_preview.format, PICTURE_NONE);
  read_page_clear(&page);
  message.size = 4; /* a picture that claims more than there is */
  assert_int_equal(page_message_read(&message, &page, NULL), STATUS_BAD_INPUT);
  message_clear(&message);
  read_page_clear(&page);
  read_page_clear(&sent);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_job_names_files_that_are_not_utf8),
      cmocka_unit_test(test_pictures_travel_beside_the_page),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
