#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "output/html_index.h"
#include "output/page_place.h"
#include "tests/output/sample_document.h"

static size_t occurrences(const char *text, const char *part)
{
  size_t count = 0;
  for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
    count++;
  return count;
}

static struct strbuf sample_html(void)
{
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  struct strbuf bytes = sample_write(&sample, "html");
  sample_clear(&sample);
  return bytes;
}

static void test_a_strangers_text_never_becomes_markup(void **state)
{
  (void)state;
  struct strbuf bytes = sample_html();
  assert_null(strstr(bytes.data, "<script>alert"));
  assert_null(strstr(bytes.data, "<img"));
  assert_null(strstr(bytes.data, "云岚<b>"));
  assert_null(strstr(bytes.data, "licence <1>"));
  assert_non_null(strstr(bytes.data, "云岚&lt;b&gt;&amp;&quot;科技&#39;有限公司"));
  assert_int_equal(occurrences(bytes.data, "<script>"), 2); /* our own two */
  strbuf_clear(&bytes);
}

static void test_no_place_of_the_template_is_left_empty(void **state)
{
  (void)state;
  struct strbuf bytes = sample_html();
  assert_null(strstr(bytes.data, "{{"));
  strbuf_clear(&bytes);
}

static void test_the_page_needs_no_network_and_allows_only_its_own_script(void **state)
{
  (void)state;
  struct strbuf bytes = sample_html();
  assert_non_null(strstr(bytes.data, "default-src 'none'; img-src data:; style-src 'sha256-"));
  assert_null(strstr(bytes.data, "src=\"http"));
  assert_null(strstr(bytes.data, "href=\"http"));
  assert_null(strstr(bytes.data, " style=\""));
  strbuf_clear(&bytes);
}

static void test_each_placed_field_is_marked_on_both_pictures_of_its_page(void **state)
{
  (void)state;
  struct strbuf bytes = sample_html();
  /* five fields have a place; page 3 repeats page 1 and carries no marks of its own */
  assert_int_equal(occurrences(bytes.data, "<polygon class=\"mark "), 10);
  assert_int_equal(occurrences(bytes.data, "<tr class=\"is-"), 6);
  assert_int_equal(occurrences(bytes.data, "<image id=\"scan-"), 3);
  assert_int_equal(occurrences(bytes.data, "<image id=\"clean-"), 3);
  /* the sideways page: left of a box on its side is its bottom once it stands upright */
  assert_non_null(strstr(bytes.data, "href=\"#scan-2\" transform=\"translate(800 0) rotate(90)\""));
  strbuf_clear(&bytes);
}

