/* A PDF's own text against the picture of its page, with the real recogniser. */

#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "ocr/page_read.h"
#include "ocr/text_layer.h"
#include "tests/ocr/printed_page.h"
#include "tests/page/drawn_ink.h"

enum { WIDTH = 1100, HEIGHT = 900, SIZE = 34, LEFT = 120, TOP = 100, LINE = 80 };

static const char *const TEXTS[] = {
    "有限公司应当依法开展经营活动", "有效期至2029年07月09日",       "应当建立健全服务管理制度",
    "接受有关部门的监督检查",       "未经批准不得变更业务覆盖范围", "每年第一季度提交年度报告",
};
enum { LINES = sizeof TEXTS / sizeof *TEXTS };

static int row_top(int row)
{
  return TOP + row * LINE;
}

static PIX *sheet_print(const struct fixture *fixture)
{
  PIX *pix = paper_make(WIDTH, HEIGHT, 8);
  for (int i = 0; i < LINES; i++)
    print_line(fixture->printer, pix, LEFT, row_top(i), SIZE, TEXTS[i]);
  return pix;
}

/* A run of the layer where the text's row is, as high as a PDF's lines are. */
static struct text_run run_at(const char *text, int row, int first_character)
{
  int x = LEFT + first_character * SIZE, w = 0;
  unsigned codepoint;
  for (const char *at = text; *at; w += SIZE)
    at += utf8_decode(at, &codepoint);
  return (struct text_run){(char *)text, {x, row_top(row) - SIZE / 5, w, SIZE * 7 / 5}};
}

