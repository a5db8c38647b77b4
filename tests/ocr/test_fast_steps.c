#include "tests/cmocka_all.h"

#include "ocr/engine.h"
#include "ocr/fast_store.h"
#include "ocr/fast_stride.h"

/* Both tell when a new Tesseract is built otherwise: the program would only be slower. That what
 * they give is Tesseract's own is shown by their settling and by the readings of the samples. */
static void test_this_tesseract_takes_the_functions(void **state)
{
  (void)state;
  assert_non_null(engine_tesseract_version()); /* so that the library is linked */
  assert_true(fast_stride_settle());
  assert_true(fast_store_settle());
}

struct index {
  const void *map;
  int place, indices[3];
};
bool _ZN9tesseract9StrideMap5Index9AddOffsetEiNS_14FlexDimensionsE(void *index, int offset,
                                                                   int dim);
void _ZN9tesseract9StrideMap9SetStrideERKSt6vectorISt4pairIiiESaIS3_EE(void *map,
                                                                       const void *pairs);

/* Two pictures, 3 × 4 and 2 × 3: inside is what lies in the picture, not in the larger one's. */
static void test_steps_end_at_the_picture_s_own_border(void **state)
{
  (void)state;
  static int sides[][2] = {{3, 4}, {2, 3}};
  int *pairs[3] = {sides[0], sides[2], sides[2]};
  static uint64_t map[512]; /* keeps what Tesseract allocates reachable */
  assert_true(fast_stride_settle());
  _ZN9tesseract9StrideMap9SetStrideERKSt6vectorISt4pairIiiESaIS3_EE(map, pairs);
  for (int picture = 0; picture < 2; picture++)
    for (int row = 0; row < 3; row++)
      for (int offset = -5; offset <= 5; offset++) {
        struct index index = {map, 0, {picture, row, 1}};
        bool inside = row < sides[picture][0] && 1 + offset >= 0 && 1 + offset < sides[picture][1];
        assert_int_equal(
            _ZN9tesseract9StrideMap5Index9AddOffsetEiNS_14FlexDimensionsE(&index, offset, 2),
            inside);
        assert_int_equal(index.place, 12 * picture + 4 * row + 1 + offset);
      }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_this_tesseract_takes_the_functions),
      cmocka_unit_test(test_steps_end_at_the_picture_s_own_border),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
