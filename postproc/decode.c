#include "postproc/decode.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
  LINE_START = '\n', /* as in the corpus: what stands before a line's first character */
  STATES_MOST = 256, /* ways kept at a position: the cheapest */
};

/* A way that costs so many nats more than the cheapest one is given up: the few characters that it
 * still influences cannot make that up. */
static const float BEAM = 24.0f;

/* A rare character is no reason to change it: beyond this the language has no more to say. */
static const float LANGUAGE_LEAST = -9.0f;
/* How much the language counts against the glyph. */
static const float LANGUAGE_WEIGHT = 0.8f;

/* The characters before a position, oldest first. */
struct history {
  unsigned text[LANGUAGE_HISTORY];
};

static const struct history at_line_start = {{LINE_START, LINE_START, LINE_START}};

static struct history history_with(const struct history *before, unsigned codepoint)
{
  struct history after;
  memcpy(after.text, before->text + 1, sizeof after.text - sizeof *after.text);
  after.text[LANGUAGE_HISTORY - 1] = codepoint;
  return after;
}

static float language_cost(const struct language *language, const struct history *history,
                           unsigned codepoint)
{
  float value = language_log_probability(language, history->text, LANGUAGE_HISTORY, codepoint);
  return -LANGUAGE_WEIGHT * (value > LANGUAGE_LEAST ? value : LANGUAGE_LEAST);
}

/* The best way to a position that ends in some given characters. */
struct state {
  struct history history;
  float cost;
  int before;    /* index of the state at the position before; -1 at the start */
  size_t chosen; /* candidate taken to get here */
};

struct layer {
  struct state *states;
  size_t count;
  float least; /* cost of the cheapest */
};

/* The state that ends in the same characters, or else the dearest one. */
static struct state *layer_rival(const struct layer *layer, const struct history *history)
{
  struct state *dearest = layer->states;
  for (size_t i = 0; i < layer->count; i++) {
    struct state *state = &layer->states[i];
    if (memcmp(&state->history, history, sizeof *history) == 0)
      return state;
    if (state->cost > dearest->cost)
      dearest = state;
  }
  return dearest;
}

/* Keeps the state if it is the cheapest way to its characters and among the cheapest of all. */
static void layer_offer(struct layer *layer, const struct state *state)
{
  if (layer->count > 0 && state->cost > layer->least + BEAM)
    return;
  if (layer->count == 0 || state->cost < layer->least)
    layer->least = state->cost;
  struct state *rival = layer->count > 0 ? layer_rival(layer, &state->history) : NULL;
  bool same = rival && memcmp(&rival->history, &state->history, sizeof state->history) == 0;
  if (!same && layer->count < STATES_MOST)
    layer->states[layer->count++] = *state;
  else if (state->cost < rival->cost)
    *rival = *state;
}

static void layer_extend(const struct language *language, const struct layer *before,
                         const struct position *position, struct layer *ret_layer)
{
  for (size_t s = 0; s < before->count; s++) {
    const struct state *from = &before->states[s];
    for (size_t c = 0; c < position->count; c++) {
      unsigned codepoint = position->candidates[c].codepoint;
      struct state to = {.cost = from->cost + position->candidates[c].cost,
                         .before = (int)s,
                         .chosen = c,
                         .history = from->history};
      if (codepoint != CANDIDATE_NOTHING) {
        to.cost += language_cost(language, &from->history, codepoint);
        to.history = history_with(&from->history, codepoint);
      }
      layer_offer(ret_layer, &to);
    }
  }
}

static void trace_back(const struct layer *layers, struct position *positions, size_t count)
{
  size_t best = 0;
  for (size_t i = 1; i < layers[count].count; i++)
    if (layers[count].states[i].cost < layers[count].states[best].cost)
      best = i;
  for (size_t i = count; i > 0; i--) {
    positions[i - 1].chosen = layers[i].states[best].chosen;
    best = (size_t)layers[i].states[best].before;
  }
}

void positions_decode(const struct language *language, struct position *positions, size_t count)
{
  struct layer *layers = memory_alloc((count + 1) * sizeof *layers);
  layers[0].states = memory_alloc(sizeof *layers[0].states);
  layers[0].states[0] = (struct state){.history = at_line_start, .before = -1};
  layers[0].count = 1;
  for (size_t i = 0; i < count; i++) {
    size_t most = layers[i].count * positions[i].count;
    layers[i + 1].states =
        memory_alloc((most < STATES_MOST ? most : STATES_MOST) * sizeof(struct state));
    layer_extend(language, &layers[i], &positions[i], &layers[i + 1]);
  }
  trace_back(layers, positions, count);
  for (size_t i = 0; i <= count; i++)
    free(layers[i].states);
  free(layers);
}

float positions_cost(const struct language *language, const struct position *positions,
                     size_t count)
{
  struct history history = at_line_start;
  float cost = 0;
  for (size_t i = 0; i < count; i++) {
    const struct candidate *candidate = &positions[i].candidates[positions[i].chosen];
    cost += candidate->cost;
    if (candidate->codepoint == CANDIDATE_NOTHING)
      continue;
    cost += language_cost(language, &history, candidate->codepoint);
    history = history_with(&history, candidate->codepoint);
  }
  return cost;
}

float sequence_cost(const struct language *language, const unsigned *text, size_t count, size_t at,
                    unsigned inserted)
{
  enum { AROUND = LANGUAGE_HISTORY + 1 };
  struct history history = at_line_start;
  float cost = 0;
  for (size_t i = at > AROUND ? at - AROUND : 0; i < count && i < at + AROUND; i++) {
    if (i == at && inserted) {
      cost += language_cost(language, &history, inserted);
      history = history_with(&history, inserted);
    }
    cost += language_cost(language, &history, text[i]);
    history = history_with(&history, text[i]);
  }
  return cost;
}

float text_strangeness(const struct language *language, const unsigned *text, size_t count)
{
  struct history history = at_line_start;
  float cost = 0;
  for (size_t i = 0; i < count; i++) {
    cost += language_cost(language, &history, text[i]);
    history = history_with(&history, text[i]);
  }
  return count > 0 ? cost / LANGUAGE_WEIGHT / (float)count : 0;
}
