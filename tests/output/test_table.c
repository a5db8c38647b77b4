#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "output/table.h"
#include "output/value_text.h"
#include "tests/output/sample_document.h"
#include "tests/temp_name.h"

static struct summary summary_with_value(const char *value)
{
  struct summary summary;
  summary_of_failure("f", "", &summary);
  summary.fields = memory_alloc(sizeof *summary.fields);
  summary.field_count = 1;
  summary.fields[0] = (struct summary_field){.name = memory_copy_string("x"),
                                             .value = memory_copy_string(value),
                                             .doubt = memory_copy_string(""),
                                             .status = FIELD_OK};
  return summary;
}

static void test_a_row_has_number_holder_and_last_day_whatever_its_kind_calls_them(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    const char *(*find)(const struct summary *);
  } cases[] = {
      {"licence_number", summary_number},     {"unified_social_credit_code", summary_number},
      {"certificate_number", summary_number}, {"company_name", summary_holder},
      {"operator_name", summary_holder},      {"copyright_owner", summary_holder},
      {"expiry_date", summary_last_day},      {"valid_until", summary_last_day},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct summary summary = summary_with_value("2031-02-03");
    assert_string_equal(cases[i].find(&summary), "");
    free(summary.fields[0].name);
    summary.fields[0].name = memory_copy_string(cases[i].name);
    assert_string_equal(cases[i].find(&summary), "2031-02-03");
    summary_clear(&summary);
  }
}

static void test_an_entry_is_taken_apart_item_by_item(void **state)
{
  (void)state;
  static const struct entry_part wanted[] = {{"name", (char *)"甲业务", false},
                                             {"terms", (char *)"不含乙。", false},
                                             {"terms", (char *)"不含丙。", true},
                                             {"coverage", (char *)"北京、天津", false}};
  json_t *entry = json_pack("{s:n, s:s, s:[s,s,s], s:s}", "number", "name", "甲业务", "terms",
                            "不含乙。", "", "不含丙。", "coverage", "北京、天津");
  struct entry_parts parts = {0};
  entry_parts_of(entry, &parts);
  assert_int_equal(parts.count, 4);
  for (size_t i = 0; i < parts.count; i++) {
    assert_string_equal(parts.items[i].name, wanted[i].name);
    assert_string_equal(parts.items[i].text, wanted[i].text);
    assert_int_equal(parts.items[i].goes_on, wanted[i].goes_on);
  }
  autofree char *line = value_text(entry);
  assert_string_equal(line, "甲业务（不含乙。；不含丙。；北京、天津）");
  entry_parts_clear(&parts);
  json_decref(entry);
}

