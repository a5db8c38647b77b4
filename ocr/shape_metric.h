#ifndef ZHAOLU_OCR_SHAPE_METRIC_H
#define ZHAOLU_OCR_SHAPE_METRIC_H

/*
 * How far two shapes of characters are from each other where it counts. Scanning and printing
 * change some of a shape's cells much and others hardly; the metric stretches each direction by how
 * little the same character varies in it, and keeps those in which different characters vary most.
 * A scanned character's squared distance to its own drawn shape is then about the number of
 * directions, however blurred or pale it is, and to another's a few hundred more.
 *
 * Learned by scripts/train-shape-metric from characters that the program cut out of drawn pages.
 *
 * source: Fisher's linear discriminant analysis; Duda, Hart, Stork: Pattern Classification, 2nd
 * ed., 2001, 3.8. Mahalanobis distance to class means after it: Kimura et al., Modified quadratic
 * discriminant functions and the application to Chinese character recognition, 1987.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "ocr/shape.h"

enum { SHAPE_AXES = 192 };

struct shape_metric {
  float middle[SHAPE_CELLS]; /* mean of all drawn shapes */
  float shift[SHAPE_CELLS];  /* how seen characters differ from their drawn shape on average */
  float axes[SHAPE_CELLS][SHAPE_AXES];
};

/* Where a shape stands on the axes, in SHAPE_STEPs. */
struct shape_place {
  int16_t axes[SHAPE_AXES];
};

/* Axis' units in a step, and the farthest place that is told. */
#define SHAPE_STEP 0.125f
enum { SHAPE_FARTHEST = 1000 };

/* False when the file ends before, is another or has numbers that are none. */
bool shape_metric_read(FILE *file, struct shape_metric *ret_metric);
/* What shape_metric_read reads; errors show in the file's state. */
void shape_metric_write(FILE *file, const struct shape_metric *metric);

/* Of a shape drawn from a font, and of one seen on a page. */
struct shape_place shape_place_drawn(const struct shape_metric *metric, const struct shape *shape);
struct shape_place shape_place_seen(const struct shape_metric *metric, const struct shape *shape);

#endif
