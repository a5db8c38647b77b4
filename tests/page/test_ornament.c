#include "tests/cmocka_all.h"

#include "page/ornament.h"
#include "tests/page/drawn_ink.h"

/* A page at some 200 dpi, its characters 24 pixels high. */
enum { WIDTH = 1000, HEIGHT = 1400, CHAR = 24, PITCH = 28 };
static const struct box sheet_frame = {60, 60, WIDTH - 120, HEIGHT - 120};
static const struct box text_area = {200, 300, 20 * PITCH, 12 * 60};

static void text_draw(PIX *pix, unsigned colour)
{
  for (int row = 0; row < 12; row++)
    row_draw(pix, text_area.x, text_area.y + row * 60, CHAR, PITCH, 20, colour);
}

/* The frame's ornament: dashes across the band, `gap` pixels apart, as engraving looks. */
static void engraved_frame_draw(PIX *pix, struct box frame, int band, int dash, int gap,
                                unsigned colour)
{
  for (int ring = 0; ring + dash <= band; ring += dash + gap) {
    struct box at = {frame.x + ring, frame.y + ring, frame.w - 2 * ring, frame.h - 2 * ring};
    for (int x = at.x; x < box_right(at); x += 20 + gap) {
      box_draw(pix, (struct box){x, at.y, 20, dash}, colour);
      box_draw(pix, (struct box){x, box_bottom(at) - dash, 20, dash}, colour);
    }
    for (int y = at.y; y < box_bottom(at); y += 20 + gap) {
      box_draw(pix, (struct box){at.x, y, dash, 20}, colour);
      box_draw(pix, (struct box){box_right(at) - dash, y, dash, 20}, colour);
    }
  }
}

/* The mask of `page` without its frames. */
static PIX *mask_without_frames(PIX *page, int level)
{
  PIX *mask = pixThresholdToBinary(page, level);
  PIX *frames = ornament_find_frames(mask, page);
  if (frames)
    pixSubtract(mask, mask, frames);
  pixDestroy(&frames);
  return mask;
}

static void test_takes_out_frames_of_every_kind_and_leaves_the_text(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    int band, dash, gap; /* dash 0: solid */
    unsigned colour;
  } frames[] = {
      {"thin black line", 4, 0, 0, 20},
      {"broad black band", 40, 0, 0, 20},
      {"black engraving", 40, 6, 2, 40},
      {"engraving in pieces", 40, 6, 6, 40},
      {"pale band, not in the mask", 40, 0, 0, 190},
      {"pale engraving in pieces", 40, 6, 5, 200},
  };
  for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
    PIX *page = paper_make(WIDTH, HEIGHT, 8);
    if (frames[i].dash)
      engraved_frame_draw(page, sheet_frame, frames[i].band, frames[i].dash, frames[i].gap,
                          frames[i].colour);
    else
      frame_draw(page, sheet_frame, frames[i].band, frames[i].colour);
    text_draw(page, 0);
    PIX *mask = mask_without_frames(page, frames[i].colour < 180 ? 180 : 210);
    int all = ink_count(mask, (struct box){0, 0, WIDTH, HEIGHT});
    int text = ink_count(mask, text_area);
    if (text != 12 * 20 * CHAR * CHAR || all != text)
      fail_msg("%s: %d pixels of text, %d of others", frames[i].name, text, all - text);
    pixDestroy(&mask);
    pixDestroy(&page);
  }
}

static void test_takes_out_frames_within_frames(void **state)
{
  (void)state;
  PIX *page = paper_make(WIDTH, HEIGHT, 8);
  frame_draw(page, sheet_frame, 30, 20);
  frame_draw(page, (struct box){110, 110, WIDTH - 220, HEIGHT - 220}, 3, 20);
  text_draw(page, 0);
  PIX *mask = mask_without_frames(page, 180);
  assert_int_equal(ink_count(mask, (struct box){0, 0, WIDTH, HEIGHT}), 12 * 20 * CHAR * CHAR);
  pixDestroy(&mask);
  pixDestroy(&page);
}

static void test_a_page_of_text_has_no_frame(void **state)
{
  (void)state;
  PIX *page = paper_make(WIDTH, HEIGHT, 8), *mask;
  text_draw(page, 0);
  mask = pixThresholdToBinary(page, 180);
  assert_null(ornament_find_frames(mask, page));
  pixDestroy(&mask);
  pixDestroy(&page);
}

static void test_a_pale_underprint_all_over_is_no_frame(void **state)
{
  (void)state;
  PIX *page = paper_make(WIDTH, HEIGHT, 8), *mask;
  for (int y = 60; y < HEIGHT - 60; y += 24)
    box_draw(page, (struct box){60, y, WIDTH - 120, 3}, 195);
  for (int x = 60; x < WIDTH - 60; x += 24)
    box_draw(page, (struct box){x, 60, 3, HEIGHT - 120}, 195);
  text_draw(page, 0);
  mask = pixThresholdToBinary(page, 180);
  assert_null(ornament_find_frames(mask, page));
  pixDestroy(&mask);
  pixDestroy(&page);
}

/* A table as large as the page: `rows` of cells, text in each, its rules 3 pixels thick. */
static PIX *table_make(int rows, int *ret_text)
{
  PIX *page = paper_make(WIDTH, HEIGHT, 8);
  struct box outline = {80, 80, WIDTH - 160, HEIGHT - 160};
  frame_draw(page, outline, 3, 20);
  box_draw(page, (struct box){300, outline.y, 3, outline.h}, 20);
  for (int row = 0; row < rows; row++) {
    int y = outline.y + row * outline.h / rows;
    if (row)
      box_draw(page, (struct box){outline.x, y, outline.w, 3}, 20);
    row_draw(page, outline.x + 12, y + 12, CHAR, PITCH, 6, 0); /* close to the outline */
    row_draw(page, 320, y + 12, CHAR, PITCH, 18, 0);
  }
  *ret_text = rows * 24 * CHAR * CHAR;
  return page;
}

