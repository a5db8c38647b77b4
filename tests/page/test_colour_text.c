#include "tests/cmocka_all.h"

#include "page/colour_text.h"
#include "tests/page/drawn_ink.h"

enum { WIDTH = 800, HEIGHT = 500, CHAR = 24, PITCH = 30, RED_LEVEL = 110, RIBBON_LEVEL = 90 };

/* A clean page as page_clean.h makes it of a coloured picture, still white. */
static struct clean_page page_make(void)
{
  return (struct clean_page){.ink = paper_make(WIDTH, HEIGHT, 8),
                             .black = paper_make(WIDTH, HEIGHT, 8),
                             .plain = paper_make(WIDTH, HEIGHT, 8),
                             .char_size = CHAR};
}

static PIX *mask_of(const struct clean_page *page)
{
  return pixThresholdToBinary(page->ink, 200);
}

static void test_red_text_comes_back_dark(void **state)
{
  (void)state;
  struct clean_page page = page_make();
  PIX *text = paper_make(WIDTH, HEIGHT, 1), *red = paper_make(WIDTH, HEIGHT, 1);
  row_draw(page.plain, 100, 100, CHAR, PITCH, 8, RED_LEVEL);
  row_draw(page.ink, 100, 100, CHAR, PITCH, 8, 220); /* red is lightened there */
  row_draw(red, 100, 100, CHAR, PITCH, 8, 1);
  row_draw(page.plain, 100, 300, CHAR, PITCH, 8, 100); /* a seal's print: not in `red` */
  assert_true(colour_text_restore_red(&page, red, text));
  assert_int_equal(ink_count(page.ink, (struct box){0, 90, WIDTH, 50}), 8 * CHAR * CHAR);
  assert_int_equal(ink_count(page.black, (struct box){0, 90, WIDTH, 50}), 8 * CHAR * CHAR);
  assert_int_equal(ink_count(text, (struct box){0, 0, WIDTH, HEIGHT}), 8 * CHAR * CHAR);
  assert_int_equal(ink_count(page.ink, (struct box){0, 290, WIDTH, 50}), 0);
  pixDestroy(&text);
  pixDestroy(&red);
  clean_page_clear(&page);
}

/* White characters in the middle of a ribbon, of level strokes; their pixels. */
static int letters_draw(PIX *pix, struct box ribbon, int size)
{
  enum { STROKE = 5 };
  int count = (ribbon.w - 20) / (size + 6), y = ribbon.y + (ribbon.h - size) / 2;
  int strokes = size < 36 ? 2 : size / 12;
  for (int k = 0; k < count; k++)
    for (int i = 0; i < strokes; i++)
      box_draw(pix,
               (struct box){ribbon.x + 10 + k * (size + 6), y + i * (size - STROKE) / (strokes - 1),
                            size, STROKE},
               250);
  return count * strokes * STROKE * size;
}

static void test_white_text_on_a_ribbon_becomes_dark_on_white(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    struct box ribbon;
    int size; /* of its characters */
  } ribbons[] = {
      {"head of a table", {200, 100, 400, 40}, CHAR},
      {"ribbon of two lines' height", {150, 100, 360, 60}, 32},
      {"short badge", {150, 100, 180, 44}, CHAR},
  };
  for (size_t i = 0; i < sizeof ribbons / sizeof *ribbons; i++) {
    struct clean_page page = page_make();
    struct box ribbon = ribbons[i].ribbon;
    int size = ribbons[i].size, x = ribbon.x + 10, y = ribbon.y + (ribbon.h - size) / 2;
    box_draw(page.ink, ribbon, RIBBON_LEVEL);
    box_draw(page.black, ribbon, RIBBON_LEVEL);
    int letters = letters_draw(page.ink, ribbon, size);
    PIX *text = mask_of(&page);
    int found = colour_text_invert_blocks(&page, text);
    struct box all = {0, 0, WIDTH, HEIGHT};
    if (found != 1 || ink_count(text, all) != letters || ink_count(page.ink, all) != letters ||
        ink_count(page.black, all) != letters)
      fail_msg("%s: %d inverted, %d pixels of text for %d", ribbons[i].name, found,
               ink_count(text, all), letters);
    assert_in_range(level_at(page.ink, x - 5, y + size / 2), 250, 255);
    assert_in_range(level_at(page.ink, x + 5, y + 2), 0, 10);
    pixDestroy(&text);
    clean_page_clear(&page);
  }
}

/* A line of bold print: characters of thick strokes with little white in them. */
static void bold_line_draw(PIX *pix, int x, int y, int size, int count)
{
  for (int i = 0; i < count; i++) {
    box_draw(pix, (struct box){x + i * (size + 2), y, size, size}, 30);
    for (int k = 0; k < 3; k++)
      box_draw(pix, (struct box){x + i * (size + 2) + 4 + k * 8, y + 5, 3, size - 10}, 255);
  }
}

static void test_dark_print_is_not_inverted(void **state)
{
  (void)state;
  enum { BOLD, SOLID, LETTERED };
  static const struct {
    const char *name;
    int kind;
    struct box box;
  } things[] = {
      {"bold dense line", BOLD, {100, 100, 32, 12}},
      {"solid bar without letters", SOLID, {100, 100, 300, 40}},
      {"rule", SOLID, {100, 100, 600, 6}},
      {"band as wide as the page", LETTERED, {20, 100, 760, 40}},
      {"high picture", LETTERED, {100, 100, 500, 100}},
      {"picture as high as wide", LETTERED, {100, 100, 100, 60}},
  };
  for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
    struct clean_page page = page_make();
    if (things[i].kind == BOLD)
      bold_line_draw(page.ink, things[i].box.x, things[i].box.y, things[i].box.w, things[i].box.h);
    else
      box_draw(page.ink, things[i].box, RIBBON_LEVEL);
    if (things[i].kind == LETTERED)
      letters_draw(page.ink, things[i].box, things[i].box.h * 7 / 10);
    PIX *text = mask_of(&page), *before = pixCopy(NULL, page.ink);
    if (colour_text_invert_blocks(&page, text))
      fail_msg("%s was inverted", things[i].name);
    l_int32 same = 0;
    pixEqual(before, page.ink, &same);
    assert_true(same);
    pixDestroy(&before);
    pixDestroy(&text);
    clean_page_clear(&page);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_red_text_comes_back_dark),
      cmocka_unit_test(test_white_text_on_a_ribbon_becomes_dark_on_white),
      cmocka_unit_test(test_dark_print_is_not_inverted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
