#include "tests/cmocka_all.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"
#include "workers/worker_job.h"
#include "workers/worker_message.h"

struct pair {
  int ends[2];
};

static int pair_open(void **state)
{
  struct pair *pair = memory_alloc(sizeof *pair);
  *state = pair;
  return socketpair(AF_UNIX, SOCK_STREAM, 0, pair->ends);
}

static int pair_close(void **state)
{
  struct pair *pair = *state;
  close(pair->ends[0]);
  close(pair->ends[1]);
  free(pair);
  return 0;
}

static void test_message_arrives_whole(void **state)
{
  const struct pair *pair = *state;
  struct message sent = message_make(MESSAGE_VERDICT, "{s:b}", "read", 1), message = {0};
  sent.bytes = (unsigned char *)memory_copy_bytes("\0\xff日", 5);
  sent.size = 5;
  assert_true(message_send(pair->ends[0], &sent));
  struct message_reader reader = {0};
  assert_int_equal(message_receive(&reader, pair->ends[1], false, &message), MESSAGE_COMPLETE);
  assert_int_equal(message.kind, MESSAGE_VERDICT);
  assert_true(json_is_true(json_object_get(message.body, "read")));
  assert_int_equal(message.size, 5);
  assert_memory_equal(message.bytes, sent.bytes, 5);
  assert_int_equal(message_receive(&reader, pair->ends[1], false, &message), MESSAGE_MORE);
  message_clear(&message);
  message_clear(&sent);
}

static void test_message_in_crumbs_is_put_together(void **state)
{
  const struct pair *pair = *state;
  struct message sent = message_make(MESSAGE_FAILED, "{s:i}", "status", 3), message = {0};
  struct pair wire;
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, wire.ends), 0);
  assert_true(message_send(wire.ends[0], &sent));
  close(wire.ends[0]);
  struct message_reader reader = {0};
  enum message_progress progress = MESSAGE_MORE;
  char byte;
  while (read(wire.ends[1], &byte, 1) == 1) {
    assert_int_equal(progress, MESSAGE_MORE);
    assert_int_equal(write(pair->ends[0], &byte, 1), 1);
    progress = message_receive(&reader, pair->ends[1], false, &message);
  }
  assert_int_equal(progress, MESSAGE_COMPLETE);
  close(wire.ends[1]);
  message_clear(&message);
  message_clear(&sent);
}

struct big_message {
  int socket;
  struct message message;
};

static void *big_message_send(void *data)
{
  struct big_message *big = data;
  return message_send(big->socket, &big->message) ? big : NULL;
}

static void test_large_message_passes_the_socket_in_parts(void **state)
{
  const struct pair *pair = *state;
  struct big_message big = {.socket = pair->ends[0], .message = {.kind = MESSAGE_READ}};
  big.message.size = 9 << 20;
  big.message.bytes = memory_alloc(big.message.size);
  for (size_t i = 0; i < big.message.size; i++)
    big.message.bytes[i] = (unsigned char)(i * 7 >> 3);
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, big_message_send, &big), 0);
  struct message_reader reader = {0};
  struct message message = {0};
  assert_int_equal(message_receive(&reader, pair->ends[1], true, &message), MESSAGE_COMPLETE);
  assert_int_equal(message.size, big.message.size);
  assert_memory_equal(message.bytes, big.message.bytes, message.size);
  void *result;
  pthread_join(thread, &result);
  assert_non_null(result);
  message_clear(&message);
  message_clear(&big.message);
}

static void test_nonsense_is_refused(void **state)
{
  (void)state;
  enum { MAGIC = 0x5a4c3031 };
  static const struct {
    struct message_header header;
    const char *body;
  } cases[] = {
      {{0x12345678, MESSAGE_READ, 2, 0}, "{}"},          /* magic */
      {{MAGIC, 99, 2, 0}, "{}"},                         /* kind */
      {{MAGIC, MESSAGE_READ, 2, UINT64_MAX}, "{}"},      /* size */
      {{MAGIC, MESSAGE_READ, UINT64_C(1) << 40, 0}, ""}, /* size */
      {{MAGIC, MESSAGE_READ, 2, 0}, "[]"},               /* no object */
      {{MAGIC, MESSAGE_READ, 2, 0}, "{x"},               /* no JSON */
      {{MAGIC, MESSAGE_READ, 0, 0}, ""},                 /* nothing */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct pair pair;
    struct message_reader reader = {0};
    struct message message = {0};
    size_t length = strlen(cases[i].body);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair.ends), 0);
    assert_int_equal(write(pair.ends[0], &cases[i].header, sizeof cases[i].header),
                     sizeof cases[i].header);
    assert_int_equal(write(pair.ends[0], cases[i].body, length), length);
    assert_int_equal(message_receive(&reader, pair.ends[1], false, &message), MESSAGE_BROKEN);
    assert_null(message.body);
    message_reader_clear(&reader);
    close(pair.ends[0]);
    close(pair.ends[1]);
  }
}

