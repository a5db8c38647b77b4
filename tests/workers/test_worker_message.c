#include "tests/cmocka_all.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"
#include "workers/worker_message.h"

/* The kinds that this test talks in. */
enum { KIND_SHORT = 3, KIND_LONG = 6 };

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
  struct message sent = message_make(KIND_SHORT, "{s:b}", "read", 1), message = {0};
  sent.bytes = (unsigned char *)memory_copy_bytes("\0\xff日", 5);
  sent.size = 5;
  assert_true(message_send(pair->ends[0], &sent));
  struct message_reader reader = {0};
  assert_int_equal(message_receive(&reader, pair->ends[1], false, &message), MESSAGE_COMPLETE);
  assert_int_equal(message.kind, KIND_SHORT);
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
  struct message sent = message_make(KIND_SHORT, "{s:i}", "status", 3), message = {0};
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
  struct big_message big = {.socket = pair->ends[0], .message = {.kind = KIND_LONG}};
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
      {{0x12345678, KIND_LONG, 2, 0}, "{}"},          /* magic */
      {{MAGIC, 99, 2, 0}, "{}"},                      /* kind */
      {{MAGIC, KIND_LONG, 2, UINT64_MAX}, "{}"},      /* size */
      {{MAGIC, KIND_LONG, UINT64_C(1) << 40, 0}, ""}, /* size */
      {{MAGIC, KIND_LONG, 2, 0}, "[]"},               /* no object */
      {{MAGIC, KIND_LONG, 2, 0}, "{x"},               /* no JSON */
      {{MAGIC, KIND_LONG, 0, 0}, ""},                 /* nothing */
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
  struct message sent = message_make(KIND_SHORT, "{}");
  assert_false(message_send(pair->ends[1], &sent));
  message_clear(&sent);
  pair->ends[0] = -1;
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
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
