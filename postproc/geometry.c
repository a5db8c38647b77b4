#include "postproc/geometry.h"

#include "base/utf8.h"

/* A single distance is rough, for recognisers guess where one character ends: several make one. */
enum { PITCH_SAMPLES = 64, PITCH_STRIDE = 3 };

struct box page_upright_box(const struct document_page *page, struct box box)
{
  int width = page->read.width, height = page->read.height;
  if (box_is_empty(box))
    return box;
  switch (page->read.rotation) { /* degrees clockwise that set the page upright */
  case 90:
    return (struct box){height - box.y - box.h, box.x, box.h, box.w};
  case 180:
    return (struct box){width - box.x - box.w, height - box.y - box.h, box.w, box.h};
  case 270:
    return (struct box){box.y, width - box.x - box.w, box.h, box.w};
  default:
    return box;
  }
}

/* Inserts into a sorted array. */
static void sample_insert(float *samples, size_t count, float sample)
{
  for (; count > 0 && samples[count - 1] > sample; count--)
    samples[count] = samples[count - 1];
  samples[count] = sample;
}

float line_pitch(const unsigned *codepoints, const struct box *boxes, size_t count)
{
  float samples[PITCH_SAMPLES];
  size_t found = 0, run = 0, last = 0;
  size_t recent[PITCH_STRIDE + 1];
  for (size_t i = 0; i < count && found < PITCH_SAMPLES; i++) {
    if (codepoint_is_space(codepoints[i]))
      continue;
    if (!codepoint_is_han(codepoints[i]) || box_is_empty(boxes[i])) {
      run = 0;
      continue;
    }
    recent[run++ % (PITCH_STRIDE + 1)] = last = i;
    if (run <= PITCH_STRIDE)
      continue;
    size_t first = recent[run % (PITCH_STRIDE + 1)];
    sample_insert(samples, found++,
                  (float)(box_middle_x(boxes[last]) - box_middle_x(boxes[first])) / PITCH_STRIDE);
  }
  return found > 0 && samples[found / 2] > 0 ? samples[found / 2] : 0;
}
