#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "tests/output/sample_document.h"

static json_t *sample_json(const struct sample *sample)
{
  struct strbuf bytes = sample_write(sample, "json");
  json_t *json = json_loads(strbuf_text(&bytes), 0, NULL);
  assert_non_null(json);
  strbuf_clear(&bytes);
  return json;
}

static const char *text_at(json_t *object, const char *key)
{
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "(none)";
}

static void test_says_what_each_page_is(void **state)
{
  (void)state;
  static const char *const statuses[] = {"ok", "ok", "duplicate", "failed"};
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  json_t *json = sample_json(&sample), *pages = json_object_get(json, "pages");
  assert_string_equal(text_at(json, "schema"), "zhaolu/2");
  assert_string_equal(text_at(json, "status"), "partial");
  assert_int_equal(json_array_size(pages), 4);
  for (size_t i = 0; i < 4; i++)
    assert_string_equal(text_at(json_array_get(pages, i), "status"), statuses[i]);
  assert_int_equal(json_integer_value(json_object_get(json_array_get(pages, 2), "duplicate_of")),
                   1);
  assert_string_equal(text_at(json_array_get(pages, 3), "error"), "took longer than 60 s");
  assert_true(json_is_null(json_object_get(json_array_get(pages, 0), "error")));
  assert_true(json_is_null(json_object_get(json_array_get(pages, 0), "duplicate_of")));
  assert_true(json_is_null(json_object_get(json_array_get(pages, 3), "width")));
  json_decref(json);
  sample_clear(&sample);
}

static void test_gives_each_line_with_its_place(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  json_t *json = sample_json(&sample);
  json_t *page = json_array_get(json_object_get(json, "pages"), 0);
  json_t *line = json_array_get(json_object_get(page, "lines"), 2);
  json_t *box = json_object_get(line, "box");
  assert_string_equal(text_at(line, "text"), "法定代表人：冼赟彧");
  assert_int_equal(json_array_size(box), 4);
  assert_int_equal(json_integer_value(json_array_get(box, 0)), 60);
  assert_int_equal(json_integer_value(json_array_get(box, 2)), 180);
  json_decref(json);
  sample_clear(&sample);
}

static void test_an_unknown_place_or_resolution_is_null(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  sample.document->pages[0].read.dpi = 0;
  sample.document->pages[0].lines[0].box = (struct box){0};
  json_t *json = sample_json(&sample);
  json_t *page = json_array_get(json_object_get(json, "pages"), 0);
  assert_true(json_is_null(json_object_get(page, "dpi")));
  assert_true(
      json_is_null(json_object_get(json_array_get(json_object_get(page, "lines"), 0), "box")));
  json_decref(json);
  sample_clear(&sample);
}

static void test_compact_form_is_one_line(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  sample.context.look.compact = true;
  struct strbuf bytes = sample_write(&sample, "json");
  assert_ptr_equal(strchr(bytes.data, '\n'), bytes.data + bytes.length - 1);
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

static void test_boxes_stand_on_one_line_and_strings_stay_as_they_are(void **state)
{
  (void)state;
  static const char hostile[] = "a \"[1,\n 2]\\\" b.pdf";
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  free(sample.document->source.name);
  sample.document->source.name = memory_copy_string(hostile);
  struct strbuf bytes = sample_write(&sample, "json");
  assert_non_null(strstr(bytes.data, "\"box\": [60, 220, 180, 20]"));
  json_t *json = json_loads(bytes.data, 0, NULL);
  assert_string_equal(text_at(json_object_get(json, "source"), "name"), hostile);
  json_decref(json);
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

static void test_a_file_name_of_any_bytes_still_gives_valid_json(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  free(sample.document->source.name);
  sample.document->source.name = memory_copy_string("a\xFF.png");
  json_t *json = sample_json(&sample);
  assert_string_equal(text_at(json_object_get(json, "source"), "name"), "a\xEF\xBF\xBD.png");
  json_decref(json);
  sample_clear(&sample);
}

static void test_a_qr_code_steers_no_terminal_and_stays_what_it_is(void **state)
{
  (void)state;
  static const char code[] = "a\u202Eb\xC2\x9B"
                             "31m\x7F\u2066"
                             "c\x1b[2J";
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  read_page_add_qr(&sample.document->pages[0].read, code);
  struct strbuf bytes = sample_write(&sample, "json");
  assert_null(strpbrk(strbuf_text(&bytes), "\x7F\x1B"));
  assert_null(strstr(strbuf_text(&bytes), "\u202E"));
  assert_null(strstr(strbuf_text(&bytes), "\u2066"));
  assert_null(strstr(strbuf_text(&bytes), "\xC2\x9B"));
  strbuf_clear(&bytes);
  json_t *json = sample_json(&sample);
  json_t *list = json_object_get(json_array_get(json_object_get(json, "pages"), 0), "qr");
  assert_string_equal(json_string_value(json_array_get(list, json_array_size(list) - 1)), code);
  json_decref(json);
  sample_clear(&sample);
}

static void test_a_failed_document_has_no_record(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  sample.context.records = NULL;
  json_t *json = sample_json(&sample);
  assert_int_equal(json_array_size(json_object_get(json, "records")), 0);
  json_decref(json);
  sample_clear(&sample);
}

static void test_text_leaves_repeated_and_failed_pages_out(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  struct strbuf bytes = sample_write(&sample, "txt");
  assert_string_equal(strbuf_text(&bytes), "经营许可证编号：京A2.B1-20200042\n"
                                           "公 司 名 称：云岚<b>&\"科技'有限公司\n"
                                           "法定代表人：冼赟彧\f"
                                           "一、持证者应当遵守规定。\n（一）第一项；\n");
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_says_what_each_page_is),
      cmocka_unit_test(test_gives_each_line_with_its_place),
      cmocka_unit_test(test_an_unknown_place_or_resolution_is_null),
      cmocka_unit_test(test_compact_form_is_one_line),
      cmocka_unit_test(test_boxes_stand_on_one_line_and_strings_stay_as_they_are),
      cmocka_unit_test(test_a_file_name_of_any_bytes_still_gives_valid_json),
      cmocka_unit_test(test_a_qr_code_steers_no_terminal_and_stays_what_it_is),
      cmocka_unit_test(test_a_failed_document_has_no_record),
      cmocka_unit_test(test_text_leaves_repeated_and_failed_pages_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
