#include "ocr/fast_matrix.h"

#include <dlfcn.h>
#include <stddef.h>

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <string.h>

#define VNNI __attribute__((target("avx512f,avx512vnni")))

enum {
  GROUP = 4,    /* inputs that one instruction multiplies and adds to each sum */
  OUTPUTS = 16, /* sums in a register */
  MOST_REGISTERS = 4,
  SET_BYTES = OUTPUTS * GROUP /* of weights, for a group of inputs, in a register */
};

/* The instruction multiplies bytes without a sign by bytes with one, so inputs are raised by 128,
 * and 128 times the weights' sum is taken away again. */
static const int RAISED = 128;
static const int BIAS_SCALE = 127;

static inline VNNI __m512i inputs_raised(const int8_t *inputs)
{
  int32_t group;
  memcpy(&group, inputs, sizeof group);
  return _mm512_xor_si512(_mm512_set1_epi32(group), _mm512_set1_epi8((char)0x80));
}

static inline VNNI void outputs_store(__m512i sum, __m512i weight_sum, const int8_t *biases,
                                      const float *scales, float *outputs)
{
  __m512i bias = _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)(const void *)biases));
  sum = _mm512_sub_epi32(sum, weight_sum);
  sum = _mm512_add_epi32(sum, _mm512_mullo_epi32(bias, _mm512_set1_epi32(BIAS_SCALE)));
  _mm512_storeu_ps(outputs, _mm512_mul_ps(_mm512_cvtepi32_ps(sum), _mm512_loadu_ps(scales)));
}

/* One set of outputs, `registers` (a constant where this is inlined) wide. */
static inline VNNI __attribute__((always_inline)) void
set_multiply(int registers, int input_count, const int8_t *weights, const float *scales,
             const int8_t *inputs, float *outputs)
{
  const __m512i raised = _mm512_set1_epi8((char)RAISED);
  __m512i sums[MOST_REGISTERS], weight_sums[MOST_REGISTERS];
#pragma GCC unroll 4
  for (int r = 0; r < registers; r++)
    sums[r] = weight_sums[r] = _mm512_setzero_si512();
  for (int i = 0; i < input_count; i += GROUP) {
    __m512i group = inputs_raised(inputs + i);
#pragma GCC unroll 4
    for (int r = 0; r < registers; r++) {
      __m512i weight = _mm512_loadu_si512(weights);
      sums[r] = _mm512_dpbusd_epi32(sums[r], group, weight);
      weight_sums[r] = _mm512_dpbusd_epi32(weight_sums[r], raised, weight);
      weights += SET_BYTES;
    }
  }
#pragma GCC unroll 4
  for (int r = 0; r < registers; r++)
    outputs_store(sums[r], weight_sums[r], weights + r * OUTPUTS, scales + r * OUTPUTS,
                  outputs + r * OUTPUTS);
}

static VNNI void multiply(int output_count, int input_count_and_1, const int8_t *weights,
                          const float *scales, const int8_t *inputs, float *outputs)
{
  int input_count = (input_count_and_1 - 1 + GROUP - 1) / GROUP * GROUP;
  int left = (output_count + OUTPUTS - 1) / OUTPUTS * OUTPUTS;
  for (int registers = MOST_REGISTERS; registers; registers /= 2)
    for (int set = registers * OUTPUTS; left >= set; left -= set) {
      if (registers == 4)
        set_multiply(4, input_count, weights, scales, inputs, outputs);
      else if (registers == 2)
        set_multiply(2, input_count, weights, scales, inputs, outputs);
      else
        set_multiply(1, input_count, weights, scales, inputs, outputs);
      weights += (ptrdiff_t)(input_count + 1) * set;
      scales += set;
      outputs += set;
    }
}

const struct matrix_kernel *fast_matrix_kernel(void)
{
  static const struct matrix_kernel kernel = {multiply, OUTPUTS, MOST_REGISTERS, GROUP, GROUP};
  bool has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni");
  return has ? &kernel : NULL;
}

#else

const struct matrix_kernel *fast_matrix_kernel(void)
{
  return NULL;
}

#endif

/* Whether this is laid out as expected: what Tesseract says of its own kernel is known. */
static bool is_avx2_kernel(const struct matrix_kernel *kernel)
{
  return kernel && kernel->outputs_per_register == 8 && kernel->most_registers == 8 &&
         kernel->inputs_per_register == 32 && kernel->inputs_per_group == 4;
}

/* Tesseract's names are its linker's: IntSimdMatrix::intSimdMatrix, the kernel that it uses, and
 * IntSimdMatrix::MatrixDotVector, which is named otherwise where its numbers have 64 bits. */
bool fast_matrix_settle(void)
{
  const struct matrix_kernel *kernel = fast_matrix_kernel();
  const struct matrix_kernel **used =
      dlsym(RTLD_DEFAULT, "_ZN9tesseract13IntSimdMatrix13intSimdMatrixE");
  void *takes_floats = dlsym(RTLD_DEFAULT, "_ZN9tesseract13IntSimdMatrix15MatrixDotVectorERKNS_"
                                           "16GENERIC_2D_ARRAYIaEERKSt6vectorIfSaIfEEPKaPf");
  if (!kernel || !used || !takes_floats || (*used != kernel && !is_avx2_kernel(*used)))
    return false;
  *used = kernel;
  return true;
}
