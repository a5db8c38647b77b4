#include "tests/cmocka_all.h"

#include <string.h>

#include "base/memory.h"
#include "queue/envelope.h"
#include "queue/queue_name.h"

enum { HEADER_BYTES = 16, PACKED_AT = 4, BODY_AT = 8 };

static struct strbuf message_made(const char *bytes)
{
  struct strbuf message = {0};
  struct envelope envelope = {.body = json_pack("{s:s, s:i}", "name", "听松", "count", 3),
                              .bytes = (const unsigned char *)bytes,
                              .size = strlen(bytes)};
  struct error error = {0};
  assert_int_equal(envelope_encode(&envelope, &message, &error), STATUS_OK);
  envelope_clear(&envelope);
  return message;
}

static enum status message_read(const char *bytes, size_t size, struct envelope *envelope)
{
  struct error error = {0};
  return envelope_decode((const unsigned char *)bytes, size, envelope, &error);
}

static void test_what_was_put_in_comes_out(void **state)
{
  (void)state;
  struct strbuf message cleanup_with(strbuf_clear) = message_made("bytes behind it");
  struct envelope envelope cleanup_with(envelope_clear) = {0};
  assert_int_equal(message_read(message.data, message.length, &envelope), STATUS_OK);
  assert_string_equal(json_string_value(json_object_get(envelope.body, "name")), "听松");
  assert_int_equal(envelope.size, strlen("bytes behind it"));
  assert_memory_equal(envelope.bytes, "bytes behind it", envelope.size);
}

static void test_a_message_cut_off_anywhere_is_none(void **state)
{
  (void)state;
  struct strbuf message cleanup_with(strbuf_clear) = message_made("");
  for (size_t size = 0; size < message.length; size++) {
    struct envelope envelope = {0};
    autofree char *part = memory_copy_bytes(message.data, size);
    assert_int_equal(message_read(part, size, &envelope), STATUS_BAD_INPUT);
    assert_null(envelope.body);
  }
}

static void test_sizes_that_are_made_up_take_no_memory(void **state)
{
  (void)state;
  const struct {
    size_t at;
    unsigned char high;
  } cases[] = {{PACKED_AT, 0x7f}, {BODY_AT, 0x7f}, {BODY_AT, 0x01}, {0, 0x00}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct strbuf message cleanup_with(strbuf_clear) = message_made("x");
    struct envelope envelope = {0};
    message.data[cases[i].at + 3] = (char)cases[i].high;
    assert_int_equal(message_read(message.data, message.length, &envelope), STATUS_BAD_INPUT);
  }
}

static void test_any_damaged_byte_is_noticed_or_harmless(void **state)
{
  (void)state;
  struct strbuf message cleanup_with(strbuf_clear) = message_made("");
  for (size_t at = 0; at < message.length; at++) {
    struct envelope envelope cleanup_with(envelope_clear) = {0};
    autofree char *copy = memory_copy_bytes(message.data, message.length);
    copy[at] = (char)(copy[at] ^ 0x55);
    if (message_read(copy, message.length, &envelope) == STATUS_OK)
      assert_true(json_is_object(envelope.body));
  }
}

static void test_names_that_mean_something_to_the_server_are_refused(void **state)
{
  (void)state;
  assert_true(queue_name_is_sound("0123456789abcdef", QUEUE_NAME_DIGITS));
  const char *wrong[] = {NULL,
                         "",
                         "0123456789abcde",
                         "0123456789abcde.",
                         "0123456789abcde*",
                         "0123456789ABCDEF",
                         "0123456789abcdef0",
                         "../../../../../etc"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_false(queue_name_is_sound(wrong[i], QUEUE_NAME_DIGITS));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_was_put_in_comes_out),
      cmocka_unit_test(test_a_message_cut_off_anywhere_is_none),
      cmocka_unit_test(test_sizes_that_are_made_up_take_no_memory),
      cmocka_unit_test(test_any_damaged_byte_is_noticed_or_harmless),
      cmocka_unit_test(test_names_that_mean_something_to_the_server_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
