#include "ocr/fast_matrix.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/memory.h"

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
enum { RAISED = 128, BIAS_SCALE = 127 };

/* What a matrix takes away from each output for the raising of its inputs, and adds for its biases.
 */
struct offsets {
  const int8_t *weights; /* the matrix; NULL: the place is free */
  int output_count, input_count;
  int32_t *values; /* one for each output; owned */
};

/* By the place of a matrix's weights; it stays as long as its model is open. */
enum { KNOWN_MAX = 256 };
static struct offsets known[KNOWN_MAX];

static void known_clear(void)
{
  for (int i = 0; i < KNOWN_MAX; i++) {
    free(known[i].values);
    known[i] = (struct offsets){0};
  }
}

static void set_offsets(int set, int input_count, const int8_t *weights, int32_t *values)
{
  const int8_t *biases = weights + (ptrdiff_t)input_count * set;
  for (int output = 0; output < set; output++) {
    int sum = 0;
    for (int input = 0; input < input_count; input++)
      sum += weights[(input / GROUP * set + output) * GROUP + input % GROUP];
    values[output] = biases[output] * BIAS_SCALE - RAISED * sum;
  }
}

/* `output_count` and `input_count` are rounded up, as the weights are laid out. */
static void offsets_make(struct offsets *offsets, int output_count, int input_count,
                         const int8_t *weights)
{
  *offsets = (struct offsets){weights, output_count, input_count,
                              memory_alloc((size_t)output_count * sizeof *offsets->values)};
  int done = 0;
  for (int registers = MOST_REGISTERS; registers; registers /= 2)
    for (int set = registers * OUTPUTS; output_count - done >= set; done += set)
      set_offsets(set, input_count, weights + (ptrdiff_t)(input_count + 1) * done,
                  offsets->values + done);
}

static const int32_t *offsets_of(int output_count, int input_count, const int8_t *weights)
{
  size_t first = (uintptr_t)weights / 64 % KNOWN_MAX, tries = 0;
  struct offsets *offsets = &known[first];
  while (offsets->weights != weights || offsets->output_count != output_count ||
         offsets->input_count != input_count) {
    if (tries == KNOWN_MAX)
      known_clear();
    if (!offsets->weights || tries == KNOWN_MAX)
      offsets_make(offsets, output_count, input_count, weights);
    else
      offsets = &known[(first + ++tries) % KNOWN_MAX];
  }
  return offsets->values;
}

static inline VNNI __m512i inputs_raised(const int8_t *inputs)
{
  int32_t group;
  memcpy(&group, inputs, sizeof group);
  return _mm512_xor_si512(_mm512_set1_epi32(group), _mm512_set1_epi8((char)RAISED));
}

/* One set of outputs, `registers` (a constant where this is inlined) wide. */
static inline VNNI __attribute__((always_inline)) void
set_multiply(int registers, int input_count, const int8_t *weights, const int32_t *offsets,
             const float *scales, const int8_t *inputs, float *outputs)
{
  __m512i sums[MOST_REGISTERS];
#pragma GCC unroll 4
  for (int r = 0; r < registers; r++)
    sums[r] = _mm512_loadu_si512(offsets + r * OUTPUTS);
  for (int i = 0; i < input_count; i += GROUP) {
    __m512i group = inputs_raised(inputs + i);
#pragma GCC unroll 4
    for (int r = 0; r < registers; r++) {
      sums[r] = _mm512_dpbusd_epi32(sums[r], group, _mm512_loadu_si512(weights));
      weights += SET_BYTES;
    }
  }
#pragma GCC unroll 4
  for (int r = 0; r < registers; r++)
    _mm512_storeu_ps(outputs + r * OUTPUTS, _mm512_mul_ps(_mm512_cvtepi32_ps(sums[r]),
                                                          _mm512_loadu_ps(scales + r * OUTPUTS)));
}

static VNNI void multiply(int output_count, int input_count_and_1, const int8_t *weights,
                          const float *scales, const int8_t *inputs, float *outputs)
{
  int input_count = (input_count_and_1 - 1 + GROUP - 1) / GROUP * GROUP;
  int left = (output_count + OUTPUTS - 1) / OUTPUTS * OUTPUTS;
  const int32_t *offsets = offsets_of(left, input_count, weights);
  for (int registers = MOST_REGISTERS; registers; registers /= 2)
    for (int set = registers * OUTPUTS; left >= set; left -= set) {
      if (registers == 4)
        set_multiply(4, input_count, weights, offsets, scales, inputs, outputs);
      else if (registers == 2)
        set_multiply(2, input_count, weights, offsets, scales, inputs, outputs);
      else
        set_multiply(1, input_count, weights, offsets, scales, inputs, outputs);
      weights += (ptrdiff_t)(input_count + 1) * set;
      offsets += set;
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

static void known_clear(void) {}

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
  known_clear();
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
