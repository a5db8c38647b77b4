/* What the pool believes of a worker's answers. The test plays the worker; a hostile file could
 * make a real one say anything. */

#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "jobs/reading_answer.h"

enum { PAGES = 3, PAGE = 2, PAGES_MAX = 10 };

/* The model is there. */
static const struct reading_pool_options sound_options = {
    .engine = {.language = ENGINE_OWN_LANGUAGE, .own_models = ZHAOLU_SOURCE_DATA "/tessdata"}};

/* A document of PAGES of which the last is being read, or one that is being opened. */
static struct reading_document *document_make(size_t part)
{
  const char *path = "a.tif";
  const struct document_request request = {
      .paths = &path, .path_count = 1, .limits = {.max_pages = PAGES_MAX}};
  struct reading_document *document = reading_document_new(7, &request, 0);
  if (part == OPENING)
    return document;
  reading_document_open(document, SOURCE_TIFF, PAGES, "", 0);
  for (size_t i = 0; i < PAGES; i++) {
    reading_document_page_started(document, i);
    struct read_page page = {.status = PAGE_OK};
    if (i != PAGE)
      reading_document_page_finished(document, i, &page);
  }
  return document;
}

static enum worker_answer answer(struct reading_document *document, size_t part,
                                 struct message *message)
{
  enum worker_answer meaning = reading_answer_take(document, part, message, &sound_options);
  message_clear(message);
  return meaning;
}

static void assert_not_believed(const char *name, struct reading_document *document, size_t part,
                                struct message *message)
{
  if (answer(document, part, message) != ANSWER_NONSENSE)
    fail_msg("%s: it is believed", name);
  reading_job_lost(document, part, LOSS_NONSENSE, 0, &reading_pool_options_default);
  const struct document_reading *reading = &document->reading;
  if (document->stage != DOCUMENT_FINISHED)
    fail_msg("%s: the document waits for ever", name);
  enum status status = part == OPENING ? reading->status : reading->page_errors[PAGE];
  const char *said = part == OPENING ? reading->error.message : reading->pages[PAGE].error;
  if (status != STATUS_CRASHED || !said || !strstr(said, "nonsense"))
    fail_msg("%s: it is said: %s", name, said ? said : "nothing");
  reading_document_free(&document);
}

static void test_a_page_is_taken_as_the_worker_read_it(void **state)
{
  (void)state;
  static const enum page_status cases[] = {PAGE_OK, PAGE_BLANK};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct reading_document *document = document_make(PAGE);
    struct read_page page = {.status = cases[i]};
    struct message message = page_message(&page);
    assert_int_equal(answer(document, PAGE, &message), ANSWER_ENDS_WORK);
    assert_int_equal(document->stage, DOCUMENT_FINISHED);
    const struct read_page *taken = &document->reading.pages[PAGE];
    assert_int_equal(taken->status, cases[i]);
    assert_int_equal(taken->number, PAGE + 1);
    reading_document_free(&document);
  }
}

static void test_a_page_that_cannot_be_is_not_believed(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    enum page_status status;
  } cases[] = {
      {"repeats another, which no worker can know", PAGE_DUPLICATE},
      {"failed, and was read", PAGE_FAILED},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct reading_document *document = document_make(PAGE);
    struct read_page page = {.status = cases[i].status};
    struct message message = page_message(&page);
    assert_not_believed(cases[i].name, document, PAGE, &message);
  }
}

/* A READ message with one thing in it changed. */
static struct message page_with(const char *member, const char *json)
{
  struct read_page page = {.status = PAGE_OK};
  struct message message = page_message(&page);
  json_object_set_new(message.body, member, json_loads(json, JSON_DECODE_ANY, NULL));
  return message;
}

static void test_a_page_of_another_form_is_not_believed(void **state)
{
  (void)state;
  static const struct {
    const char *name, *member, *json;
  } cases[] = {
      {"no page", "page", "null"},
      {"page without lines", "page", "{\"status\": \"ok\"}"},
      {"no pictures", "pictures", "[]"},
      {"picture of more bytes than came", "pictures",
       "[[1, 10, 10, 5000], [0, 0, 0, 0], [0, 0, 0, 0]]"},
      {"picture of less than nothing", "pictures", "[[1, 10, 10, -1], [0, 0, 0, 0], [0, 0, 0, 0]]"},
      {"picture of unknown format", "pictures", "[[99, 10, 10, 0], [0, 0, 0, 0], [0, 0, 0, 0]]"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct reading_document *document = document_make(PAGE);
    struct message message = page_with(cases[i].member, cases[i].json);
    assert_not_believed(cases[i].name, document, PAGE, &message);
  }
}

static struct message probed(int format, int pages)
{
  return message_make(MESSAGE_PROBED, "{s:i, s:i, s:s, s:i}", "format", format, "pages", pages,
                      "sha256", "", "bytes", 1);
}

static void test_a_document_is_opened_as_the_worker_found_it(void **state)
{
  (void)state;
  struct reading_document *document = document_make(OPENING);
  struct message message = probed(SOURCE_TIFF, PAGES_MAX);
  assert_int_equal(answer(document, OPENING, &message), ANSWER_ENDS);
  assert_int_equal(document->stage, DOCUMENT_OPEN);
  assert_int_equal(document->reading.page_count, PAGES_MAX);
  reading_document_free(&document);
}

static void test_a_document_that_cannot_be_is_not_believed(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    int format, pages;
  } cases[] = {
      {"no pages", SOURCE_TIFF, 0},
      {"less than none", SOURCE_TIFF, -5},
      {"more pages than allowed", SOURCE_TIFF, PAGES_MAX + 1},
      {"unknown format", 99, 1},
      {"no format", -1, 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct reading_document *document = document_make(OPENING);
    struct message message = probed(cases[i].format, cases[i].pages);
    assert_not_believed(cases[i].name, document, OPENING, &message);
  }
}

static void test_an_answer_to_what_was_not_asked_is_not_believed(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    size_t part;
    enum page_message kind;
  } cases[] = {
      {"opened while it reads", PAGE, MESSAGE_PROBED},
      {"read while it opens", OPENING, MESSAGE_READ},
      {"gives orders", PAGE, MESSAGE_PAGE},
      {"of no kind", PAGE, (enum page_message)17},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct reading_document *document = document_make(cases[i].part);
    struct message message = probed(SOURCE_TIFF, 1);
    if (cases[i].kind == MESSAGE_READ) {
      struct read_page page = {.status = PAGE_OK};
      message_clear(&message);
      message = page_message(&page);
    }
    message.kind = cases[i].kind;
    assert_not_believed(cases[i].name, document, cases[i].part, &message);
  }
}

