#ifndef ZHAOLU_OCR_ROW_ORDER_H
#define ZHAOLU_OCR_ROW_ORDER_H

/*
 * From read segments to rows in the order a person reads them: columns one after the other, a
 * label and the value beside it as one row, a label of several rows before its values.
 */

#include "base/box.h"
#include "document/reading.h"

/* A segment with its reading; boxes are pixels of the clean page. */
struct read_segment {
  struct box box;
  int size;     /* height of its characters */
  float surest; /* mean confidence of the surest of its readings, 0: of `best` */
  double score; /* of the segment */
  double slope; /* rows down per column, as in page/line_find.h */
  struct reading best, other;
};

/* One row: indices of its segments, left to right. */
struct row {
  size_t *segments;
  size_t count, capacity;
  struct box box;
};

struct row_list {
  struct row *rows; /* in reading order */
  size_t count, capacity;
};

struct row_list rows_order(const struct read_segment *segments, size_t count);
void rows_clear(struct row_list *rows);

#endif
