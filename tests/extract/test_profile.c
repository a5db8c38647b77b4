#include "tests/extract/extract_fixture.h"

#include <stdio.h>
#include <unistd.h>

#include "extract/profile.h"
#include "tests/temp_name.h"

/* Writes a profile to a file of its own; the caller frees the path after removing the file. */
static char *profile_file(const char *yaml)
{
  char path[TEMP_NAME_BYTES];
  temp_name(path, "zhaolu-profile-XXXXXX.yaml");
  int descriptor = mkstemps(path, 5);
  assert_true(descriptor >= 0);
  FILE *file = fdopen(descriptor, "w");
  fputs(yaml, file);
  fclose(file);
  return memory_copy_string(path);
}

#define HEAD                                                                                       \
  "name: fishing_permit\ntitle: 渔业捕捞许可证\nrecognise:\n  needs: 2\n  phrases: "        \
  "{渔业捕捞许可证: "                                                                       \
  "2}\n"

static void test_says_what_is_wrong_in_a_profile_and_how_to_mend_it(void **state)
{
  (void)state;
  static const struct {
    const char *yaml, *message;
  } cases[] = {
      {"name: x\n", "'title' must be a text"},
      {"- a\n", "the file must be a list of 'key: value' lines"},
      {HEAD, "'fields' must name at least one field"},
      {HEAD "fields:\n  船名: {labels: [船名]}\n", "'船名' must be lower-case letters"},
      {HEAD "fields:\n  ship: {lables: [船名]}\n",
       "fields.ship: unknown key 'lables'; known are: "},
      {HEAD "fields:\n  ship: {labels: [' ']}\n", "fields.ship: each of 'labels' must be a text"},
      {HEAD "fields:\n  ship: {labels: 船名}\n", "fields.ship: 'labels' must be a list"},
      {HEAD "fields:\n  ship: {labels: [船名], kind: boat}\n",
       "fields.ship: unknown kind 'boat'; known are: text, "},
      {HEAD "fields:\n  ship: {labels: [船名], checks: [floats]}\n",
       "fields.ship: unknown check 'floats'"},
      {HEAD "fields:\n  ship: {labels: [船名], lines: 0}\n", "'lines' must be a whole number"},
      {HEAD "fields:\n  ship: {labels: [船名], means: much}\n", "'means' must be number, holder"},
      {HEAD "fields:\n  a: {labels: [甲], means: expires}\n  b: {labels: [乙], means: expires}\n",
       "fields.b: 'a' means that already"},
      {HEAD "fields:\n  ship: {labels: [船名], position: left}\n", "'position' must be right"},
      {HEAD "fields:\n  ship: {labels: [船名], pages: [back]}\n", "'pages' may list front"},
      {HEAD "fields:\n  ship: {labels: [船名], kind: code, pattern: '[0-9'}\n",
       "fields.ship: the pattern '[0-9' is not valid"},
      {HEAD "fields:\n  ship: {mentions: [{between: x}]}\n", "unknown key 'between'"},
      {HEAD "fields:\n  ship: {mentions: [{}]}\n", "a mention needs 'before', 'after' or both"},
      {HEAD "pages: {rear: [x]}\nfields:\n  ship: {labels: [船名]}\n", "unknown key 'rear'"},
      {HEAD "provisions: {ends: [x]}\nfields:\n  ship: {labels: [船名]}\n", "unknown key 'ends'"},
      {HEAD "provisions: 2\nfields:\n  ship: {labels: [船名]}\n", "must be true or false"},
      {HEAD "provisions: {signatures: 船长}\nfields:\n  ship: {labels: [船名]}\n",
       "provisions: 'signatures' must be a list"},
      {HEAD "two_columns: 2\nfields:\n  ship: {labels: [船名]}\n", "must be true or false"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *path = profile_file(cases[i].yaml);
    struct profile *profile = NULL;
    struct error error = {0};
    assert_int_equal(profile_load(path, &profile, &error), STATUS_USAGE);
    assert_null(profile);
    unlink(path);
    if (!strstr(error.message, cases[i].message) || !strstr(error.message, path))
      fail_msg("'%s' does not say '%s'", error.message, cases[i].message);
  }
}

static void test_a_field_is_found_by_what_it_means_whatever_its_name(void **state)
{
  (void)state;
  autofree char *path = profile_file(
      HEAD
      "fields:\n"
      "  granted: {labels: [发证日期], kind: date, means: issued}\n"
      "  valid_until: {labels: [有效期至], kind: date, means: expires, checks: [after_issue]}\n"
      "  expiry_date: {labels: [年检日期], kind: date}\n");
  struct document *document = text_document(
      "渔业捕捞许可证\n年检日期：2027年3月4日\n发证日期：2026年1月2日\n有效期至：2025年1月2日\n");
  struct record *record = document_record(document, path);
  unlink(path);
  assert_int_equal(record_check(record, "valid_until", "after_issue"), 0);
  assert_string_equal(record_find_meaning(record, MEANS_EXPIRES)->name, "valid_until");
  assert_string_equal(record_find_meaning(record, MEANS_ISSUED)->name, "granted");
  record_free(&record);
  document_free(&document);
}

static void test_a_profile_tells_where_its_provisions_end(void **state)
{
  (void)state;
  autofree char *path = profile_file(HEAD "pages:\n  provisions: [捕捞守则]\n"
                                          "provisions: {signatures: [船长]}\n"
                                          "fields:\n  number: {labels: [证号], means: number}\n");
  struct document *document =
      text_document("渔业捕捞许可证\n捕捞守则\n一、不得越界\n证号：鲁渔捕0042\n捕捞。\n"
                    "船长：沈知夏\n二、夏季休渔。\n");
  struct record *record = document_record(document, path);
  unlink(path);
  assert_int_equal(record->provision_count, 1);
  assert_string_equal(record->provisions[0].text, "不得越界捕捞。");
  record_free(&record);
  document_free(&document);
}

static void test_a_profile_from_a_file_adds_a_type_without_compiling(void **state)
{
  (void)state;
  autofree char *path =
      profile_file(HEAD "stops: [备注]\nfields:\n"
                        "  number: {labels: [编号], kind: code, pattern: '[鲁浙]渔捕[0-9]{4}', "
                        "checks: [form]}\n"
                        "  ship: {labels: [船名], checks: [form]}\n"
                        "  tonnage: {labels: [吨位], position: below}\n"
                        "  valid_until: {labels: [有效期至], kind: date, checks: [date_real]}\n");
  struct document *document = text_document("渔业捕捞许可证\n编号：（鲁渔捕0042）\n船 名 听松一号\n"
                                            "吨位\n三百吨\n备注：无\n有效期至：2031年1月2日\n");
  struct record *record = document_record(document, path);
  unlink(path);
  assert_string_equal(record->type, "fishing_permit");
  assert_value(record, "number", "鲁渔捕0042");
  assert_value(record, "ship", "听松一号");
  assert_value(record, "tonnage", "三百吨");
  assert_value(record, "valid_until", "2031-01-02");
  record_free(&record);
  document_free(&document);
}

static void test_a_value_that_does_not_fit_the_pattern_is_to_be_checked(void **state)
{
  (void)state;
  autofree char *path = profile_file(
      HEAD "fields:\n  number: {labels: [编号], kind: code, pattern: '[鲁浙]渔捕[0-9]{4}', "
           "checks: [form]}\n");
  struct document *document = text_document("渔业捕捞许可证\n编号：粤渔捕0042\n");
  struct record *record = document_record(document, path);
  unlink(path);
  assert_value(record, "number", "粤渔捕0042");
  assert_string_equal(record_status(record, "number"), "check");
  record_free(&record);
  document_free(&document);
}

static void test_refuses_a_profile_that_is_not_there(void **state)
{
  (void)state;
  struct extractor *extractor = NULL;
  struct error error = {0};
  assert_int_equal(extractor_open(ZHAOLU_SOURCE_DATA, "no_such_type", &extractor, &error),
                   STATUS_USAGE);
  assert_non_null(strstr(error.message, "no_such_type"));
  assert_int_equal(extractor_open(ZHAOLU_SOURCE_DATA, "/nonexistent/x.yaml", &extractor, &error),
                   STATUS_USAGE);
  assert_non_null(strstr(error.message, "/nonexistent/x.yaml"));
  assert_int_equal(extractor_open("/nonexistent", NULL, &extractor, &error), STATUS_INSTALL);
  assert_null(extractor);
}

static void test_the_type_is_told_by_the_text_with_a_character_misread(void **state)
{
  (void)state;
  static const struct {
    const char *text, *type;
  } cases[] = {
      {"增值电信业务经营许可证", "value_added_telecom_licence"},
      {"增信电信业务经营许可证\n经营许可证编号：", "value_added_telecom_licence"},
      {"营业执照\n统一社会信用代码", "business_licence"},
      {"计算机软件著作权登记证书", "software_copyright"},
      {"作品登记证书", "work_registration"},
      {"应当办理营业执照", "unknown"},
      {"", "unknown"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct record *record = text_record(cases[i].text);
    if (strcmp(record->type, cases[i].type))
      fail_msg("'%s' is taken for %s", cases[i].text, record->type);
    record_free(&record);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_says_what_is_wrong_in_a_profile_and_how_to_mend_it),
      cmocka_unit_test(test_a_field_is_found_by_what_it_means_whatever_its_name),
      cmocka_unit_test(test_a_profile_from_a_file_adds_a_type_without_compiling),
      cmocka_unit_test(test_a_value_that_does_not_fit_the_pattern_is_to_be_checked),
      cmocka_unit_test(test_refuses_a_profile_that_is_not_there),
      cmocka_unit_test(test_a_profile_tells_where_its_provisions_end),
      cmocka_unit_test(test_the_type_is_told_by_the_text_with_a_character_misread),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
