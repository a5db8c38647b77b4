/* A whole page from its picture to its lines, with the real recogniser. */

#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "ocr/page_read.h"
#include "ocr/prepared_page.h"
#include "tests/ocr/printed_page.h"
#include "tests/page/drawn_ink.h"

enum { WIDTH = 1100, HEIGHT = 900, SIZE = 34, LEFT = 120, TOP = 100, LINE = 70 };
static const struct box SEAL = {760, 560, 260, 260};
static const unsigned RED = 0xD02020;

static const char *const TEXTS[] = {
    "本公司应当依法开展经营活动", "不得侵害用户的合法权益",       "应当建立健全服务管理制度",
    "接受有关部门的监督检查",     "未经批准不得变更业务覆盖范围", "每年第一季度提交年度报告",
};
enum { LINES = sizeof TEXTS / sizeof *TEXTS };

static void lines_print(const struct fixture *fixture, PIX *pix)
{
  for (int i = 0; i < LINES; i++)
    print_line(fixture->printer, pix, LEFT, TOP + i * LINE, SIZE, TEXTS[i]);
}

static void seal_draw(PIX *pix)
{
  oval_draw(pix, SEAL, 9, RED);
  ring_draw(pix, SEAL.x + SEAL.w / 2, SEAL.y + SEAL.h / 2, 36, 36, RED);
}

/* A sheet of lines with a red seal in its lower right corner. */
static PIX *sheet_print(const struct fixture *fixture)
{
  PIX *pix = paper_make(WIDTH, HEIGHT, 32);
  lines_print(fixture, pix);
  seal_draw(pix);
  return pix;
}

