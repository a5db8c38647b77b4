#ifndef ZHAOLU_OCR_SEGMENT_READ_H
#define ZHAOLU_OCR_SEGMENT_READ_H

/*
 * One found segment read well: in one rendering where that is sure, in several that vote where it
 * is not (reading_vote.h). Renderings differ in width, in the white left round the line, in
 * sharpness and in how much of red ink is taken out; a cleaning step can so lose against the
 * picture as it was.
 */

#include "page/page_clean.h"
#include "page/seal.h"
#include "ocr/line_read.h"
#include "ocr/row_order.h"

/* How a line's picture is turned before it is read. */
enum line_turn { LINE_AS_IT_IS, LINE_BY_HALF, LINE_MIRRORED, LINE_BY_HALF_MIRRORED, LINE_TURNS };

/* The first rendering's reading alone: quick, for judging how a page stands. Of a turned picture,
 * glyph boxes say nothing. */
enum status segment_read_first(struct engine *engine, const struct clean_page *clean,
                               const struct text_segment *segment, enum line_turn turn,
                               struct reading *ret_reading, struct error *error) MUST_CHECK;

/* Fills *ret_read (empty before): box, size, best and, where there was doubt, other. `cover`: the
 * seal that lies over it; a grey one's print a network may read for strokes without any doubt.
 * `first`: what segment_read_first gave, taken over, or NULL where nothing was read yet. */
enum status segment_read(struct engine *engine, const struct clean_page *clean,
                         const struct text_segment *segment, enum seal_cover cover,
                         struct reading *first, struct read_segment *ret_read,
                         struct error *error) MUST_CHECK;

#endif
