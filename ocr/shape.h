#ifndef ZHAOLU_OCR_SHAPE_H
#define ZHAOLU_OCR_SHAPE_H

/*
 * What a single character looks like, in numbers that can be compared: how much of its outline runs
 * in each of eight directions in each of 8 × 8 fields of the normalised picture. The same numbers
 * are made of fonts when the program is built and of scanned characters when it runs.
 *
 * source: Liu, Nakashima, Sako, Fujisawa: Handwritten digit recognition: investigation of
 * normalization and feature extraction techniques. Pattern Recognition 37 (2004), 265–279
 * (aspect-ratio adaptive normalisation, decomposed gradient direction).
 */

#include <stdbool.h>

enum {
  SHAPE_FIELDS = 8, /* along each side */
  SHAPE_DIRECTIONS = 8,
  SHAPE_CELLS = SHAPE_FIELDS * SHAPE_FIELDS * SHAPE_DIRECTIONS,
};

/* Cells by direction, then row, then column; their squares sum to 1, none is negative. */
struct shape {
  float cells[SHAPE_CELLS];
};

/* A grey picture of one character: 0 paper, 255 ink; row after row, borrowed. */
struct shape_picture {
  const unsigned char *ink;
  int width, height;
};

/* False when the picture is empty or shows no ink. */
bool shape_make(const struct shape_picture *picture, struct shape *ret_shape);

#endif
