/*
 * What an LSTM does with its gates at one step, forwards and backwards, in one pass over memory.
 * Built by recurrent.py when training starts. Rows of a batch follow each other, gates in the order
 * input, forget, cell input, output; bf16 is the upper half of a float, rounded.
 */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint16_t bf16;

static inline bf16 bf16_of(float value)
{
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return (bf16)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

static inline float float_of(bf16 half)
{
  uint32_t bits = (uint32_t)half << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* Beyond it a sigmoid is 0 or 1 to a float; and the reciprocal that compilers make for speed knows
 * no infinity. */
static const float FLAT = 30.0f;

static inline float sigmoid(float x)
{
  x = x > FLAT ? FLAT : x < -FLAT ? -FLAT : x;
  return 1.0f / (1.0f + expf(-x));
}

static inline float tangent(float x)
{
  return 2.0f * sigmoid(2.0f * x) - 1.0f;
}

/* `gates`: products with the input, made activations; `recurrent`: products with the state before,
 * or NULL at the first step; `cell_tanh` and `gates` are kept for the way back. */
void cell_forward(int batch, int states, float *restrict gates, const bf16 *restrict recurrent,
                  const float *restrict cell_before, float *restrict cell,
                  float *restrict cell_tanh, float *restrict output, bf16 *restrict output_half)
{
  for (int row = 0; row < batch; row++) {
    size_t at = (size_t)row * states;
    float *restrict in = gates + 4 * at, *restrict forget = in + states;
    float *restrict value = forget + states, *restrict out = value + states;
    if (recurrent)
      for (int i = 0; i < 4 * states; i++)
        in[i] += float_of(recurrent[4 * at + i]);
    for (int i = 0; i < states; i++) {
      in[i] = sigmoid(in[i]);
      forget[i] = sigmoid(forget[i]);
      value[i] = tangent(value[i]);
      out[i] = sigmoid(out[i]);
      cell[at + i] = forget[i] * cell_before[at + i] + in[i] * value[i];
      cell_tanh[at + i] = tangent(cell[at + i]);
      output[at + i] = out[i] * cell_tanh[at + i];
      output_half[at + i] = bf16_of(output[at + i]);
    }
  }
}

/* `slope`: of the loss by this step's output; `recurrent`: the same through the next step, or NULL
 * at the last; `cell_slope`: carried from step to step; `ret_gates`: by the gates' sums. */
void cell_backward(int batch, int states, const float *restrict gates,
                   const float *restrict cell_before, const float *restrict cell_tanh,
                   const float *restrict slope, const bf16 *restrict recurrent,
                   float *restrict cell_slope, bf16 *restrict ret_gates)
{
  for (int row = 0; row < batch; row++) {
    size_t at = (size_t)row * states;
    const float *restrict in = gates + 4 * at, *restrict forget = in + states;
    const float *restrict value = forget + states, *restrict out = value + states;
    bf16 *restrict ret_in = ret_gates + 4 * at, *restrict ret_forget = ret_in + states;
    bf16 *restrict ret_value = ret_forget + states, *restrict ret_out = ret_value + states;
    for (int i = 0; i < states; i++) {
      float by_output = slope[at + i] + (recurrent ? float_of(recurrent[at + i]) : 0.0f);
      float squashed = cell_tanh[at + i];
      float by_cell = cell_slope[at + i] + by_output * out[i] * (1 - squashed * squashed);
      ret_in[i] = bf16_of(by_cell * value[i] * in[i] * (1 - in[i]));
      ret_forget[i] = bf16_of(by_cell * cell_before[at + i] * forget[i] * (1 - forget[i]));
      ret_value[i] = bf16_of(by_cell * in[i] * (1 - value[i] * value[i]));
      ret_out[i] = bf16_of(by_output * squashed * out[i] * (1 - out[i]));
      cell_slope[at + i] = by_cell * forget[i];
    }
  }
}