static struct prepared_page *prepare(PIX *picture)
{
  const struct page_read_options options = {.dpi = 200};
  struct prepared_page *prepared = NULL;
  struct error error = {0};
  if (page_prepare(picture, &options, &prepared, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  return prepared;
}

static struct read_page page_of(const struct fixture *fixture, PIX *picture)
{
  struct prepared_page *prepared = prepare(picture);
  struct read_page page = {0};
  struct error error = {0};
  if (page_read(fixture->engine, prepared, &page, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  prepared_page_free(&prepared);
  return page;
}

/* The page's lines are the sheet's, and the first stands at `first` in the picture. */
static void assert_lines(const struct read_page *page, struct box first)
{
  assert_int_equal(page->status, PAGE_OK);
  assert_int_equal(page->line_count, LINES);
  for (size_t i = 0; i < LINES; i++) {
    autofree char *text = reading_compact(&page->lines[i].best);
    assert_string_equal(text, TEXTS[i]);
  }
  struct box box = page->lines[0].box;
  assert_in_range(box.x, first.x - SIZE / 2, first.x + SIZE / 2);
  assert_in_range(box.y, first.y - SIZE / 2, first.y + SIZE / 2);
  assert_in_range(box.w, first.w - SIZE, first.w + SIZE);
  assert_in_range(box.h, first.h - SIZE / 2, first.h + SIZE / 2);
}

static struct box first_line(void)
{
  return (struct box){LEFT, TOP, SIZE * (int)utf8_count(TEXTS[0]), SIZE};
}

static void test_a_page_is_read_line_by_line_without_its_seal(void **state)
{
  PIX *sheet = sheet_print(*state);
  struct read_page page = page_of(*state, sheet);
  assert_lines(&page, first_line());
  assert_int_equal(page.rotation, 0);
  assert_int_equal(page.width, WIDTH);
  assert_int_equal(page.height, HEIGHT);
  assert_int_equal((int)page.dpi, 200);
  read_page_clear(&page);
  pixDestroy(&sheet);
}

/* On a pale copy the page's print is as grey as a seal. */
static void test_pale_print_within_a_seal_is_read(void **state)
{
  enum { PALE = 155 }; /* the level of its ink */
  static const char date[] = "2019年12月06日";
  const struct fixture *fixture = *state;
  PIX *sheet = paper_make(WIDTH, HEIGHT, 32);
  lines_print(fixture, sheet);
  print_line(fixture->printer, sheet, SEAL.x + 32, SEAL.y + 172, 18, date);
  pixGammaTRC(sheet, sheet, 1, -PALE * 255 / (255 - PALE), 255);
  seal_draw(sheet);
  struct read_page page = page_of(fixture, sheet);
  assert_int_equal(page.line_count, LINES + 1);
  autofree char *text = reading_compact(&page.lines[LINES].best);
  assert_string_equal(text, date);
  read_page_clear(&page);
  pixDestroy(&sheet);
}

static struct box box_turned_half(struct box box)
{
  return (struct box){WIDTH - box_right(box), HEIGHT - box_bottom(box), box.w, box.h};
}

static void test_a_page_upside_down_is_turned_with_its_seal(void **state)
{
  const struct fixture *fixture = *state;
  PIX *sheet = sheet_print(fixture);
  pixRotate180(sheet, sheet);
  struct read_page page = page_of(fixture, sheet);
  assert_int_equal(page.rotation, 180);
  assert_lines(&page, box_turned_half(first_line()));
  read_page_clear(&page);
  struct prepared_page *prepared = prepare(sheet);
  assert_int_equal(prepared_set_upright(fixture->engine, prepared, NULL), STATUS_OK);
  assert_int_equal(prepared->seals.count, 1);
  struct box seal = prepared->seals.seals[0].box;
  struct box there =
      homography_apply_box(&prepared->clean.clean_from_source, box_turned_half(SEAL));
  assert_in_range(seal.x, there.x - SIZE / 2, there.x + SIZE / 2);
  assert_in_range(seal.y, there.y - SIZE / 2, there.y + SIZE / 2);
  assert_true(seal.x > pixGetWidth(prepared->clean.ink) / 2); /* lower right, as on the sheet */
  assert_true(seal.y > pixGetHeight(prepared->clean.ink) / 2);
  prepared_page_free(&prepared);
  pixDestroy(&sheet);
}

/* As seen from behind, and that turned upside down. */
static void test_a_mirrored_page_is_read_and_its_places_are_the_pictures(void **state)
{
  for (int half = 0; half < 2; half++) {
    PIX *sheet = sheet_print(*state);
    pixFlipLR(sheet, sheet);
    if (half)
      pixRotate180(sheet, sheet);
    struct read_page page = page_of(*state, sheet);
    struct box first = first_line();
    if (half)
      first.y = HEIGHT - box_bottom(first);
    else
      first.x = WIDTH - box_right(first);
    assert_lines(&page, first);
    read_page_clear(&page);
    pixDestroy(&sheet);
  }
}

static void test_a_page_in_the_negative_is_read(void **state)
{
  PIX *sheet = sheet_print(*state);
  pixInvert(sheet, sheet);
  struct read_page page = page_of(*state, sheet);
  assert_lines(&page, first_line());
  read_page_clear(&page);
  pixDestroy(&sheet);
}

static void test_a_page_on_its_side_says_where_its_lines_stood(void **state)
{
  PIX *sheet = sheet_print(*state), *scan = pixRotate90(sheet, -1);
  struct read_page page = page_of(*state, scan);
  struct box first = first_line();
  assert_int_equal(page.rotation, 90); /* clockwise, to set it upright */
  assert_int_equal(page.width, HEIGHT);
  assert_lines(&page, (struct box){first.y, WIDTH - box_right(first), first.h, first.w});
  read_page_clear(&page);
  pixDestroy(&scan);
  pixDestroy(&sheet);
}

static void test_a_page_without_print_is_blank(void **state)
{
  PIX *sheet = paper_make(WIDTH, HEIGHT, 8);
  struct read_page page = page_of(*state, sheet);
  assert_int_equal(page.status, PAGE_BLANK);
  assert_int_equal(page.line_count, 0);
  read_page_clear(&page);
  pixDestroy(&sheet);
}

static void test_labels_and_values_come_as_rows(void **state)
{
  const struct fixture *fixture = *state;
  static const char *const labels[] = {"公司名称：", "法定代表人：", "经营范围："};
  static const char *const values[] = {"重庆数据服务有限公司", "王小明", "依法登记的项目"};
  PIX *sheet = paper_make(WIDTH, HEIGHT, 8);
  for (int i = 0; i < 3; i++) {
    print_line(fixture->printer, sheet, LEFT, TOP + i * 2 * LINE, SIZE, labels[i]);
    print_line(fixture->printer, sheet, LEFT + 320, TOP + i * 2 * LINE + 8, SIZE, values[i]);
  }
  for (int i = 3; i < LINES; i++)
    print_line(fixture->printer, sheet, LEFT, TOP + (i + 4) * LINE, SIZE, TEXTS[i]);
  struct read_page page = page_of(fixture, sheet);
  assert_true(page.line_count == LINES);
  for (size_t i = 0; i < 3; i++) {
    autofree char *row = reading_compact(&page.lines[i].best);
    autofree char *printed = memory_format("%s%s", labels[i], values[i]);
    size_t label = strlen(labels[i]) - strlen("：");
    assert_memory_equal(row, printed, label);
    assert_non_null(strstr(row, values[i]));
  }
  read_page_clear(&page);
  pixDestroy(&sheet);
}

static void test_a_row_that_runs_over_the_frame_is_read_to_its_end(void **state)
{
  const struct fixture *fixture = *state;
  PIX *sheet = paper_make(WIDTH, HEIGHT, 8);
  for (int ring = 0; ring < 5; ring++)
    frame_draw(sheet, (struct box){40 + ring * 8, 40 + ring * 8, 760 - ring * 16, 820 - ring * 16},
               3, 140);
  for (int i = 0; i < LINES; i++)
    print_line(fixture->printer, sheet, 780 - SIZE * (int)utf8_count(TEXTS[i]) + 90, 120 + i * 100,
               SIZE, TEXTS[i]);
  struct read_page page = page_of(fixture, sheet);
  size_t whole = 0, beyond = 2 * strlen("司");
  for (size_t i = 0; i < page.line_count; i++) {
    autofree char *row = reading_compact(&page.lines[i].best);
    for (size_t k = 0; k < LINES; k++)
      whole += strstr(row, TEXTS[k] + strlen(TEXTS[k]) - beyond) != NULL;
  }
  assert_in_range(whole, LINES - 1, LINES);
  read_page_clear(&page);
  pixDestroy(&sheet);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_page_is_read_line_by_line_without_its_seal),
      cmocka_unit_test(test_pale_print_within_a_seal_is_read),
      cmocka_unit_test(test_a_page_upside_down_is_turned_with_its_seal),
      cmocka_unit_test(test_a_mirrored_page_is_read_and_its_places_are_the_pictures),
      cmocka_unit_test(test_a_page_in_the_negative_is_read),
      cmocka_unit_test(test_a_page_on_its_side_says_where_its_lines_stood),
      cmocka_unit_test(test_a_page_without_print_is_blank),
      cmocka_unit_test(test_labels_and_values_come_as_rows),
      cmocka_unit_test(test_a_row_that_runs_over_the_frame_is_read_to_its_end),
  };
  return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
