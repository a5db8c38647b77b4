#include "tests/cmocka_all.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/log.h"

/* What one event looks like on the other end of a pipe. */
static void log_once(enum log_level least, enum log_format format, const struct log_entry *entry,
                     const char *message, char ret_line[2048])
{
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  struct event_log log = {.fd = ends[1], .level = least, .format = format};
  event_log_write(&log, entry, "%s", message);
  close(ends[1]);
  ssize_t got = read(ends[0], ret_line, 2047);
  assert_true(got >= 0);
  ret_line[got] = '\0';
  close(ends[0]);
}

static void test_text_names_level_event_document_and_file(void **state)
{
  (void)state;
  char line[2048];
  struct log_entry entry = {
      .level = LOG_LEVEL_INFO, .event = "done", .file = "证照/a.pdf", .document = 7};
  log_once(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, &entry, "2 pages", line);
  assert_non_null(strstr(line, " info done #7 证照/a.pdf: 2 pages\n"));
}

static void test_a_hostile_file_name_cannot_start_a_second_line(void **state)
{
  (void)state;
  char line[2048];
  struct log_entry entry = {
      .level = LOG_LEVEL_ERROR, .event = "failed", .file = "a\n\x1b[2Jb\xFF\u202E\xC2\x9B.png"};
  log_once(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, &entry, "x", line);
  assert_non_null(strstr(line, "a\\x0A\\x1B[2Jb\\xFF\\u202E\\x9B.png: x\n"));
  assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void test_json_is_one_object_with_what_is_known(void **state)
{
  (void)state;
  char line[2048];
  struct log_entry entry = {
      .level = LOG_LEVEL_WARNING, .event = "retry", .file = "a\"\n\xFF.png", .seconds = 1.25};
  log_once(LOG_LEVEL_INFO, LOG_FORMAT_JSON, &entry, "后退", line);
  json_t *object = json_loads(line, 0, NULL);
  assert_non_null(object);
  assert_string_equal(json_string_value(json_object_get(object, "level")), "warning");
  assert_string_equal(json_string_value(json_object_get(object, "file")), "a\"\n\xEF\xBF\xBD.png");
  assert_string_equal(json_string_value(json_object_get(object, "message")), "后退");
  assert_true(json_real_value(json_object_get(object, "seconds")) == 1.25);
  assert_null(json_object_get(object, "document"));
  json_decref(object);
}

static void test_what_is_less_urgent_than_the_level_is_left_out(void **state)
{
  (void)state;
  char line[2048];
  struct log_entry entry = {.level = LOG_LEVEL_DEBUG, .event = "waiting"};
  log_once(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, &entry, "x", line);
  assert_string_equal(line, "");
}

static void test_a_message_that_names_its_file_does_not_say_it_twice(void **state)
{
  (void)state;
  char line[2048];
  struct log_entry entry = {.level = LOG_LEVEL_ERROR, .event = "failed", .file = "a.pdf"};
  log_once(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, &entry, "a.pdf: the file is empty", line);
  assert_non_null(strstr(line, " error failed a.pdf: the file is empty\n"));
  log_once(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, &entry, "a.pdfs: many", line);
  assert_non_null(strstr(line, " a.pdf: a.pdfs: many\n"));
}

static void count_up(void *context)
{
  ++*(int *)context;
}

static void test_what_else_stands_on_the_terminal_is_told_before_a_line_only(void **state)
{
  (void)state;
  int ends[2], told = 0;
  assert_int_equal(pipe(ends), 0);
  const struct event_log log = {
      .fd = ends[1], .level = LOG_LEVEL_WARNING, .before_line = count_up, .context = &told};
  event_log_write(&log, &(struct log_entry){.level = LOG_LEVEL_INFO, .event = "done"}, "x");
  assert_int_equal(told, 0);
  event_log_write(&log, &(struct log_entry){.level = LOG_LEVEL_ERROR, .event = "failed"}, "x");
  assert_int_equal(told, 1);
  close(ends[0]);
  close(ends[1]);
}

/* The writer waits a little for the first line that nobody takes, and for none after it. */
static void test_who_does_not_read_stops_nobody_and_is_told_what_is_missing(void **state)
{
  (void)state;
  static char read_bytes[1 << 20];
  int ends[2];
  size_t lost = 0;
  assert_int_equal(pipe(ends), 0);
  const struct event_log log = {.fd = ends[1], .level = LOG_LEVEL_INFO, .lost = &lost};
  const struct log_entry entry = {.level = LOG_LEVEL_INFO, .event = "done"};
  alarm(60);
  for (int i = 0; i < 5000; i++)
    event_log_write(&log, &entry, "line %d of many that fill what a pipe holds", i);
  alarm(0);
  assert_in_range(lost, 1, 5000);
  size_t before = lost;
  assert_true(read(ends[0], read_bytes, sizeof read_bytes) > 0);
  event_log_write(&log, &entry, "read again");
  assert_int_equal(lost, 0);
  ssize_t got = read(ends[0], read_bytes, sizeof read_bytes - 1);
  assert_true(got > 0);
  read_bytes[got] = '\0';
  char told[64];
  snprintf(told, sizeof told, "log_lost: %zu lines before this one", before);
  assert_non_null(strstr(read_bytes, told));
  assert_non_null(strstr(read_bytes, "done: read again\n"));
  close(ends[0]);
  close(ends[1]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_text_names_level_event_document_and_file),
      cmocka_unit_test(test_a_hostile_file_name_cannot_start_a_second_line),
      cmocka_unit_test(test_json_is_one_object_with_what_is_known),
      cmocka_unit_test(test_what_is_less_urgent_than_the_level_is_left_out),
      cmocka_unit_test(test_a_message_that_names_its_file_does_not_say_it_twice),
      cmocka_unit_test(test_what_else_stands_on_the_terminal_is_told_before_a_line_only),
      cmocka_unit_test(test_who_does_not_read_stops_nobody_and_is_told_what_is_missing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