static void test_what_would_stop_the_run_is_not_believed(void **state)
{
  (void)state;
  static const enum status stopping[] = {STATUS_INSTALL, STATUS_NO_SPACE, STATUS_BUSY,
                                         STATUS_USAGE};
  for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++) {
    struct reading_document *document = document_make(PAGE);
    struct error error = {0};
    error_set(&error, stopping[i], "all is lost");
    struct message message = failure_message(&error);
    assert_not_believed(status_name(stopping[i]), document, PAGE, &message);
  }
}

static void test_a_model_that_has_gone_is_believed_when_it_has(void **state)
{
  (void)state;
  const struct reading_pool_options broken = {
      .engine = {.language = ENGINE_OWN_LANGUAGE, .tessdata_dir = "/nonexistent"}};
  struct reading_document *document = document_make(PAGE);
  struct error error = {0};
  error_set(&error, STATUS_INSTALL, "the model has gone");
  struct message message = failure_message(&error);
  assert_int_equal(reading_answer_take(document, PAGE, &message, &broken), ANSWER_ENDS);
  assert_int_equal(document->reading.page_errors[PAGE], STATUS_INSTALL);
  message_clear(&message);
  reading_document_free(&document);
}

static void test_a_page_of_a_document_that_holds_too_much_text_is_not_taken(void **state)
{
  (void)state;
  struct reading_document *document = document_make(PAGE);
  document->glyphs = 1000000;
  struct read_page page = {.status = PAGE_OK};
  struct read_line *line = read_page_add_line(&page, LINE_TEXT, (struct box){0, 0, 9, 9});
  reading_add(&line->best, "a", 0.5f, (struct box){0, 0, 9, 9});
  struct message message = page_message(&page);
  read_page_clear(&page);
  assert_int_equal(answer(document, PAGE, &message), ANSWER_ENDS_WORK);
  assert_int_equal(document->reading.page_errors[PAGE], STATUS_TOO_LARGE);
  reading_document_free(&document);
}

/* With the one character more that a page brings. */
static enum status status_with(uint64_t bytes, size_t glyphs)
{
  struct reading_document *document = document_make(PAGE);
  document->reading.bytes = bytes;
  document->glyphs = glyphs - 1;
  struct read_page page = {.status = PAGE_OK};
  struct read_line *line = read_page_add_line(&page, LINE_TEXT, (struct box){0, 0, 9, 9});
  reading_add(&line->best, "a", 0.5f, (struct box){0, 0, 9, 9});
  struct message message = page_message(&page);
  read_page_clear(&page);
  assert_int_equal(answer(document, PAGE, &message), ANSWER_ENDS_WORK);
  enum status status = document->reading.page_errors[PAGE];
  reading_document_free(&document);
  return status;
}

static void test_a_small_file_that_gives_very_much_text_is_not_taken(void **state)
{
  (void)state;
  assert_int_equal(status_with(4000, 100000), STATUS_OK); /* not long yet, whatever the file */
  assert_int_equal(status_with(4000, 100001), STATUS_TOO_LARGE);
  assert_int_equal(status_with(20000, 300000), STATUS_OK);
  assert_int_equal(status_with(0, 300000), STATUS_OK); /* its size is not known */
  assert_int_equal(status_with(1 << 30, 400001), STATUS_TOO_LARGE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_page_is_taken_as_the_worker_read_it),
      cmocka_unit_test(test_a_page_that_cannot_be_is_not_believed),
      cmocka_unit_test(test_a_page_of_another_form_is_not_believed),
      cmocka_unit_test(test_a_document_is_opened_as_the_worker_found_it),
      cmocka_unit_test(test_a_document_that_cannot_be_is_not_believed),
      cmocka_unit_test(test_an_answer_to_what_was_not_asked_is_not_believed),
      cmocka_unit_test(test_what_would_stop_the_run_is_not_believed),
      cmocka_unit_test(test_a_model_that_has_gone_is_believed_when_it_has),
      cmocka_unit_test(test_a_page_of_a_document_that_holds_too_much_text_is_not_taken),
      cmocka_unit_test(test_a_small_file_that_gives_very_much_text_is_not_taken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
