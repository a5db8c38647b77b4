#include "ocr/shape_metric.h"

#include <math.h>

/* The file, in the machine's own byte order: a header, then the metric. */
struct metric_header {
  uint32_t magic, cells, axes;
};
enum { METRIC_MAGIC = 0x5A4C4D31 /* "ZLM1" */ };

bool shape_metric_read(FILE *file, struct shape_metric *ret_metric)
{
  struct metric_header header;
  if (fread(&header, sizeof header, 1, file) != 1 || header.magic != METRIC_MAGIC ||
      header.cells != SHAPE_CELLS || header.axes != SHAPE_AXES ||
      fread(ret_metric, sizeof *ret_metric, 1, file) != 1)
    return false;
  bool sound = true;
  for (int cell = 0; cell < SHAPE_CELLS; cell++) {
    sound = sound && isfinite(ret_metric->middle[cell]) && isfinite(ret_metric->shift[cell]);
    for (int axis = 0; axis < SHAPE_AXES; axis++)
      sound = sound && isfinite(ret_metric->axes[cell][axis]);
  }
  return sound;
}

void shape_metric_write(FILE *file, const struct shape_metric *metric)
{
  struct metric_header header = {METRIC_MAGIC, SHAPE_CELLS, SHAPE_AXES};
  fwrite(&header, sizeof header, 1, file);
  fwrite(metric, sizeof *metric, 1, file);
}

static struct shape_place place_of(const struct shape_metric *metric, const struct shape *shape,
                                   float shifted)
{
  float sums[SHAPE_AXES] = {0};
  for (int cell = 0; cell < SHAPE_CELLS; cell++) {
    float value = shape->cells[cell] - metric->middle[cell] - shifted * metric->shift[cell];
    for (int axis = 0; axis < SHAPE_AXES; axis++)
      sums[axis] += value * metric->axes[cell][axis];
  }
  struct shape_place place;
  for (int axis = 0; axis < SHAPE_AXES; axis++) {
    float steps = fminf(fmaxf(sums[axis] / SHAPE_STEP, -SHAPE_FARTHEST), SHAPE_FARTHEST);
    place.axes[axis] = (int16_t)lroundf(steps);
  }
  return place;
}

struct shape_place shape_place_drawn(const struct shape_metric *metric, const struct shape *shape)
{
  return place_of(metric, shape, 0);
}

struct shape_place shape_place_seen(const struct shape_metric *metric, const struct shape *shape)
{
  return place_of(metric, shape, 1);
}
