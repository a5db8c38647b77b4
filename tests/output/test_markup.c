#include "tests/cmocka_all.h"

#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"
#include "output/markup.h"
#include "tests/output/sample_document.h"
#include "tests/temp_name.h"

static void test_text_cannot_become_markup(void **state)
{
  (void)state;
  static const struct {
    const char *text, *markup;
  } cases[] = {
      {"公司", "公司"},
      {"<script>", "&lt;script&gt;"},
      {"a&b\"c'd", "a&amp;b&quot;c&#39;d"},
      {"a\x01\x0B"
       "b\tc",
       "ab\tc"},
      {"a\xFF"
       "b",
       "a\xEF\xBF\xBD"
       "b"},
      {"\xEF\xBF\xBE"
       "x",
       "x"}, /* U+FFFE */
      {NULL, ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct strbuf bytes = {0};
    markup_append(&bytes, cases[i].text);
    assert_string_equal(strbuf_text(&bytes), cases[i].markup);
    strbuf_clear(&bytes);
  }
}

/* Runs xmllint with `options` on the sample in `format`; its output is owned by the caller. */
static char *lint_of(const struct sample *sample, const char *format, const char *options)
{
  struct strbuf bytes = sample_write(sample, format), text = {0};
  char path[TEMP_NAME_BYTES];
  temp_name(path, "zhaolu-test-XXXXXX");
  int file = mkstemp(path);
  assert_true(file >= 0);
  assert_int_equal(write(file, bytes.data, bytes.length), (ssize_t)bytes.length);
  close(file);
  autofree char *command = memory_format("xmllint --nonet %s %s 2>&1", options, path);
  FILE *output = popen(command, "r");
  assert_non_null(output);
  char block[4096];
  for (size_t got; (got = fread(block, 1, sizeof block, output)) > 0;)
    strbuf_append_bytes(&text, block, got);
  int result = pclose(output);
  if (result != 0)
    fail_msg("%s", strbuf_text(&text));
  unlink(path);
  strbuf_clear(&bytes);
  return strbuf_take(&text);
}

static char *lint(const char *format, const char *options)
{
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  char *text = lint_of(&sample, format, options);
  sample_clear(&sample);
  return text;
}

static void test_hocr_is_well_formed_and_gives_words_with_places(void **state)
{
  (void)state;
  static const struct {
    const char *path, *answer;
  } cases[] = {
      {"count(//*[@class=\"ocr_page\"])", "4\n"},
      {"count(//*[@class=\"ocr_page\"][3]//*[@class=\"ocr_line\"])", "0\n"}, /* a repeat */
      {"string(//*[@id=\"word_1_1_1\"])", "经营许可证编号：京A2.B1-20200042\n"},
      {"string(//*[@id=\"word_1_3_1\"]/@title)", "bbox 60 220 240 240; x_wconf 89\n"},
      {"string(//*[@id=\"line_2_1\"]/@title)", "bbox 100 500 120 740; textangle 90\n"},
      {"string((//*[@id=\"word_1_3_1\"]/*)[1]/@title)", "x_bboxes 60 220 80 240; x_conf 97.00\n"},
      {"string(//*[@id=\"word_1_2_4\"])", "称：云岚<b>&\"科技'有限公司\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *options = memory_format("--noout --xpath '%s'", cases[i].path);
    autofree char *answer = lint("hocr", options);
    assert_string_equal(answer, cases[i].answer);
  }
}

static void test_alto_is_valid_by_its_structure(void **state)
{
  (void)state;
  autofree char *options = memory_format("--noout --schema %s", ALTO_SCHEMA);
  autofree char *answer = lint("alto", options);
  assert_non_null(strstr(answer, "validates"));
}

static void test_a_failed_document_is_still_valid_in_every_format(void **state)
{
  (void)state;
  struct sample sample;
  sample_make_failed(&sample);
  autofree char *options = memory_format("--noout --schema %s", ALTO_SCHEMA);
  autofree char *alto = lint_of(&sample, "alto", options);
  autofree char *hocr = lint_of(&sample, "hocr", "--noout");
  assert_non_null(strstr(alto, "validates"));
  assert_string_equal(hocr, "");
  const struct output_format *format;
  for (size_t i = 0; (format = output_format_at(i)); i++) {
    struct strbuf bytes = sample_write(&sample, format->name);
    assert_true(bytes.length > 0 || strcmp(format->name, "txt") == 0);
    strbuf_clear(&bytes);
  }
  sample_clear(&sample);
}

static void test_alto_gives_words_with_places(void **state)
{
  (void)state;
  static const struct {
    const char *path, *answer;
  } cases[] = {
      {"string(//*[@ID=\"string_1_3_1\"]/@CONTENT)", "法定代表人：冼赟彧\n"},
      {"string(//*[@ID=\"string_1_3_1\"]/@HPOS)", "60\n"},
      {"string(//*[@ID=\"string_1_3_1\"]/@WIDTH)", "180\n"},
      {"count(//*[@ID=\"string_1_3_1\"]/*)", "9\n"},
      {"string(//*[@ID=\"block_2\"]/@ROTATION)", "90\n"},
      {"count(//*[@ID=\"page_3\"]//*[@CONTENT])", "0\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *options = memory_format("--noout --xpath '%s'", cases[i].path);
    autofree char *answer = lint("alto", options);
    assert_string_equal(answer, cases[i].answer);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_text_cannot_become_markup),
      cmocka_unit_test(test_hocr_is_well_formed_and_gives_words_with_places),
      cmocka_unit_test(test_alto_is_valid_by_its_structure),
      cmocka_unit_test(test_a_failed_document_is_still_valid_in_every_format),
      cmocka_unit_test(test_alto_gives_words_with_places),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
