#ifndef ZHAOLU_OCR_SHAPE_READ_H
#define ZHAOLU_OCR_SHAPE_READ_H

/*
 * Characters that the recogniser's model does not have. It reads another in their place, often
 * without any doubt (余 for 佘), or two (上时 for 瞍). Each character of a read line is therefore
 * compared with the picture: where it does not look like what was read, but clearly like one that
 * the model lacks, and like none that the model has, the reading says so beside what was read.
 */

#include <allheaders.h>

#include "page/line_find.h"
#include "document/reading.h"
#include "ocr/shape_table.h"

/* Fills by_shape, is_part_of_shape, shape_is_doubtful and shape_is_clear of the reading's glyphs,
 * whose boxes are pixels of `plane` (8 bpp, paper white). */
void reading_compare_shapes(const struct shape_table *table, PIX *plane,
                            const struct text_segment *segment, struct reading *reading);

#endif
