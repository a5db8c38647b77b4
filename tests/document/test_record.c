#include "tests/cmocka_all.h"
#include "document/record.h"

#include "base/memory.h"

static struct record *record_sample(void)
{
  struct record *record = memory_alloc(sizeof *record);
  record->type = memory_copy_string("value_added_telecom_licence");
  struct field *number = record_add_field(record, "licence_number");
  json_decref(number->value);
  number->value = json_string("渝B2-20990101");
  number->label = memory_copy_string("经营许可证编号");
  number->raw = memory_copy_string("渝 B2-20990101");
  number->page = 1;
  number->box = (struct box){10, 20, 300, 40};
  number->confidence = 0.875F;
  number->status = FIELD_CHECK;
  number->source = FIELD_FROM_QR;
  field_add_check(number, "number_grammar", true, "%s", "");
  field_add_check(number, "qr_agrees", false, "the QR code says %s", "渝B2-20990102");
  record_add_field(record, "signer");
  struct provision *provision =
      record_add_provision(record, memory_copy_string("一"), memory_copy_string("应当遵守："), 2);
  provision_add_item(provision, memory_copy_string("（一）"), memory_copy_string("不得。"), 3);
  for (int page = 3; page > 0; page -= 2) {
    record_add_page(record, page);
    record_add_page(record, page);
  }
  record->region = (struct box){0, 700, 500, 650};
  return record;
}

static void test_a_record_survives_the_way_to_json_and_back(void **state)
{
  (void)state;
  struct record *record = record_sample();
  json_t *json = record_to_json(record);
  struct record_list list = {0};
  struct error error = {0};
  assert_int_equal(record_list_from_json(json, &list, &error), STATUS_OK);
  assert_int_equal(list.count, 1);
  const struct record *back = list.items[0];
  json_t *again = record_to_json(back);
  assert_true(json_equal(json, again));
  assert_string_equal(back->fields[0].checks[1].detail, "the QR code says 渝B2-20990102");
  assert_int_equal(back->fields[0].box.w, 300);
  assert_int_equal(back->provisions[0].items[0].page, 3);
  assert_int_equal(back->page_count, 2);
  assert_int_equal(back->pages[0], 1);
  assert_int_equal(back->region.w, 500);
  json_decref(json);
  json_decref(again);
  record_free(&record);
  record_list_clear(&list);
  assert_int_equal(list.count, 0);
}

static void test_a_missing_field_is_null_and_never_a_guess(void **state)
{
  (void)state;
  struct record *record = record_sample();
  json_t *json = record_to_json(record);
  json_t *signer = json_object_get(json_object_get(json, "fields"), "signer");
  assert_true(json_is_null(json_object_get(signer, "value")));
  assert_true(json_is_null(json_object_get(signer, "page")));
  assert_true(json_is_null(json_object_get(signer, "box")));
  assert_string_equal(json_string_value(json_object_get(signer, "status")), "missing");
  json_decref(json);
  record_free(&record);
}

static void test_finds_a_field_by_name(void **state)
{
  (void)state;
  struct record *record = record_sample();
  assert_string_equal(record_find_field(record, "signer")->name, "signer");
  assert_null(record_find_field(record, "sign"));
  record_free(&record);
}

