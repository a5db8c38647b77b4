#include "tests/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "jobs/far_answer.h"
#include "jobs/far_task.h"
#include "tests/files/temp_folder.h"

#define OWNER "00000000000000aa"
#define READER "00000000000000bb"

struct world {
  struct temp_folder folder;
  char *path;
  const char *paths[1];
  struct document_request request;
};

static int world_open(void **state)
{
  struct world *world = memory_alloc(sizeof *world);
  world->folder = temp_folder_make();
  world->path = temp_write(&world->folder, "a.png", "picture", 7);
  world->paths[0] = world->path;
  world->request = (struct document_request){
      .paths = world->paths, .path_count = 1, .limits = {200, 300, 4}, .want_full = true};
  *state = world;
  return 0;
}

static int world_close(void **state)
{
  struct world *world = *state;
  free(world->path);
  temp_folder_remove(&world->folder);
  free(world);
  return 0;
}

static struct far_task task_made(const struct document_request *request)
{
  struct far_task task = {0};
  struct error error = {0};
  assert_int_equal(far_task_make(request, OWNER, READER, &task, &error), STATUS_OK);
  return task;
}

static enum status task_through(json_t *body, size_t size, struct far_task *ret_task)
{
  static const unsigned char bytes[64];
  const struct envelope envelope = {.body = body, .bytes = bytes, .size = size};
  struct error error = {0};
  return far_task_from_envelope(&envelope, ret_task, &error);
}

/* ---- documents ---- */

static void test_a_document_arrives_as_it_was_asked_for(void **state)
{
  struct world *world = *state;
  struct far_task task cleanup_with(far_task_clear) = task_made(&world->request);
  struct far_task arrived cleanup_with(far_task_clear) = {0};
  json_t *body = far_task_to_json(&task);
  assert_int_equal(task_through(body, 0, &arrived), STATUS_OK);
  json_decref(body);
  assert_string_equal(arrived.key, task.key);
  assert_string_equal(arrived.owner, OWNER);
  assert_string_equal(arrived.files[0].sha256, task.files[0].sha256);
  assert_int_equal(arrived.files[0].bytes, 7);
  assert_int_equal(arrived.limits.max_pages, 4);
  assert_true(arrived.want_full && !arrived.want_previews && !arrived.pictures_of_one);
}

static void test_the_key_tells_what_is_wanted_of_which_content(void **state)
{
  struct world *world = *state;
  struct far_task first cleanup_with(far_task_clear) = task_made(&world->request);
  struct far_task same cleanup_with(far_task_clear) = task_made(&world->request);
  assert_string_equal(first.key, same.key);
  struct document_request other = world->request;
  other.pdf_text = PDF_TEXT_NEVER;
  struct far_task differs cleanup_with(far_task_clear) = task_made(&other);
  assert_string_not_equal(first.key, differs.key);
  struct far_task elsewhere cleanup_with(far_task_clear) = {0};
  struct error error = {0};
  assert_int_equal(far_task_make(&world->request, OWNER, "00000000000000cc", &elsewhere, &error),
                   STATUS_OK);
  assert_string_not_equal(first.key, elsewhere.key);
}

static void test_a_file_that_has_changed_is_not_put_in(void **state)
{
  struct world *world = *state;
  char sha256[DIGEST_HEX_BYTES];
  struct far_task task = {0};
  digest_bytes("another", 7, sha256);
  world->request.sha256 = sha256;
  struct error error = {0};
  assert_int_equal(far_task_make(&world->request, OWNER, READER, &task, &error), STATUS_IO);
  assert_null(task.files);
}

