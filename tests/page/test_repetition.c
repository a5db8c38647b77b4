#include "tests/cmocka_all.h"

#include <stdlib.h>

#include "page/repetition.h"
#include "tests/page/drawn_ink.h"

enum { WIDTH = 900, HEIGHT = 40, PERIOD = 36 };
static const struct box strip = {10, 5, WIDTH - 20, 24};

/* A meander: a stroke that turns inwards, `period` pixels to the next. */
static void meander_draw(PIX *pix, int period)
{
  for (int x = strip.x; x + period <= box_right(strip); x += period) {
    box_draw(pix, (struct box){x, strip.y, period - 6, 3}, 60);
    box_draw(pix, (struct box){x + period - 9, strip.y, 3, strip.h}, 60);
    box_draw(pix, (struct box){x + 8, box_bottom(strip) - 3, period - 17, 3}, 60);
    box_draw(pix, (struct box){x + 8, strip.y + 9, 3, strip.h - 9}, 60);
  }
}

/* Characters of strokes at any place, as evenly spaced as print is. */
static void characters_draw(PIX *pix, int size)
{
  srand(7);
  for (int x = strip.x; x + size <= box_right(strip); x += size + 2)
    for (int stroke = 0; stroke < 5; stroke++) {
      bool across = rand() % 2;
      int at = rand() % (size - 3), from = rand() % (size / 2);
      int length = size / 4 + rand() % (size / 2 - from + 1);
      box_draw(pix,
               across ? (struct box){x + from, strip.y + at, length, 3}
                      : (struct box){x + at, strip.y + from, 3, length},
               60);
    }
}

static double repetition_of(void (*draw)(PIX *pix, int size), int size)
{
  PIX *pix = paper_make(WIDTH, HEIGHT, 8);
  draw(pix, size);
  double repetition = strip_repetition(pix, strip);
  pixDestroy(&pix);
  return repetition;
}

static void test_borders_repeat_and_writing_does_not(void **state)
{
  (void)state;
  assert_true(repetition_of(meander_draw, PERIOD) > 0.8);
  assert_true(repetition_of(meander_draw, 61) > 0.8);
  assert_true(repetition_of(characters_draw, 24) < 0.5);
  assert_true(repetition_of(characters_draw, 18) < 0.5);
}

static void test_nothing_is_said_of_short_or_empty_strips(void **state)
{
  (void)state;
  PIX *pix = paper_make(WIDTH, HEIGHT, 8);
  assert_true(strip_repetition(pix, strip) == 0);
  meander_draw(pix, PERIOD);
  assert_true(strip_repetition(pix, (struct box){10, 5, 60, 24}) == 0);
  assert_true(strip_repetition(pix, (struct box){10, 5, 600, 0}) == 0);
  assert_true(strip_repetition(pix, (struct box){-50, 900, 600, 24}) == 0);
  pixDestroy(&pix);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_borders_repeat_and_writing_does_not),
      cmocka_unit_test(test_nothing_is_said_of_short_or_empty_strips),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
