#include "postproc/mark_habit.h"

/* Full stops in half width are wrong between Chinese characters even where a stop is printed. */
static const struct mark_habit habits[] = {
    {U'.', 0.10f, {{U'、', 0.66f}, {U'。', 0.20f}, {U'，', 0.02f}, {U'；', 0.01f}}},
    {U'·', 0.20f, {{U'、', 0.50f}, {U'。', 0.20f}}},
    {U'`', 0.001f, {{U'、', 0.85f}, {U'，', 0.02f}}},
    {U'\\', 0.001f, {{U'、', 0.65f}}},
    {U'\'', 0.10f, {{U'、', 0.40f}, {U'，', 0.10f}}},
    {U';', 0.63f, {{U'：', 0.20f}, {U'，', 0.08f}}},
    {U'；', 0.63f, {{U'：', 0.20f}, {U'，', 0.08f}}},
    {U':', 0.97f, {{U'；', 0.010f}, {U'、', 0.005f}, {U'，', 0.005f}}},
    {U'：', 0.97f, {{U'；', 0.010f}, {U'、', 0.005f}, {U'，', 0.005f}}},
    {U',', 0.97f, {{U'、', 0.025f}, {U'；', 0.002f}}},
    {U'，', 0.97f, {{U'、', 0.010f}, {U'：', 0.007f}, {U'。', 0.003f}}},
    {U'(', 0.97f, {{U'《', 0.025f}}},
    {U'《', 0.96f, {{U'（', 0.03f}}},
    {U'<', 0.40f, {{U'（', 0.30f}, {U'《', 0.20f}}},
    {U'>', 0.40f, {{U'》', 0.30f}, {U'）', 0.20f}}},
    {U'〈', 0.30f, {{U'（', 0.40f}, {U'《', 0.20f}}},
    {U'〉', 0.30f, {{U'）', 0.30f}, {U'》', 0.30f}}},
    {U'[', 0.50f, {{U'【', 0.30f}, {U'（', 0.10f}}},
    {U']', 0.50f, {{U'】', 0.30f}, {U'）', 0.10f}}},
    {U'【', 0.97f, {{U'（', 0.01f}}},
    {U'〖', 0.10f, {{U'【', 0.80f}}},
    {U'〗', 0.10f, {{U'】', 0.80f}}},
};

const struct mark_habit *mark_habit_find(unsigned codepoint)
{
  for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
    if (habits[i].read == codepoint)
      return &habits[i];
  return NULL;
}
