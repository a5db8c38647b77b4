#include "tests/cmocka_all.h"

#include <allheaders.h>

#include "ocr/plain_copy.h"

static void test_the_function_that_packs_is_the_programs(void **state)
{
  (void)state;
  assert_true(plain_copy_settle());
}

/* Every depth that a line's picture may have. */
static void test_a_picture_comes_back_as_it_was(void **state)
{
  (void)state;
  static const int depths[] = {1, 8, 32};
  for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
    PIX *pix = pixCreate(37, 11, depths[i]);
    pixSetPixel(pix, 5, 3, 1);
    pixSetPixel(pix, 36, 10, depths[i] == 32 ? 0x40a0f000 : 1);
    l_uint8 *bytes = NULL;
    size_t size = 0;
    assert_int_equal(pixWriteMem(&bytes, &size, pix, IFF_PNG), 0);
    PIX *back = pixReadMem(bytes, size);
    l_int32 same = 0;
    assert_int_equal(pixEqual(pix, back, &same), 0);
    assert_true(same);
    size_t bits = depths[i] == 32 ? 24 : (size_t)depths[i];
    assert_true(size >= 37 * 11 * bits / 8); /* nothing was packed */
    lept_free(bytes);
    pixDestroy(&pix);
    pixDestroy(&back);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_function_that_packs_is_the_programs),
      cmocka_unit_test(test_a_picture_comes_back_as_it_was),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