static void test_refuses_another_programs_record_and_says_what_is_wrong_where(void **state)
{
  (void)state;
  static const struct {
    const char *json, *message;
  } cases[] = {
      {"5", "record: must be an object"},
      {"{\"records\":5}", "record: 'records' must be a list"},
      {"[{\"type\":\"x\",\"fields\":{}},7]", "records[1]: must be an object"},
      {"{\"type\":\"x\",\"fields\":{},\"pages\":[0]}", "record: each of 'pages' must be"},
      {"{\"type\":\"x\",\"fields\":{},\"region\":[1]}", "record: 'region' must be"},
      {"{\"fields\":{}}", "record: 'type' must be a text"},
      {"{\"type\":\"x\"}", "record: 'fields' must be an object"},
      {"{\"type\":\"x\",\"fields\":{\"a\":1}}", "record.fields.a: a field must be an object"},
      {"{\"type\":\"x\",\"fields\":{\"a\":{\"value\":\"v\",\"status\":\"sure\"}}}",
       "record.fields.a: 'status' must be"},
      {"{\"type\":\"x\",\"fields\":{\"a\":{\"value\":\"v\",\"status\":\"missing\"}}}",
       "record.fields.a: a field with 'status' \"missing\""},
      {"{\"type\":\"x\",\"fields\":{\"a\":{\"value\":null,\"status\":\"ok\"}}}",
       "record.fields.a: a field with 'value' null"},
      {"{\"type\":\"x\",\"fields\":{\"a\":{\"value\":5,\"status\":\"ok\"}}}",
       "record.fields.a: 'value' must be"},
      {"{\"type\":\"x\",\"fields\":{\"a\":{\"value\":\"v\",\"status\":\"ok\",\"confidence\":7}}}",
       "record.fields.a: 'confidence' must be"},
      {"{\"type\":\"x\",\"fields\":{\"a\":{\"value\":\"v\",\"status\":\"ok\",\"box\":[1,2,3]}}}",
       "record.fields.a: 'box' must be"},
      {"{\"type\":\"x\",\"fields\":{\"a\":{\"value\":\"v\",\"status\":\"ok\",\"page\":0}}}",
       "record.fields.a: 'page' must be"},
      {"{\"type\":\"x\",\"fields\":{\"a\":{\"value\":\"v\",\"status\":\"ok\",\"source\":\"web\"}}}",
       "record.fields.a: 'source' must be"},
      {"{\"type\":\"x\",\"fields\":{\"a\":{\"value\":\"v\",\"status\":\"ok\",\"checks\":[{}]}}}",
       "record.fields.a.checks[0]: 'ok' must be"},
      {"{\"type\":\"x\",\"fields\":{},\"provisions\":[{\"number\":\"一\"}]}",
       "record.provisions[0]: 'text' must be"},
      {"{\"type\":\"x\",\"fields\":{},\"provisions\":[{\"number\":\"一\",\"text\":\"t\","
       "\"items\":[{\"text\":\"t\"}]}]}",
       "record.provisions[0].items[0]: 'number' must be"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    json_t *json = json_loads(cases[i].json, JSON_DECODE_ANY, NULL);
    assert_non_null(json);
    struct record_list list = {0};
    struct error error = {0};
    assert_int_equal(record_list_from_json(json, &list, &error), STATUS_BAD_INPUT);
    assert_int_equal(list.count, 0);
    if (strncmp(error.message, cases[i].message, strlen(cases[i].message)) != 0)
      fail_msg("'%s' does not begin with '%s'", error.message, cases[i].message);
    json_decref(json);
  }
}

static void test_refuses_a_record_of_endless_fields(void **state)
{
  (void)state;
  json_t *fields = json_object(), *json = json_object();
  for (int i = 0; i <= 1000; i++) {
    autofree char *name = memory_format("f%d", i);
    json_object_set_new(fields, name, json_pack("{s:s, s:s}", "value", "v", "status", "ok"));
  }
  json_object_set_new(json, "type", json_string("x"));
  json_object_set_new(json, "fields", fields);
  struct record_list list = {0};
  struct error error = {0};
  assert_int_equal(record_list_from_json(json, &list, &error), STATUS_BAD_INPUT);
  assert_non_null(strstr(error.message, "too many fields"));
  json_object_del(fields, "f0");
  assert_int_equal(record_list_from_json(json, &list, &error), STATUS_OK);
  record_list_clear(&list);
  json_decref(json);
}

static void test_freeing_nothing_is_allowed(void **state)
{
  (void)state;
  struct record *none = NULL;
  record_free(&none);
  record_free(NULL);
  assert_null(none);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_record_survives_the_way_to_json_and_back),
      cmocka_unit_test(test_a_missing_field_is_null_and_never_a_guess),
      cmocka_unit_test(test_finds_a_field_by_name),
      cmocka_unit_test(test_refuses_another_programs_record_and_says_what_is_wrong_where),
      cmocka_unit_test(test_refuses_a_record_of_endless_fields),
      cmocka_unit_test(test_freeing_nothing_is_allowed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
