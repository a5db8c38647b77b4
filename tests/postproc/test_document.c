#include "tests/cmocka_all.h"
#include "base/memory.h"
#include "postproc/document_text.h"

static struct document *text_document(const char *text)
{
  struct document *document = NULL;
  struct error error = {0};
  assert_int_equal(document_from_text(text, strlen(text), &document, &error), STATUS_OK);
  return document;
}

static void test_an_empty_text_is_one_blank_page(void **state)
{
  (void)state;
  struct document *document = text_document("");
  assert_int_equal(document->page_count, 1);
  assert_int_equal(document->pages[0].read.status, PAGE_BLANK);
  autofree char *text = document_text(document);
  assert_string_equal(text, "");
  document_free(&document);
  assert_null(document);
}

static void test_invalid_utf8_is_refused_with_the_byte_position(void **state)
{
  (void)state;
  struct document *document = NULL;
  struct error error = {0};
  assert_int_equal(document_from_text("公司\xFF", 7, &document, &error), STATUS_BAD_INPUT);
  assert_non_null(strstr(error.message, "byte 7 (offset 6)"));
  assert_null(document);
}

static void test_text_as_windows_calls_unicode_is_read(void **state)
{
  (void)state;
  static const char bytes[] = "\xFF\xFE\x6C\x51\xF8\x53\x0D\x00\x0A\x00\x32\x75";
  struct document *document = NULL;
  assert_int_equal(document_from_text(bytes, sizeof bytes - 1, &document, NULL), STATUS_OK);
  assert_int_equal(document->source.bytes, sizeof bytes - 1);
  autofree char *text = document_text(document);
  assert_string_equal(text, "公司\n甲");
  document_free(&document);
}

static void test_the_advice_names_the_encoding_that_the_text_looks_like(void **state)
{
  (void)state;
  struct document *document = NULL;
  struct error error = {0};
  assert_int_equal(document_from_text("\x4E\xBC\x0A\0\x32\x75", 6, &document, &error),
                   STATUS_BAD_INPUT);
  assert_non_null(strstr(error.message, "UTF-16LE"));
  assert_int_equal(document_from_text("\xB9\xAB\xCB\xBE\n", 5, &document, &error),
                   STATUS_BAD_INPUT);
  assert_non_null(strstr(error.message, "GB18030"));
}

static void test_every_line_end_of_unicode_ends_a_line(void **state)
{
  (void)state;
  static const char *const ends[] = {"\n", "\r\n", "\r", "\xC2\x85", "\u2028", "\u2029"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    autofree char *source = memory_format("甲%s%s乙%s", ends[i], ends[i], ends[i]);
    struct document *document = text_document(source);
    assert_int_equal(document->pages[0].line_count, 2);
    assert_int_equal(document->pages[0].lines[1].blank_lines_before, 1);
    autofree char *text = document_text(document);
    assert_string_equal(text, "甲\n\n乙");
    document_free(&document);
  }
}

static void test_line_ends_and_byte_order_mark_are_not_text(void **state)
{
  (void)state;
  struct document *document = text_document("\xEF\xBB\xBF公司\r\n\r\n名称\t甲  \r乙\n");
  assert_int_equal(document->pages[0].line_count, 3);
  autofree char *text = document_text(document);
  assert_string_equal(text, "公司\n\n名称 甲\n乙");
  document_free(&document);
}

/* `text` and the number of pages it has. */
static const struct {
  const char *name, *text;
  size_t pages;
} page_cases[] = {
    {"form feeds", "甲\f乙\f丙", 3},
    {"a form feed after the last page", "甲\f乙\f", 2},
    {"an empty page in between", "甲\f\f丙\n", 3},
    {"no heading at all", "甲\n乙\n丙", 1},
    {"one heading only", "中华人民共和国\n经营许可证编号: B2-20200001\n甲", 1},
    {"a repeated heading",
     "中华人民共和国 增值电信业务经营许可证\n经营许可证编号: B2-20200001\n甲\n"
     "经营许可证编号: B2-20200001\n乙\n经营许可证编号：B2-20200001\n丙",
     3},
    {"the number within a sentence starts no page",
     "经营许可证编号: B2-20200001\n甲\n请标明经营许可证编号B2-20200001。\n乙", 1},
    {"a heading with the spoilt label",
     "经营许可证编号: 苏B2-20200001\n甲\n经营许可证编写: 苏 B2-20200001\n乙", 2},
};

static void test_pages_end_at_form_feeds_or_repeated_headings(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof page_cases / sizeof *page_cases; i++) {
    struct document *document = text_document(page_cases[i].text);
    if (document->page_count != page_cases[i].pages)
      print_error("%s: %zu pages\n", page_cases[i].name, document->page_count);
    assert_int_equal(document->page_count, page_cases[i].pages);
    document_free(&document);
  }
}

static void test_a_title_before_a_heading_belongs_to_the_new_page(void **state)
{
  (void)state;
  struct document *document =
      text_document("中华人民共和国\n增值电信业务经营许可证\n经营许可证编号: B2-20200001\n甲\n\n"
                    "中华人民共和国 增值电信业务经营许可证\n\n经营许可证编号: B2-20200001\n乙");
  assert_int_equal(document->page_count, 2);
  assert_int_equal(document->pages[0].line_count, 4);
  assert_string_equal(document->pages[1].lines[0].text, "中华人民共和国 增值电信业务经营许可证");
  document_free(&document);
}

