#include "tests/cmocka_all.h"

#include <math.h>

#include "page/seal_ring.h"
#include "tests/page/drawn_ink.h"

enum { SIDE = 400, HEIGHT = 48, LETTERS = 9 };

/* A drawn seal: LETTERS blocks along its ring from `from` degrees on, `step` apart. */
struct drawing {
  const char *name;
  double half_w, half_h; /* of the ring */
  double from, step;
  int ink;
};

static const struct drawing drawings[] = {
    {"upright", 120, 120, -120, 30, 90}, {"turned", 120, 120, -95, 30, 90},
    {"pale", 120, 120, -120, 30, 205},   {"oval", 140, 105, -120, 30, 90},
    {"small", 45, 45, -120, 30, 90},     {"close letters", 120, 120, -88, 22, 90},
};

static void dot_draw(PIX *pix, double x, double y, double half, int ink)
{
  int side = (int)lround(2 * half);
  box_draw(pix, (struct box){(int)lround(x - half), (int)lround(y - half), side, side},
           (unsigned)ink);
}

static PIX *seal_draw(const struct drawing *drawing)
{
  PIX *pix = paper_make(SIDE, SIDE, 8);
  double size = fmin(drawing->half_w, drawing->half_h);
  for (int i = 0; i < 2000; i++) {
    double angle = i * 2 * M_PI / 2000;
    dot_draw(pix, SIDE / 2.0 + drawing->half_w * sin(angle),
             SIDE / 2.0 - drawing->half_h * cos(angle), fmax(1, size * 0.02), drawing->ink);
  }
  for (int i = 0; i < LETTERS; i++) {
    double angle = (drawing->from + i * drawing->step) * M_PI / 180;
    dot_draw(pix, SIDE / 2.0 + 0.75 * drawing->half_w * sin(angle),
             SIDE / 2.0 - 0.75 * drawing->half_h * cos(angle), size * 0.1, drawing->ink);
  }
  dot_draw(pix, SIDE / 2.0, SIDE / 2.0, size * 0.2, drawing->ink); /* as much ink as a star */
  return pix;
}

static struct box seal_box(const struct drawing *drawing, int off)
{
  int w = (int)drawing->half_w, h = (int)drawing->half_h;
  return (struct box){SIDE / 2 - w + off, SIDE / 2 - h - off, 2 * w, 2 * h};
}

/* Runs of ink along the line's middle. */
static int line_letters(PIX *line)
{
  int runs = 0;
  l_uint32 before = 255, level = 255;
  for (int x = 0; x < pixGetWidth(line); x++, before = level) {
    pixGetPixel(line, x, HEIGHT / 2, &level);
    level = level < 230 ? 0 : 255;
    runs += level == 0 && before == 255;
  }
  return runs;
}

static void test_unrolls_all_letters_of_a_ring_in_order(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++) {
    const struct drawing *drawing = &drawings[i];
    PIX *pix = seal_draw(drawing);
    struct seal_ring ring;
    if (!seal_ring_measure(pix, seal_box(drawing, (int)(drawing->half_w * 0.03)), &ring))
      fail_msg("%s: no ring", drawing->name);
    assert_true(fabs(ring.x - SIDE / 2.0) < 0.03 * drawing->half_w);
    assert_true(fabs(ring.y - SIDE / 2.0) < 0.03 * drawing->half_w);
    assert_true(ring.outer > 0.78 && ring.outer < 0.93);
    assert_true(ring.inner > 0.55 && ring.inner < 0.72);
    double begins = fmod(ring.start * 180 / M_PI + 540, 360) - 180;
    if (begins > drawing->from || begins < drawing->from - 25)
      fail_msg("%s begins at %.0f", drawing->name, begins);
    PIX *line = seal_ring_unroll(pix, &ring, HEIGHT);
    if (line_letters(line) != LETTERS)
      fail_msg("%s: %d letters", drawing->name, line_letters(line));
    pixDestroy(&line);
    pixDestroy(&pix);
  }
}

static void test_a_disc_without_a_ring_is_no_seal(void **state)
{
  (void)state;
  PIX *pix = paper_make(SIDE, SIDE, 8);
  for (int i = 0; i < 400; i++)
    for (double r = 0; r < 120; r += 4)
      dot_draw(pix, SIDE / 2.0 + r * sin(i * M_PI / 200), SIDE / 2.0 - r * cos(i * M_PI / 200), 2,
               90);
  struct seal_ring ring;
  assert_false(seal_ring_measure(pix, (struct box){80, 80, 240, 240}, &ring));
  pixDestroy(&pix);
}

static void test_takes_the_print_out_of_a_seal(void **state)
{
  (void)state;
  PIX *pix = seal_draw(&drawings[0]), *black = paper_make(SIDE, SIDE, 8);
  struct box row = {60, 190, 280, 14};
  box_draw(pix, row, 30);
  box_draw(black, row, 30);
  int x, y;
  PIX *print = seal_print(pix, black, seal_box(&drawings[0], 0), &x, &y);
  l_uint32 level = 0;
  pixGetPixel(print, 250 - x, 197 - y, &level);
  assert_true(level > 200);
  pixDestroy(&print);
  pixDestroy(&black);
  pixDestroy(&pix);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_unrolls_all_letters_of_a_ring_in_order),
      cmocka_unit_test(test_a_disc_without_a_ring_is_no_seal),
      cmocka_unit_test(test_takes_the_print_out_of_a_seal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