static void test_the_other_side_is_gone(void **state)
{
  struct pair *pair = *state;
  struct message_reader reader = {0};
  struct message message = {0};
  close(pair->ends[0]);
  assert_int_equal(message_receive(&reader, pair->ends[1], true, &message), MESSAGE_CLOSED);
  struct message sent = message_make(MESSAGE_VERDICT, "{}");
  assert_false(message_send(pair->ends[1], &sent));
  message_clear(&sent);
  pair->ends[0] = -1;
}

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
  size_t repeats = 0;
  struct message message = page_message(&sent, NO_PAGE);
  struct read_page page = {0};
  assert_int_equal(page_message_read(&message, &page, &repeats, NULL), STATUS_OK);
  assert_true(repeats == NO_PAGE);
  assert_int_equal(page.full.format, PICTURE_PNG);
  assert_int_equal(page.full.height, 4);
  assert_memory_equal(page.full.bytes, "12345", 5);
  assert_int_equal(page.clean_preview.format, PICTURE_NONE);
  read_page_clear(&page);
  message.size = 4; /* a picture that claims more than there is */
  assert_int_equal(page_message_read(&message, &page, &repeats, NULL), STATUS_BAD_INPUT);
  message_clear(&message);
  read_page_clear(&page);
  read_page_clear(&sent);
}

static void test_candidates_travel_with_their_looks(void **state)
{
  (void)state;
  struct page_fingerprint first = {.known = true, .packed_size = 3, .packed = "abc"};
  struct page_fingerprint second = {.columns = 9};
  const struct candidate_list sent = {{4, 11}, {&first, &second}, 2};
  struct message message = verdict_message(&sent);
  struct candidate_list candidates = {0};
  assert_true(verdict_message_read(&message, &candidates));
  assert_int_equal(candidates.count, 2);
  assert_int_equal(candidates.pages[1], 11);
  assert_memory_equal(candidates.fingerprints[0]->packed, "abc", 3);
  assert_int_equal(candidates.fingerprints[1]->columns, 9);
  candidate_list_clear(&candidates);
  message.size--;
  assert_false(verdict_message_read(&message, &candidates));
  message_clear(&message);
}

static void test_fingerprint_of_a_wrong_size_is_refused(void **state)
{
  (void)state;
  struct page_fingerprint sent = {.known = true, .packed_size = 3, .packed = "abc"}, *look = NULL;
  struct message message = fingerprint_message(&sent);
  assert_true(fingerprint_message_read(&message, &look));
  assert_memory_equal(look->packed, "abc", 3);
  free(look);
  message.size--;
  assert_false(fingerprint_message_read(&message, &look));
  message.size = 4;
  assert_false(fingerprint_message_read(&message, &look));
  message_clear(&message);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_message_arrives_whole, pair_open, pair_close),
      cmocka_unit_test_setup_teardown(test_message_in_crumbs_is_put_together, pair_open,
                                      pair_close),
      cmocka_unit_test_setup_teardown(test_large_message_passes_the_socket_in_parts, pair_open,
                                      pair_close),
      cmocka_unit_test(test_nonsense_is_refused),
      cmocka_unit_test_setup_teardown(test_the_other_side_is_gone, pair_open, pair_close),
      cmocka_unit_test(test_job_names_files_that_are_not_utf8),
      cmocka_unit_test(test_pictures_travel_beside_the_page),
      cmocka_unit_test(test_candidates_travel_with_their_looks),
      cmocka_unit_test(test_fingerprint_of_a_wrong_size_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