static void test_csv_quotes_and_never_begins_a_formula(void **state)
{
  (void)state;
  static const struct {
    const char *value, *cell;
  } cases[] = {
      {"京A2", "京A2"},
      {"a,b", "\"a,b\""},
      {"a\"b", "\"a\"\"b\""},
      {"a\nb", "\"a\nb\""},
      {"=1+1", "\"'=1+1\""},
      {"+86", "\"'+86\""},
      {"-2", "\"'-2\""},
      {"@SUM(A1)", "\"'@SUM(A1)\""},
      {"\t=1", "\"'\t=1\""},
      {"＝1", "\"'＝1\""},
      {"a=1", "a=1"},
      {"", ""},
      {"911101057899000021", "\"=\"\"911101057899000021\"\"\""},
      {"0042", "\"=\"\"0042\"\"\""},
      {"12345678901", "12345678901"},
      {"0", "0"},
      {"91110105789900002X", "91110105789900002X"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct summary summary = summary_with_value(cases[i].value);
    struct table_columns columns = {0};
    struct strbuf bytes = {0};
    table_columns_add_summary(&columns, &summary);
    csv_append_row(&columns, &summary, &bytes);
    autofree char *row = memory_format("f,failed,,,,,,,,%s,,\r\n", cases[i].cell);
    assert_string_equal(strbuf_text(&bytes), row);
    strbuf_clear(&bytes);
    table_columns_clear(&columns);
    summary_clear(&summary);
  }
}

static void test_csv_begins_with_the_mark_that_excel_wants(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  struct strbuf bytes = sample_write(&sample, "csv");
  static const char head[] =
      "\xEF\xBB\xBF"
      "file,status,to_check,reason,type,title,pages,record_pages,sha256,"
      "licence_number,company_name,legal_representative,business,expiry_date,house_rule,"
      "other_fields,reviewed\r\nlicence <1>.pdf,partial,公司名称 Company,";
  assert_memory_equal(bytes.data, head, sizeof head - 1);
  assert_non_null(
      strstr(bytes.data, ",信息服务业务（含内容分发；不含语音）；数据中心业务（全国）,"));
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

static void test_a_field_without_column_is_not_lost(void **state)
{
  (void)state;
  struct summary summary = summary_with_value("v");
  struct table_columns columns = {0};
  struct strbuf bytes = {0};
  table_columns_add(&columns, "licence_number");
  csv_append_row(&columns, &summary, &bytes);
  assert_string_equal(strbuf_text(&bytes), "f,failed,,,,,,,,,X: v,\r\n");
  strbuf_clear(&bytes);
  table_columns_clear(&columns);
  summary_clear(&summary);
}

static void test_columns_come_once_and_in_the_listed_order(void **state)
{
  (void)state;
  struct table_columns columns = {0};
  table_columns_add_listed(&columns);
  size_t count = columns.count;
  assert_true(count > 8);
  assert_string_equal(columns.names[0], "licence_number");
  assert_string_equal(columns.names[count - 1], "signer");
  table_columns_add_listed(&columns);
  assert_int_equal(columns.count, count);
  table_columns_clear(&columns);
}

static void assert_same_summary(const struct summary *a, const struct summary *b)
{
  assert_string_equal(a->file, b->file);
  assert_string_equal(a->sha256, b->sha256);
  assert_string_equal(a->type, b->type);
  assert_string_equal(a->title, b->title);
  assert_string_equal(a->reason, b->reason);
  assert_string_equal(a->record_pages, b->record_pages);
  assert_int_equal(a->status, b->status);
  assert_int_equal(a->pages, b->pages);
  assert_int_equal(a->field_count, b->field_count);
  for (size_t i = 0; i < a->field_count; i++) {
    assert_string_equal(a->fields[i].name, b->fields[i].name);
    assert_string_equal(a->fields[i].value, b->fields[i].value);
    assert_string_equal(a->fields[i].doubt, b->fields[i].doubt);
    assert_int_equal(a->fields[i].status, b->fields[i].status);
  }
}

static void test_a_summary_is_the_same_from_memory_ledger_and_document_json(void **state)
{
  (void)state;
  struct sample sample;
  struct summary_list rows, again = {0};
  struct error error;
  sample_make(&sample, PICTURE_NONE);
  sample_add_record(&sample);
  summaries_from_document(&sample.context, &rows);
  struct strbuf written cleanup_with(strbuf_clear) = {0};
  assert_int_equal(output_format_find("json")->write(&sample.context, &written, &error), STATUS_OK);
  json_t *sources[] = {summaries_to_json(&rows), json_loads(strbuf_text(&written), 0, NULL)};
  for (size_t i = 0; i < 2; i++) {
    if (summaries_from_json(sources[i], &again, &error) != STATUS_OK)
      fail_msg("%s", error.message);
    assert_int_equal(again.count, rows.count);
    for (size_t k = 0; k < rows.count; k++)
      assert_same_summary(&rows.items[k], &again.items[k]);
    summary_list_clear(&again);
    json_decref(sources[i]);
  }
  assert_int_equal(rows.count, 2);
  assert_string_equal(rows.items[1].record_pages, "2、4");
  assert_string_equal(rows.items[0].reason, "page 4: took longer than 60 s；"
                                            "page 2: </script><img src=x onerror=alert(2)>");
  summary_list_clear(&rows);
  sample_clear(&sample);
}

static void test_a_row_a_certificate(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  sample_add_record(&sample);
  struct strbuf bytes = sample_write(&sample, "csv");
  const char *second = strstr(bytes.data, "\nlicence <1>.pdf,");
  assert_non_null(second);
  assert_non_null(strstr(second + 1, "\nlicence <1>.pdf,"));
  assert_non_null(strstr(bytes.data, ",business_licence,营业执照,4,2、4,"));
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

static void test_foreign_json_is_no_summary(void **state)
{
  (void)state;
  static const char *const texts[] = {"{}", "[]", "{\"schema\": 1}", "{\"schema\": \"zhaolu/1\"}",
                                      "{\"summary\": \"zhaolu/1\", \"status\": \"fine\"}"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct summary_list rows;
    struct error error;
    json_t *json = json_loads(texts[i], 0, NULL);
    assert_int_equal(summaries_from_json(json, &rows, &error), STATUS_BAD_INPUT);
    json_decref(json);
  }
}

/* All parts of the workbook, unpacked one after the other; owned by the caller. */
static char *workbook_unpack(const struct strbuf *bytes)
{
  char path[TEMP_NAME_BYTES];
  temp_name(path, "zhaolu-test-XXXXXX");
  int file = mkstemp(path);
  assert_true(file >= 0);
  assert_int_equal(write(file, bytes->data, bytes->length), (ssize_t)bytes->length);
  close(file);
  autofree char *command =
      memory_format("/usr/bin/python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); "
                    "[sys.stdout.buffer.write(z.read(n)) for n in z.namelist()]' %s",
                    path);
  FILE *output = popen(command, "r");
  assert_non_null(output);
  struct strbuf text = {0};
  char block[4096];
  for (size_t got; (got = fread(block, 1, sizeof block, output)) > 0;)
    strbuf_append_bytes(&text, block, got);
  assert_int_equal(pclose(output), 0);
  unlink(path);
  return strbuf_take(&text);
}

static void test_xlsx_holds_the_values_as_text_and_notes_the_doubts(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  struct strbuf bytes = sample_write(&sample, "xlsx");
  autofree char *parts = workbook_unpack(&bytes);
  assert_non_null(strstr(parts, "京A2.B1-20200042"));
  assert_non_null(strstr(parts, "许可证编号\nLicence number"));
  assert_non_null(strstr(parts, "云岚&lt;b&gt;&amp;\"科技'有限公司"));
  assert_non_null(strstr(parts, "page 2 says &lt;script&gt;"));
  assert_non_null(strstr(parts, "=HYPERLINK("));
  assert_null(strstr(parts, "<f>"));
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

static void test_xlsx_takes_a_text_longer_than_a_cell(void **state)
{
  (void)state;
  char path[TEMP_NAME_BYTES];
  temp_name(path, "zhaolu-test-XXXXXX");
  int file = mkstemp(path);
  struct strbuf text = {0};
  for (int i = 0; i < 40000; i++)
    strbuf_append(&text, "照");
  struct summary summary = summary_with_value(strbuf_text(&text));
  struct table_columns columns = {0};
  struct xlsx_table *table = NULL;
  struct error error;
  table_columns_add_summary(&columns, &summary);
  assert_int_equal(xlsx_table_open(path, &columns, &table, &error), STATUS_OK);
  for (int i = 0; i < 3; i++)
    xlsx_table_add(table, &summary);
  assert_int_equal(xlsx_table_close(&table, &error), STATUS_OK);
  assert_null(table);
  assert_true(lseek(file, 0, SEEK_END) > 1000);
  close(file);
  unlink(path);
  strbuf_clear(&text);
  table_columns_clear(&columns);
  summary_clear(&summary);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_row_has_number_holder_and_last_day_whatever_its_kind_calls_them),
      cmocka_unit_test(test_an_entry_is_taken_apart_item_by_item),
      cmocka_unit_test(test_csv_quotes_and_never_begins_a_formula),
      cmocka_unit_test(test_csv_begins_with_the_mark_that_excel_wants),
      cmocka_unit_test(test_a_field_without_column_is_not_lost),
      cmocka_unit_test(test_columns_come_once_and_in_the_listed_order),
      cmocka_unit_test(test_a_summary_is_the_same_from_memory_ledger_and_document_json),
      cmocka_unit_test(test_a_row_a_certificate),
      cmocka_unit_test(test_foreign_json_is_no_summary),
      cmocka_unit_test(test_xlsx_holds_the_values_as_text_and_notes_the_doubts),
      cmocka_unit_test(test_xlsx_takes_a_text_longer_than_a_cell),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