static struct read_page page_of(const struct fixture *fixture, PIX *picture,
                                const struct text_run *runs, size_t count)
{
  const struct page_read_options options = {.dpi = 200, .runs = runs, .run_count = count};
  struct prepared_page *prepared = NULL;
  struct read_page page = {0};
  struct error error = {0};
  if (page_prepare(picture, &options, &prepared, &error) != STATUS_OK ||
      page_read(fixture->engine, prepared, &page, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  prepared_page_free(&prepared);
  return page;
}

static char *page_text(const struct read_page *page)
{
  struct strbuf text = {0};
  for (size_t i = 0; i < page->line_count; i++) {
    autofree char *line = reading_compact(&page->lines[i].best);
    strbuf_appendf(&text, "%s\n", line);
  }
  return strbuf_take(&text);
}

/* The layer's runs are all of the sheet's rows, but for `row`, which is `text` (NULL: none). */
static size_t runs_but(struct text_run runs[LINES], int row, const char *text)
{
  size_t count = 0;
  for (int i = 0; i < LINES; i++)
    if (i != row || text)
      runs[count++] = run_at(i == row ? text : TEXTS[i], i, 0);
  return count;
}

static void test_a_layer_that_says_what_the_page_shows_is_sure(void **state)
{
  PIX *sheet = sheet_print(*state);
  struct text_run runs[LINES];
  struct read_page page = page_of(*state, sheet, runs, runs_but(runs, -1, NULL));
  assert_int_equal(page.line_count, LINES);
  assert_null(page.note);
  for (size_t i = 0; i < LINES; i++) {
    autofree char *text = reading_compact(&page.lines[i].best);
    assert_string_equal(text, TEXTS[i]);
    assert_true(reading_confidence(&page.lines[i].best) > 0.99f);
  }
  read_page_clear(&page);
  pixDestroy(&sheet);
}

/* The layer's characters win where the recogniser's would be doubtful: a radical's look. */
static void test_radicals_are_alike_to_their_characters(void **state)
{
  PIX *sheet = sheet_print(*state);
  struct text_run runs[LINES];
  size_t count = runs_but(runs, 0, "有限公司应当依法开展经营活动");
  runs[5].text = "每年第⼀季度提交年度报告";
  struct read_page page = page_of(*state, sheet, runs, count);
  autofree char *text = reading_compact(&page.lines[5].best);
  assert_string_equal(text, "每年第⼀季度提交年度报告");
  assert_true(reading_confidence(&page.lines[5].best) > 0.99f);
  read_page_clear(&page);
  pixDestroy(&sheet);
}

static void test_what_only_the_picture_has_is_read_in_its_place(void **state)
{
  PIX *sheet = sheet_print(*state);
  for (int row = 0; row < LINES; row++) {
    struct text_run runs[LINES];
    struct read_page page = page_of(*state, sheet, runs, runs_but(runs, row, NULL));
    autofree char *text = page_text(&page);
    assert_int_equal(page.line_count, LINES);
    for (int i = 0; i < LINES; i++) {
      autofree char *line = reading_compact(&page.lines[i].best);
      assert_string_equal(line, TEXTS[i]);
    }
    assert_null(page.note);
    read_page_clear(&page);
  }
  pixDestroy(&sheet);
}

static void test_labels_of_the_picture_and_values_of_the_layer_are_one_row(void **state)
{
  PIX *sheet = sheet_print(*state);
  const struct text_run runs[] = {run_at("2029年07月09日", 1, 4)};
  struct read_page page = page_of(*state, sheet, runs, 1);
  assert_int_equal(page.line_count, LINES);
  autofree char *text = reading_compact(&page.lines[1].best);
  assert_string_equal(text, TEXTS[1]);
  assert_null(page.note);
  read_page_clear(&page);
  pixDestroy(&sheet);
}

static void test_text_that_the_page_does_not_show_is_left_out(void **state)
{
  PIX *sheet = sheet_print(*state);
  BOX *row = boxCreate(0, row_top(1) - SIZE / 2, WIDTH, SIZE * 2);
  static const l_uint32 covers[] = {255, 0}; /* painted white, and blackened */
  for (int i = 0; i < 2; i++) {
    struct text_run runs[LINES];
    pixSetInRectArbitrary(sheet, row, covers[i]);
    struct read_page page = page_of(*state, sheet, runs, runs_but(runs, -1, NULL));
    autofree char *text = page_text(&page);
    assert_null(strstr(text, "2029"));
    assert_non_null(strstr(text, TEXTS[4]));
    assert_non_null(page.note);
    read_page_clear(&page);
  }
  boxDestroy(&row);
  pixDestroy(&sheet);
}

/* The recogniser reads right and gives one character a place that is three further on. */
static void test_the_order_of_reading_counts_not_the_places_within_a_line(void **state)
{
  PIX *sheet = sheet_print(*state);
  const struct text_run run = run_at(TEXTS[1], 1, 0);
  const struct page_read_options options = {.dpi = 200, .runs = &run, .run_count = 1};
  struct prepared_page *prepared = NULL;
  assert_int_equal(page_prepare(sheet, &options, &prepared, NULL), STATUS_OK);
  struct read_segment *segments = memory_alloc(sizeof *segments);
  segments[0].box = run.box;
  int place = 0;
  unsigned codepoint;
  for (const char *at = TEXTS[1]; *at; place++) {
    char character[5];
    at += utf8_decode(at, &codepoint);
    utf8_encode(codepoint, character);
    struct box box = {run.box.x + (place == 5 ? place + 3 : place) * SIZE, run.box.y, SIZE,
                      run.box.h};
    reading_add(&segments[0].best, character, 0.99F, box);
  }
  size_t count = 1;
  struct text_layer_result result;
  text_layer_apply(prepared, &run, 1, &segments, &count, &result);
  assert_int_equal(result.kept, 1);
  assert_int_equal(count, 1);
  assert_true(reading_confidence(&segments[0].best) > 0.99F);
  reading_clear(&segments[0].best);
  free(segments);
  prepared_page_free(&prepared);
  pixDestroy(&sheet);
}

/* One digit is printed over another's: the layer's is no longer sure. */
static void test_a_character_that_the_page_shows_otherwise_is_in_doubt(void **state)
{
  PIX *sheet = sheet_print(*state);
  struct text_run runs[LINES];
  struct read_page page = page_of(*state, sheet, runs, runs_but(runs, 1, "有效期至2026年07月09日"));
  float least = 1;
  for (size_t i = 0; i < page.lines[1].best.count; i++)
    least = page.lines[1].best.glyphs[i].confidence < least
                ? page.lines[1].best.glyphs[i].confidence
                : least;
  assert_true(least < 0.5f);
  read_page_clear(&page);
  pixDestroy(&sheet);
}

static void test_a_line_that_the_page_shows_as_another_is_read(void **state)
{
  PIX *sheet = sheet_print(*state);
  struct text_run runs[LINES];
  struct read_page page =
      page_of(*state, sheet, runs, runs_but(runs, 1, "注册资本人民币五百万元整"));
  autofree char *text = page_text(&page);
  assert_non_null(strstr(text, TEXTS[1]));
  assert_null(strstr(text, "资本"));
  assert_non_null(page.note);
  read_page_clear(&page);
  pixDestroy(&sheet);
}

static void test_of_two_texts_in_one_place_the_shown_one_is_taken(void **state)
{
  PIX *sheet = sheet_print(*state);
  struct text_run runs[LINES + 1];
  size_t count = runs_but(runs, 1, "有效期至2019年01月01日");
  runs[count++] = run_at(TEXTS[1], 1, 0);
  struct read_page page = page_of(*state, sheet, runs, count);
  autofree char *text = page_text(&page);
  assert_non_null(strstr(text, TEXTS[1]));
  assert_null(strstr(text, "2019"));
  read_page_clear(&page);
  pixDestroy(&sheet);
}

static void test_a_layer_of_rubbish_is_no_evidence(void **state)
{
  static const char *const rubbish[] = {"€•‚ƒ„…†‡ˆ‰Š‹ŒŽ", "珠江明月照大江东去浪淘尽千古",
                                        "abcdefghijklmn"};
  PIX *sheet = sheet_print(*state);
  for (size_t i = 0; i < sizeof rubbish / sizeof *rubbish; i++) {
    struct text_run runs[LINES];
    for (int row = 0; row < LINES; row++)
      runs[row] = run_at(rubbish[i], row, 0);
    struct read_page page = page_of(*state, sheet, runs, LINES);
    assert_int_equal(page.line_count, LINES);
    for (int row = 0; row < LINES; row++) {
      autofree char *text = reading_compact(&page.lines[row].best);
      assert_string_equal(text, TEXTS[row]);
    }
    assert_non_null(page.note);
    read_page_clear(&page);
  }
  pixDestroy(&sheet);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_layer_that_says_what_the_page_shows_is_sure),
      cmocka_unit_test(test_radicals_are_alike_to_their_characters),
      cmocka_unit_test(test_what_only_the_picture_has_is_read_in_its_place),
      cmocka_unit_test(test_labels_of_the_picture_and_values_of_the_layer_are_one_row),
      cmocka_unit_test(test_text_that_the_page_does_not_show_is_left_out),
      cmocka_unit_test(test_the_order_of_reading_counts_not_the_places_within_a_line),
      cmocka_unit_test(test_a_character_that_the_page_shows_otherwise_is_in_doubt),
      cmocka_unit_test(test_a_line_that_the_page_shows_as_another_is_read),
      cmocka_unit_test(test_of_two_texts_in_one_place_the_shown_one_is_taken),
      cmocka_unit_test(test_a_layer_of_rubbish_is_no_evidence),
  };
  return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
