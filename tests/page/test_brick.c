#include "tests/cmocka_all.h"

#include <stdbool.h>
#include <stdint.h>

#include "page/brick.h"

enum { WIDTH = 203, HEIGHT = 150, BARS = 60 };

/* Bars and blocks anywhere, over the edges too; the same every time. */
static PIX *mask_with_bars(void)
{
  PIX *mask = pixCreate(WIDTH, HEIGHT, 1);
  uint32_t random = 7;
  int values[4];
  for (int i = 0; i < BARS; i++) {
    for (int k = 0; k < 4; k++) {
      random = random * 1664525 + 1013904223;
      values[k] = (int)(random >> 24);
    }
    bool lies = i & 1;
    pixRasterop(mask, values[0] - 20, values[1] - 20, lies ? values[2] / 2 : values[3] / 32,
                lies ? values[3] / 32 : values[2] / 2, PIX_SET, NULL, 0, 0);
  }
  return mask;
}

static void test_opens_as_leptonica_does(void **state)
{
  (void)state;
  static const int bricks[][2] = {{1, 1},  {2, 1},  {1, 3},  {31, 1},       {1, 32},
                                  {33, 4}, {5, 64}, {97, 1}, {WIDTH + 1, 1}};
  PIX *mask = mask_with_bars();
  for (size_t i = 0; i < sizeof bricks / sizeof *bricks; i++) {
    PIX *opened = pix_open_large_brick(mask, bricks[i][0], bricks[i][1]);
    PIX *expected = pixOpenBrick(NULL, mask, bricks[i][0], bricks[i][1]);
    l_int32 same = 0;
    pixEqual(opened, expected, &same);
    assert_true(same);
    pixDestroy(&opened);
    pixDestroy(&expected);
  }
  pixDestroy(&mask);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_opens_as_leptonica_does)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
