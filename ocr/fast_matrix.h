#ifndef ZHAOLU_OCR_FAST_MATRIX_H
#define ZHAOLU_OCR_FAST_MATRIX_H

/*
 * The recogniser's products of a matrix and a vector, in bytes, by the instruction that processors
 * since 2019 have for them (AVX-512 VNNI). Tesseract 5 knows of it, but has no function that uses
 * it; the one here takes the place of its AVX2 function, as src/arch/intsimdmatrix.h provides.
 * Sums are of whole numbers, so every result is the same to the bit.
 */

#include <stdbool.h>
#include <stdint.h>

/* Tesseract's `IntSimdMatrix`: how a kernel wants its weights laid out, and the kernel. */
struct matrix_kernel {
  /* outputs[i] = scales[i] * (sum over k of weights[i][k] * inputs[k] + 127 * bias[i]), for
   * `output_count` outputs rounded up to `outputs_per_register`, `input_count_and_1` - 1 inputs.
   * Weights come in sets of outputs, `most_registers` registers wide and then of half as many each:
   * for every `inputs_per_group` inputs, those of each output side by side; then the biases.
   * The kernel keeps what it found of a matrix by its place, until fast_matrix_settle. */
  void (*multiply)(int output_count, int input_count_and_1, const int8_t *weights,
                   const float *scales, const int8_t *inputs, float *outputs);
  int outputs_per_register;
  int most_registers;
  int inputs_per_register; /* vectors of inputs are padded to a multiple of it */
  int inputs_per_group;
};

/* The kernel for this processor; NULL: it has no such instruction. */
const struct matrix_kernel *fast_matrix_kernel(void);

/* Makes Tesseract use it, and forgets the matrices seen; before a model is opened, for its weights
 * are laid out then. One thread only. False, and nothing changed: the processor has no such
 * instruction, or this Tesseract is built otherwise. */
bool fast_matrix_settle(void);

#endif