static void test_hostile_documents_are_refused(void **state)
{
  struct world *world = *state;
  struct far_task task cleanup_with(far_task_clear) = task_made(&world->request);
  const struct {
    const char *name;
    json_t *value;
  } cases[] = {
      {"key", json_string("../../../../../../etc/passwd.....")},
      {"owner", json_string("*")},
      {"files", json_array()},
      {"files", json_pack("[[s, i]]", "../../../etc/passwd", 7)},
      {"files", json_pack("[[s, I]]", task.files[0].sha256, (json_int_t)-1)},
      {"files", json_pack("[[s, I]]", task.files[0].sha256, (json_int_t)1 << 60)},
      {"files", json_pack("[[s, i], [s, i]]", task.files[0].sha256, 1, task.files[0].sha256, 1)},
      {"max_pages", json_integer(0)},
      {"max_pixels", json_integer(-5)},
      {"pdf_text", json_integer(7)},
      {"page_count", json_integer(1000000000)},
      {"known", json_pack("[i]", 3)},
      {"in_message", json_true()}, /* and its bytes are not there */
      {"more", json_true()},
      {"want_full", json_string("yes")},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct far_task arrived = {0};
    json_t *body = far_task_to_json(&task);
    json_object_set_new(body, cases[i].name, cases[i].value);
    assert_int_equal(task_through(body, 0, &arrived), STATUS_BAD_INPUT);
    assert_null(arrived.files);
    json_decref(body);
  }
}

/* ---- answers ---- */

static void reading_make(struct document_reading *reading, size_t pages)
{
  *reading = (struct document_reading){.format = SOURCE_PNG, .page_count = pages, .seconds = 1.5};
  reading->pages = memory_alloc(pages * sizeof *reading->pages);
  reading->page_errors = memory_alloc(pages * sizeof *reading->page_errors);
  for (size_t i = 0; i < pages; i++)
    reading->pages[i] =
        (struct read_page){.number = (int)i + 1, .status = PAGE_OK, .width = 10, .height = 10};
}

static void picture_give(struct read_page *page, const char *bytes)
{
  size_t size = strlen(bytes);
  page->full = (struct picture_blob){PICTURE_PNG, 3, 4, memory_alloc(size), size};
  memcpy(page->full.bytes, bytes, size);
}

static enum status answer_through(const struct far_task *task, char *const *paths,
                                  struct document_reading *sent, struct document_request *request,
                                  struct document_reading *ret_arrived)
{
  struct strbuf message cleanup_with(strbuf_clear) = {0};
  struct envelope envelope cleanup_with(envelope_clear) = {0};
  struct error error = {0};
  assert_int_equal(far_answer_encode(task, paths, sent, &message, &error), STATUS_OK);
  assert_int_equal(
      envelope_decode((const unsigned char *)message.data, message.length, &envelope, &error),
      STATUS_OK);
  return far_answer_decode(&envelope, task, request, ret_arrived, &error);
}

static void test_pages_and_their_pictures_come_back(void **state)
{
  struct world *world = *state;
  struct far_task task cleanup_with(far_task_clear) = task_made(&world->request);
  struct document_reading sent cleanup_with(document_reading_clear) = {0};
  struct document_reading arrived cleanup_with(document_reading_clear) = {0};
  char *paths[] = {(char[]){"/tmp/work/x"}};
  reading_make(&sent, 3);
  picture_give(&sent.pages[0], "first");
  picture_give(&sent.pages[2], "third one");
  sent.pages[1].status = PAGE_FAILED;
  sent.pages[1].error = memory_copy_string("not read within 60 seconds");
  sent.page_errors[1] = STATUS_TIMEOUT;
  assert_int_equal(answer_through(&task, paths, &sent, &world->request, &arrived), STATUS_OK);
  assert_int_equal(arrived.page_count, 3);
  assert_memory_equal(arrived.pages[0].full.bytes, "first", 5);
  assert_memory_equal(arrived.pages[2].full.bytes, "third one", 9);
  assert_int_equal(arrived.pages[1].status, PAGE_FAILED);
  assert_int_equal(arrived.page_errors[1], STATUS_TIMEOUT);
  assert_string_equal(arrived.pages[1].error, "not read within 60 seconds");
  assert_int_equal(arrived.pages[2].number, 3);
}