static void test_a_title_after_a_heading_stays_on_its_page(void **state)
{
  (void)state;
  struct document *document =
      text_document("经营许可证编号: B2-20200001\n甲\n经营许可证编号: B2-20200001\n"
                    "中华人民共和国增值电信业务经营许可证\n(附 页)\n"
                    "经营许可证编号: B2-20200001\n乙");
  assert_int_equal(document->page_count, 3);
  assert_int_equal(document->pages[1].line_count, 3);
  document_free(&document);
}

static void test_takes_text_lines_from_a_read_page_and_leaves_the_seal(void **state)
{
  (void)state;
  struct read_page page = {.number = 1};
  struct box box = {10, 20, 300, 40};
  struct read_line *line = read_page_add_line(&page, LINE_TEXT, box);
  reading_add(&line->best, "公", 0.5f, (struct box){10, 20, 40, 40});
  reading_add(&line->best, "司", 1.0f, (struct box){50, 20, 40, 40});
  line = read_page_add_line(&page, LINE_SEAL, box);
  reading_add(&line->best, "章", 0.9f, box);
  struct document *document = document_from_pages(&page, 1);
  assert_int_equal(page.line_count, 0);
  assert_int_equal(document->pages[0].line_count, 1);
  assert_int_equal(document->pages[0].read.line_count, 1);
  assert_string_equal(document->pages[0].lines[0].raw, "公司");
  assert_true(document->pages[0].lines[0].confidence > 0.74f);
  assert_true(document->pages[0].lines[0].confidence < 0.76f);
  assert_true(document_line_is_read(&document->pages[0].lines[0]));
  document_free(&document);
}

static void test_repeated_and_failed_pages_are_left_out_of_the_text(void **state)
{
  (void)state;
  struct document *document = text_document("甲\f乙\f丙\f丁");
  document->pages[1].read.status = PAGE_DUPLICATE;
  document->pages[2].read.status = PAGE_FAILED;
  autofree char *text = document_text(document);
  assert_string_equal(text, "甲\f丁");
  document_free(&document);
}

/* The text in portions of so many characters, put together again. */
static struct document *in_portions(const char *text, size_t glyphs, size_t *ret_count)
{
  struct text_portions *portions = NULL;
  struct error error = {0};
  struct document *whole = NULL, *part;
  bool goes_on;
  *ret_count = 0;
  assert_int_equal(text_portions_open(text, strlen(text), glyphs, &portions, &error), STATUS_OK);
  while ((part = text_portions_next(portions, &goes_on))) {
    (*ret_count)++;
    document_add_edit(part, part->pages[0].read.number, 1, "rule", "", "");
    if (whole)
      document_join(whole, &part, goes_on);
    else
      whole = part;
  }
  text_portions_close(&portions);
  return whole;
}

static void test_a_text_in_portions_is_the_same_text(void **state)
{
  (void)state;
  static const char text[] = "甲一\n\n甲二\n甲三\f\f乙一\n乙二\n\n\n乙三\n乙四\f丙";
  for (size_t glyphs = 1; glyphs < 20; glyphs++) {
    size_t count;
    struct document *document = in_portions(text, glyphs, &count);
    autofree char *again = document_text(document);
    assert_string_equal(again, text);
    assert_int_equal(document->page_count, 4);
    for (size_t i = 0; i < document->page_count; i++)
      assert_int_equal(document->pages[i].read.number, i + 1);
    if (glyphs == 1)
      assert_int_equal(count, 8); /* the empty page takes no room */
    if (glyphs == 19)
      assert_int_equal(count, 1);
    document_free(&document);
  }
}

static void test_edits_of_a_page_in_portions_name_its_lines(void **state)
{
  (void)state;
  size_t count;
  struct document *document = in_portions("甲一\n甲二\n甲三\f乙一", 4, &count);
  assert_int_equal(document->edit_count, 2);
  static const int places[][2] = {{1, 1}, {1, 3}};
  for (size_t i = 0; i < 2; i++) {
    assert_int_equal(document->edits[i].page, places[i][0]);
    assert_int_equal(document->edits[i].line, places[i][1]);
  }
  document_free(&document);
}

static void test_a_line_longer_than_a_page_is_refused(void **state)
{
  (void)state;
  size_t length = (size_t)READ_PAGE_GLYPHS_MAX + 3;
  autofree char *text = memory_alloc(length + 1);
  memset(text, 'x', length);
  text[0] = '\n';
  struct document *document = NULL;
  struct error error = {0};
  assert_int_equal(document_from_text(text, length, &document, &error), STATUS_TOO_LARGE);
  assert_non_null(strstr(error.message, "line 2 has more than 50000 characters"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_an_empty_text_is_one_blank_page),
      cmocka_unit_test(test_invalid_utf8_is_refused_with_the_byte_position),
      cmocka_unit_test(test_text_as_windows_calls_unicode_is_read),
      cmocka_unit_test(test_the_advice_names_the_encoding_that_the_text_looks_like),
      cmocka_unit_test(test_every_line_end_of_unicode_ends_a_line),
      cmocka_unit_test(test_line_ends_and_byte_order_mark_are_not_text),
      cmocka_unit_test(test_pages_end_at_form_feeds_or_repeated_headings),
      cmocka_unit_test(test_a_title_before_a_heading_belongs_to_the_new_page),
      cmocka_unit_test(test_a_title_after_a_heading_stays_on_its_page),
      cmocka_unit_test(test_takes_text_lines_from_a_read_page_and_leaves_the_seal),
      cmocka_unit_test(test_repeated_and_failed_pages_are_left_out_of_the_text),
      cmocka_unit_test(test_a_text_in_portions_is_the_same_text),
      cmocka_unit_test(test_edits_of_a_page_in_portions_name_its_lines),
      cmocka_unit_test(test_a_line_longer_than_a_page_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