static void test_a_tables_outline_goes_and_its_text_stays(void **state)
{
  (void)state;
  static const int rows[] = {2, 5, 12, 20};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    int text = 0;
    PIX *page = table_make(rows[i], &text), *mask = mask_without_frames(page, 180);
    ornament_clear_rules(mask, 4 * CHAR, CHAR / 4);
    assert_int_equal(ink_count(mask, (struct box){0, 0, WIDTH, HEIGHT}), text);
    pixDestroy(&mask);
    pixDestroy(&page);
  }
}

/* ---- rules ---- */

static void test_clears_rules_and_keeps_strokes(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    struct box bar;
    int is_rule;
  } bars[] = {
      {"long thin rule", {50, 50, 400, 3}, 1},
      {"upright rule", {50, 50, 3, 400}, 1},
      {"just long enough", {50, 50, 96, 6}, 1},
      {"dash", {50, 50, 90, 4}, 0},
      {"upright dash", {50, 50, 4, 90}, 0},
      {"stroke of a large title", {50, 50, 130, 12}, 0},
      {"upright stroke of a large title", {50, 50, 12, 130}, 0},
      {"at the picture's edge", {0, 0, 500, 3}, 1},
  };
  for (size_t i = 0; i < sizeof bars / sizeof *bars; i++) {
    PIX *mask = paper_make(500, 500, 1);
    box_draw(mask, bars[i].bar, 1);
    ornament_clear_rules(mask, 4 * CHAR, CHAR / 4);
    int left = ink_count(mask, (struct box){0, 0, 500, 500});
    if (left != (bars[i].is_rule ? 0 : bars[i].bar.w * bars[i].bar.h))
      fail_msg("%s: %d pixels left", bars[i].name, left);
    pixDestroy(&mask);
  }
}

static void test_clears_a_grid_whose_rules_cut_each_other(void **state)
{
  (void)state;
  PIX *mask = paper_make(600, 400, 1);
  for (int i = 0; i < 5; i++) {
    box_draw(mask, (struct box){20, 20 + i * 80, 483, 3}, 1);
    box_draw(mask, (struct box){20 + i * 120, 20, 3, 323}, 1);
  }
  row_draw(mask, 40, 40, CHAR, PITCH, 3, 1);
  ornament_clear_rules(mask, 4 * CHAR, CHAR / 4);
  assert_int_equal(ink_count(mask, (struct box){0, 0, 600, 400}), 3 * CHAR * CHAR);
  pixDestroy(&mask);
}

/* ---- blocks ---- */

/* A QR code: modules of 6 pixels, about half of them dark. */
static void qr_draw(PIX *pix, int x, int y, int modules)
{
  unsigned random = 5;
  for (int i = 0; i < modules * modules; i++) {
    random = random * 1664525u + 1013904223u;
    if (random >> 31)
      box_draw(pix, (struct box){x + i % modules * 6, y + i / modules * 6, 6, 6}, 1);
  }
}

static void test_clears_qr_codes_and_pictures_but_no_paragraph(void **state)
{
  (void)state;
  PIX *mask = paper_make(1000, 800, 1);
  qr_draw(mask, 700, 100, 29);
  box_draw(mask, (struct box){700, 400, 150, 180}, 1); /* a photograph */
  static const int lengths[] = {20, 8, 14, 5, 20, 3};  /* rows close enough to run together */
  int text = 0;
  for (int row = 0; row < 6; row++) {
    row_draw(mask, 50, 100 + row * 36, CHAR, PITCH, lengths[row], 1);
    text += lengths[row] * CHAR * CHAR;
  }
  ornament_clear_blocks(mask, NULL, CHAR);
  assert_int_equal(ink_count(mask, (struct box){650, 50, 350, 700}), 0);
  assert_int_equal(ink_count(mask, (struct box){0, 0, 650, 800}), text);
  pixDestroy(&mask);
}

static void test_clears_a_red_emblem_by_its_fill_and_no_ring(void **state)
{
  (void)state;
  PIX *red = paper_make(1000, 600, 1), *mask = paper_make(1000, 600, 1);
  ring_draw(red, 200, 200, 100, 100, 1); /* the emblem: a full disc */
  ring_draw(red, 700, 300, 100, 14, 1);  /* a seal */
  box_draw(mask, (struct box){180, 180, 30, 30}, 1);
  box_draw(mask, (struct box){680, 280, 30, 30}, 1);
  ornament_clear_blocks(mask, red, CHAR);
  assert_int_equal(ink_count(mask, (struct box){180, 180, 30, 30}), 0);
  assert_int_equal(ink_count(mask, (struct box){680, 280, 30, 30}), 900);
  pixDestroy(&red);
  pixDestroy(&mask);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_takes_out_frames_of_every_kind_and_leaves_the_text),
      cmocka_unit_test(test_takes_out_frames_within_frames),
      cmocka_unit_test(test_a_page_of_text_has_no_frame),
      cmocka_unit_test(test_a_pale_underprint_all_over_is_no_frame),
      cmocka_unit_test(test_a_tables_outline_goes_and_its_text_stays),
      cmocka_unit_test(test_clears_rules_and_keeps_strokes),
      cmocka_unit_test(test_clears_a_grid_whose_rules_cut_each_other),
      cmocka_unit_test(test_clears_qr_codes_and_pictures_but_no_paragraph),
      cmocka_unit_test(test_clears_a_red_emblem_by_its_fill_and_no_ring),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