static void test_a_document_without_pictures_still_shows_its_record(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  for (size_t i = 0; i < sample.document->page_count; i++)
    sample.document->pages[i].read.scan_preview.format = PICTURE_NONE;
  struct strbuf bytes = sample_write(&sample, "html");
  assert_non_null(strstr(bytes.data, "class=\"document without-pages\""));
  assert_null(strstr(bytes.data, "<image"));
  assert_null(strstr(bytes.data, "class=\"crop"));
  assert_non_null(strstr(bytes.data, "京A2.B1-20200042"));
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

static void test_a_doubt_without_a_failed_check_is_explained(void **state)
{
  (void)state;
  static const char reason[] = "Not read surely enough; compare with the paper";
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  struct field *number = &sample.record->fields[0], *company = &sample.record->fields[1];
  assert_true(number->status == FIELD_OK && number->checks[0].ok);
  assert_true(company->status == FIELD_CHECK && !company->checks[0].ok);
  struct strbuf told = sample_write(&sample, "html");
  assert_int_equal(occurrences(told.data, reason), 0);
  number->status = FIELD_CHECK;
  struct strbuf untold = sample_write(&sample, "html");
  assert_int_equal(occurrences(untold.data, reason), 1);
  strbuf_clear(&told);
  strbuf_clear(&untold);
  sample_clear(&sample);
}

static void test_a_value_says_where_it_is_from_when_not_from_print(void **state)
{
  (void)state;
  static const struct {
    enum field_source source;
    size_t from_code, from_seal;
  } cases[] = {{FIELD_FROM_PRINT, 0, 0}, {FIELD_FROM_QR, 1, 0}, {FIELD_FROM_SEAL, 0, 1}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct sample sample;
    sample_make(&sample, PICTURE_NONE);
    sample.record->fields[0].source = cases[i].source;
    struct strbuf bytes = sample_write(&sample, "html");
    assert_int_equal(occurrences(bytes.data, "From the QR code"), cases[i].from_code);
    assert_int_equal(occurrences(bytes.data, "From the seal"), cases[i].from_seal);
    strbuf_clear(&bytes);
    sample_clear(&sample);
  }
}

static void test_an_edit_shows_only_what_changed(void **state)
{
  (void)state;
  struct strbuf bytes = sample_html();
  assert_non_null(strstr(bytes.data, "公<del class=\"gap\">␣</del>司<del class=\"gap\">␣</del>名"));
  assert_non_null(strstr(bytes.data, "法定代<del>袤</del><ins>表</ins>人"));
  strbuf_clear(&bytes);
}

static void test_edits_of_spaces_stand_apart_from_those_of_words(void **state)
{
  (void)state;
  struct strbuf bytes = sample_html();
  const char *words = strstr(bytes.data, "法定代<del>"),
             *quiet = strstr(bytes.data, "class=\"quiet\"");
  assert_true(words && quiet && words < quiet);
  assert_true(strstr(bytes.data, "公<del") > quiet);
  strbuf_clear(&bytes);
}

static void test_a_box_finds_its_place_on_the_upright_page(void **state)
{
  (void)state;
  static const struct {
    int rotation;
    struct box box;
  } cases[] = {
      {0, {10, 20, 30, 40}},
      {90, {940, 10, 40, 30}}, /* 1000 - 20 - 40 from the left */
      {180, {760, 940, 30, 40}},
      {270, {20, 760, 40, 30}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page page = {.width = 800, .height = 1000, .rotation = cases[i].rotation};
    struct box box = place_quad_bounds(page_place_upright(&page, (struct box){10, 20, 30, 40}));
    assert_memory_equal(&box, &cases[i].box, sizeof box);
  }
}

static void test_a_box_finds_its_place_on_the_cleaned_page(void **state)
{
  (void)state;
  struct read_page page = {.clean_from_source = {2, 0, 5, 0, 2, 7, 0, 0.001, 1}};
  struct place_quad quad = page_place_clean(&page, (struct box){10, 0, 10, 1000});
  assert_float_equal(quad.x[0], 25, 1e-6);
  assert_float_equal(quad.y[0], 7, 1e-6);
  assert_float_equal(quad.x[3], 12.5, 1e-6); /* far rows are half as wide */
  assert_float_equal(quad.y[3], 1003.5, 1e-6);
}

static char *index_of_one(const char *file, const char *link, enum document_status status)
{
  struct strbuf bytes = {0};
  struct summary summary;
  summary_of_failure(file, "a: a <b> reason", &summary);
  summary.status = status;
  summary_set_link(&summary, link);
  html_index_append_head(&bytes);
  html_index_append_row(&summary, &bytes);
  html_index_append_foot(&bytes);
  summary_clear(&summary);
  return strbuf_take(&bytes);
}

static void test_a_file_name_cannot_become_a_scheme_in_the_index(void **state)
{
  (void)state;
  autofree char *page = index_of_one("a", "javascript:alert(1)/证 1.html", DOCUMENT_OK);
  assert_non_null(strstr(page, "href=\"javascript%3Aalert%281%29/%E8%AF%81%201.html\""));
  assert_non_null(strstr(page, ">a &lt;b&gt; reason")); /* without the file's name before it */
  assert_null(strstr(page, "{{"));
}

static void test_the_index_knows_what_needs_a_person(void **state)
{
  (void)state;
  autofree char *fine = index_of_one("a", NULL, DOCUMENT_OK);
  autofree char *failed = index_of_one("a", NULL, DOCUMENT_FAILED);
  assert_non_null(strstr(fine, "<tr data-person=\"0\""));
  assert_non_null(strstr(failed, "<tr data-person=\"1\""));
  assert_null(strstr(fine, "<a href"));
}

static char *index_of_json(const char *status)
{
  autofree char *text = memory_format(
      "{\"schema\": \"zhaolu/2\", \"source\": {\"name\": \"a\"}, \"status\": \"check\", \"pages\": "
      "[], "
      "\"warnings\": [], \"records\": [{\"type\": \"patent\", \"fields\": {\"issue_date\": "
      "{\"value\": "
      "\"2021-03-05\", \"status\": \"check\", \"checks\": []}, \"expiry_date\": {\"value\": "
      "\"2031-03-04\", \"status\": \"%s\", \"checks\": []}}}]}",
      status);
  json_t *json = json_loads(text, 0, NULL);
  struct summary_list rows = {0};
  struct strbuf bytes = {0};
  struct error error = {0};
  assert_int_equal(summaries_from_json(json, &rows, &error), STATUS_OK);
  html_index_append_row(&rows.items[0], &bytes);
  summary_list_clear(&rows);
  json_decref(json);
  return strbuf_take(&bytes);
}

static void test_a_last_day_in_doubt_says_so_in_the_index(void **state)
{
  (void)state;
  autofree char *doubtful = index_of_json("check");
  autofree char *sure = index_of_json("ok");
  assert_non_null(strstr(doubtful, ">2031-03-04 <span class=\"chip is-check\">"));
  assert_non_null(strstr(doubtful, "请核对"));
  assert_non_null(strstr(sure, ">2031-03-04<span"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_strangers_text_never_becomes_markup),
      cmocka_unit_test(test_no_place_of_the_template_is_left_empty),
      cmocka_unit_test(test_the_page_needs_no_network_and_allows_only_its_own_script),
      cmocka_unit_test(test_each_placed_field_is_marked_on_both_pictures_of_its_page),
      cmocka_unit_test(test_a_document_without_pictures_still_shows_its_record),
      cmocka_unit_test(test_a_doubt_without_a_failed_check_is_explained),
      cmocka_unit_test(test_a_value_says_where_it_is_from_when_not_from_print),
      cmocka_unit_test(test_an_edit_shows_only_what_changed),
      cmocka_unit_test(test_edits_of_spaces_stand_apart_from_those_of_words),
      cmocka_unit_test(test_a_box_finds_its_place_on_the_upright_page),
      cmocka_unit_test(test_a_box_finds_its_place_on_the_cleaned_page),
      cmocka_unit_test(test_a_file_name_cannot_become_a_scheme_in_the_index),
      cmocka_unit_test(test_the_index_knows_what_needs_a_person),
      cmocka_unit_test(test_a_last_day_in_doubt_says_so_in_the_index),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
