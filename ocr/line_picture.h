#ifndef ZHAOLU_OCR_LINE_PICTURE_H
#define ZHAOLU_OCR_LINE_PICTURE_H

/*
 * The picture of one line as the recogniser gets it: cut from the clean page with some white round
 * it, gaps of spread labels closed to a word's gap, pieces typed lower or higher brought to one
 * line, scaled to a fixed height.
 */

#include <allheaders.h>

#include "page/line_find.h"

struct line_rendering {
  double margin;      /* white above and below, share of the line's height */
  int height;         /* pixels of the finished picture */
  double white_after; /* more white at the end, share of the line's height */
  double width;       /* against the print's own, 0: the same */
  bool blackened;     /* whatever is no paper is made black */
  bool softened;      /* blurred by a pixel: grain and the steps of an enlarged picture go */
};

/* Where a stretch of the picture came from. */
struct line_stretch {
  int from, to;     /* columns of the picture, `to` exclusive */
  struct box clean; /* the same on the clean page */
};

struct line_picture {
  PIX *pix;                       /* 8 bpp */
  struct line_stretch *stretches; /* left to right */
  size_t count;
};

/* `page`: 8 bpp clean page. False when the segment is empty or memory is out. */
bool line_picture_make(PIX *page, const struct text_segment *segment,
                       const struct line_rendering *rendering, struct line_picture *ret_picture);
/* The clean page's box for columns [left, right) of the picture, rows as the stretch has them. */
struct box line_picture_to_page(const struct line_picture *picture, int left, int right);
/* Stretches the grey levels of a line's picture so that its ink is black and its paper white,
 * unless they lie nearer together than `contrast_min` (levels of 255): then there is nothing but
 * paper. Tesseract takes its black and white from the picture's middle row alone, and on two or
 * three characters of thin strokes that row may show neither. */
void line_stretch_contrast(PIX *line, int contrast_min);
void line_picture_clear(struct line_picture *picture);

#endif