static void test_a_sentence_names_the_file_as_whoever_asked_knows_it(void **state)
{
  struct world *world = *state;
  struct far_task task cleanup_with(far_task_clear) = task_made(&world->request);
  struct document_reading sent cleanup_with(document_reading_clear) = {0};
  struct document_reading arrived cleanup_with(document_reading_clear) = {0};
  char *paths[] = {(char[]){"/tmp/work/x"}};
  sent.status = error_set(&sent.error, STATUS_BAD_INPUT, "%s: is damaged", paths[0]);
  assert_int_equal(answer_through(&task, paths, &sent, &world->request, &arrived), STATUS_OK);
  autofree char *expected = memory_format("%s: is damaged", world->path);
  assert_int_equal(arrived.status, STATUS_BAD_INPUT);
  assert_string_equal(arrived.error.message, expected);
}

static void test_pages_that_are_known_are_not_sent_again(void **state)
{
  struct world *world = *state;
  struct document_request request = world->request;
  request.known_count = 2;
  request.known = memory_alloc(2 * sizeof *request.known);
  request.known[0] = (struct read_page){.number = 1, .status = PAGE_OK, .width = 77};
  request.known[1] = (struct read_page){.number = 2, .status = PAGE_FAILED};
  struct far_task task cleanup_with(far_task_clear) = task_made(&request);
  struct document_reading sent cleanup_with(document_reading_clear) = {0};
  struct document_reading arrived cleanup_with(document_reading_clear) = {0};
  char *paths[] = {(char[]){"/tmp/work/x"}};
  reading_make(&sent, 2);
  assert_int_equal(answer_through(&task, paths, &sent, &request, &arrived), STATUS_OK);
  assert_int_equal(arrived.pages[0].width, 77);
  assert_int_equal(arrived.pages[1].width, 10);
  read_pages_free(&request.known, &request.known_count);
}

static void test_hostile_answers_are_refused(void **state)
{
  struct world *world = *state;
  struct far_task task cleanup_with(far_task_clear) = task_made(&world->request);
  const struct {
    const char *name;
    json_t *value;
  } cases[] = {
      {"status", json_integer(STATUS_INSTALL)},  /* would end the whole run */
      {"status", json_integer(STATUS_NO_SPACE)}, /* would pause it */
      {"status", json_integer(99)},
      {"format", json_integer(-1)},
      {"seconds", json_real(-1)},
      {"pages", json_array()},
      {"pages", json_pack("[n]")}, /* known to nobody */
      {"pages", json_pack("[{s:i, s:s}]", "failed", (int)STATUS_INSTALL, "error", "x")},
      {"pages", json_pack("[{s:{}, s:[]}]", "page", "pictures")},
      {"pages", json_pack("[i]", 7)},
      {"pages", json_pack("[[], [], [], [], []]")}, /* more than max_pages */
      {"more", json_true()},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct document_reading sent cleanup_with(document_reading_clear) = {0};
    struct document_reading arrived = {0};
    struct strbuf message cleanup_with(strbuf_clear) = {0};
    struct envelope envelope cleanup_with(envelope_clear) = {0};
    struct error error = {0};
    char *paths[] = {(char[]){"/tmp/work/x"}};
    reading_make(&sent, 1);
    assert_int_equal(far_answer_encode(&task, paths, &sent, &message, &error), STATUS_OK);
    assert_int_equal(
        envelope_decode((const unsigned char *)message.data, message.length, &envelope, &error),
        STATUS_OK);
    json_object_set_new(envelope.body, cases[i].name, cases[i].value);
    assert_int_equal(far_answer_decode(&envelope, &task, &world->request, &arrived, &error),
                     STATUS_BAD_INPUT);
    assert_null(arrived.pages);
  }
}

int main(void)
{
#define WORLD_TEST(test) cmocka_unit_test_setup_teardown(test, world_open, world_close)
  const struct CMUnitTest tests[] = {
      WORLD_TEST(test_a_document_arrives_as_it_was_asked_for),
      WORLD_TEST(test_the_key_tells_what_is_wanted_of_which_content),
      WORLD_TEST(test_a_file_that_has_changed_is_not_put_in),
      WORLD_TEST(test_hostile_documents_are_refused),
      WORLD_TEST(test_pages_and_their_pictures_come_back),
      WORLD_TEST(test_a_sentence_names_the_file_as_whoever_asked_knows_it),
      WORLD_TEST(test_pages_that_are_known_are_not_sent_again),
      WORLD_TEST(test_hostile_answers_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
