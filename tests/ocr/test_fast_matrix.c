#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "ocr/engine.h"
#include "ocr/fast_matrix.h"

enum { MOST_OUTPUTS = 300, MOST_INPUTS = 300, ROUNDED = 320 };

static int8_t weights[MOST_OUTPUTS][MOST_INPUTS], biases[MOST_OUTPUTS];
static int8_t laid_out[ROUNDED * (ROUNDED + 1)];
static int8_t inputs[ROUNDED];
static float scales[ROUNDED], outputs[ROUNDED];

static int8_t byte_any(void)
{
  return (int8_t)(rand() % 255 - 127);
}

/* As IntSimdMatrix::Init lays weights out. */
static void weights_lay_out(const struct matrix_kernel *kernel, int output_count, int input_count)
{
  int8_t *next = laid_out;
  int output = 0;
  for (int registers = kernel->most_registers; registers; registers /= 2)
    for (int set = registers * kernel->outputs_per_register;
         output + set <= (output_count + kernel->outputs_per_register - 1) /
                             kernel->outputs_per_register * kernel->outputs_per_register;
         output += set) {
      for (int input = 0; input < input_count; input += kernel->inputs_per_group)
        for (int j = output; j < output + set; j++)
          for (int i = input; i < input + kernel->inputs_per_group; i++)
            *next++ = (int8_t)(j < output_count && i < input_count ? weights[j][i] : 0);
      for (int j = output; j < output + set; j++)
        *next++ = (int8_t)(j < output_count ? biases[j] : 0);
    }
}

static void matrix_check(const struct matrix_kernel *kernel, int output_count, int input_count)
{
  for (int i = 0; i < ROUNDED; i++) {
    inputs[i] = byte_any(); /* beyond the last, too: what is there must not count */
    scales[i] = (float)rand() / (float)RAND_MAX;
  }
  for (int j = 0; j < output_count; j++) {
    biases[j] = byte_any();
    for (int i = 0; i < input_count; i++)
      weights[j][i] = byte_any();
  }
  weights_lay_out(kernel, output_count, input_count);
  fast_matrix_settle(); /* other weights at the same place, as with a model opened anew */
  for (int turn = 0; turn < 2; turn++) { /* a matrix not seen before, and one that was */
    kernel->multiply(output_count, input_count + 1, laid_out, scales, inputs, outputs);
    for (int j = 0; j < output_count; j++) {
      int sum = 127 * biases[j];
      for (int i = 0; i < input_count; i++)
        sum += weights[j][i] * inputs[i];
      assert_true(outputs[j] == (float)sum * scales[j]);
    }
  }
}

static void test_products_are_exact(void **state)
{
  (void)state;
  const struct matrix_kernel *kernel = fast_matrix_kernel();
  if (!kernel) {
    print_message("this processor has no AVX-512 VNNI\n");
    skip();
  }
  static const int sizes[][2] = {{1, 1},   {16, 4},   {17, 5},    {48, 48},  {64, 33},
                                 {96, 97}, {112, 64}, {300, 300}, {111, 131}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    matrix_check(kernel, sizes[i][0], sizes[i][1]);
}

/* Tells when a new Tesseract no longer takes it: the program would only be slower. */
static void test_this_tesseract_takes_it(void **state)
{
  (void)state;
  if (!fast_matrix_kernel())
    skip();
  assert_non_null(engine_tesseract_version()); /* so that the library is linked */
  assert_true(fast_matrix_settle());
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_products_are_exact),
      cmocka_unit_test(test_this_tesseract_takes_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
